"""The control face: how the page and the tests see the world and act as people do."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rehearsal import acts, conditions, inline, membership
from rehearsal.conditions import json_body
from rehearsal.errors import NotPossible, Refused
from rehearsal.faults import NoSuchFault
from rehearsal.fields import Upload
from rehearsal.files import content as file_content
from rehearsal.people import Chat, Person
from rehearsal.records import delivered, events, exchanges
from rehearsal.shapes import Json
from rehearsal.world import World

_SHOWN = frozenset({"photo", "video", "animation", "voice", "audio"})
_HARMLESS = re.compile(r"(?:image|audio|video)/(?!svg)[\w.+-]+")

Handler = Callable[[Request, World], Awaitable[Response]]


class NotThere(Exception):
    "What the path names does not exist"


def routes() -> list[Route]:
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/chats", chats),
        ("POST", "/people", add_person),
        ("POST", "/people/{person_id:int}/block", block),
        ("POST", "/people/{person_id:int}/unblock", unblock),
        ("POST", "/people/{person_id:int}/delete", delete_account),
        ("GET", "/chats/{chat_id}/messages", messages),
        ("POST", "/chats/{chat_id}/messages", write),
        ("POST", "/chats/{chat_id}/contacts", share_contact),
        ("POST", "/chats/{chat_id}/taps", tap),
        ("POST", "/chats/{chat_id}/inline_queries", ask_inline),
        ("POST", "/chats/{chat_id}/inline_results", choose_inline),
        ("POST", "/chats/{chat_id}/bot", set_bot_status),
        ("POST", "/chats/{chat_id}/updates", raw_update),
        ("GET", "/commands", commands),
        ("GET", "/files/{file_id}", file),
        ("GET", "/events", events),
        ("GET", "/exchanges", exchanges),
        ("GET", "/delivered", delivered),
        ("POST", "/clock", conditions.move_clock),
        ("GET", "/crowd", conditions.crowd_progress),
        ("POST", "/crowd", conditions.bring_crowd),
        ("POST", "/faults", conditions.set_fault),
        ("DELETE", "/faults", conditions.clear_faults),
        ("GET", "/limits", conditions.limits),
        ("POST", "/limits", conditions.set_limits),
    ]
    return [
        Route(f"/rehearsal{path}", _guarded(handler), methods=[verb])
        for verb, path, handler in table
    ]


def _guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        try:
            _check_origin(request)
            return await handler(request, request.app.state.world)
        except NotThere as missing:
            return JSONResponse({"error": str(missing)}, 404)
        except Refused as refusal:
            return JSONResponse({"error": refusal.description}, refusal.error_code)
        except (NotPossible, NoSuchFault, KeyError, TypeError, ValueError) as error:
            reason = f"missing: {error.args[0]}" if isinstance(error, KeyError) else str(error)
            return JSONResponse({"error": reason}, 400)

    return guarded


def _check_origin(request: Request) -> None:
    """Pages of other sites in the same browser have no say here."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused("only the rehearsal's own page may do that", 403)


def _chat(request: Request, world: World) -> Chat:
    chat = world.chats.get(int(request.path_params["chat_id"]))
    if chat is None:
        raise NotThere("there is no such chat")
    return chat


def _person(world: World, person_id: Any) -> Person:
    person = world.people.get(int(person_id))
    if person is None:
        raise NotThere("there is no such person")
    return person


def _number(request: Request, name: str) -> int:
    return int(request.query_params.get(name) or 0)


async def chats(_: Request, world: World) -> Response:
    bot = {**world.bot, "first_name": world.profile.text("name", "")}
    return JSONResponse({"bot": bot, "chats": world.listed_chats(), "clock": world.clock()})


async def add_person(request: Request, world: World) -> Response:
    body = await json_body(request)
    name = body["first_name"].strip()
    if not name:
        raise ValueError("a person needs a first name")
    person = world.add_person(
        name,
        body["language_code"],
        body.get("last_name"),
        body.get("username"),
        phone=body.get("phone", ""),
    )
    return JSONResponse(person.view(), 201)


async def block(request: Request, world: World) -> Response:
    return _set_blocked(request, world, blocked=True)


async def unblock(request: Request, world: World) -> Response:
    return _set_blocked(request, world, blocked=False)


def _set_blocked(request: Request, world: World, *, blocked: bool) -> Response:
    person = _person(world, request.path_params["person_id"])
    membership.set_blocked(world, person, blocked)
    return JSONResponse(person.view())


async def delete_account(request: Request, world: World) -> Response:
    person = _person(world, request.path_params["person_id"])
    membership.delete_account(world, person)
    return JSONResponse(person.view())


async def set_bot_status(request: Request, world: World) -> Response:
    chat, body = _chat(request, world), await json_body(request)
    by = _person(world, body["from"])
    membership.set_bot_status(world, chat, by.user, body["status"])
    return JSONResponse(chat.view(world.bot["id"]))


async def messages(request: Request, world: World) -> Response:
    after = _number(request, "after")
    kept = _chat(request, world).messages
    return JSONResponse({"messages": [kept[number] for number in kept if number > after]})


async def write(request: Request, world: World) -> Response:
    chat = _chat(request, world)
    if request.headers.get("content-type", "").startswith("multipart/"):
        message = await _write_file(request, world, chat)
    else:
        body = await json_body(request)
        person = _person(world, body["from"])
        message = acts.write(world, chat, person, _content(body), body.get("reply_to"))
    return JSONResponse(message, 201)


def _content(body: Json) -> Json:
    for kind in ("contact", "location"):
        if kind in body:
            return {kind: body[kind]}
    if not isinstance(body["text"], str) or not body["text"]:
        raise ValueError("a message needs a text")
    return acts.text_content(body["text"], body.get("entities"))


async def _write_file(request: Request, world: World, chat: Chat) -> Json:
    async with request.form() as form:
        given = form["file"]
        if not isinstance(given, UploadFile):
            raise TypeError("file must be a file")
        upload = Upload(
            given.filename or "file",
            given.content_type or "application/octet-stream",
            await given.read(),
        )
        caption, sender = str(form.get("caption") or ""), form["from"]
        kind = str(form.get("kind") or "document")
        reply_to = int(str(form.get("reply_to") or 0)) or None
    content = file_content(world.files.add(kind, upload))
    if caption:
        text = acts.text_content(caption)
        content["caption"] = text["text"]
        if "entities" in text:
            content["caption_entities"] = text["entities"]
    return acts.write(world, chat, _person(world, sender), content, reply_to)


async def share_contact(request: Request, world: World) -> Response:
    chat, body = _chat(request, world), await json_body(request)
    person = _person(world, body["from"])
    contact = _contact(world, body) if {"of", "phone_number"} & body.keys() else None
    return JSONResponse(acts.share_contact(world, chat, person, contact), 201)


def _contact(world: World, body: Json) -> Json:
    """Another person's, or that of someone who is not on Telegram."""
    if "of" in body:
        return _person(world, body["of"]).contact
    named = ("phone_number", "first_name", "last_name")
    return {name: str(body[name]) for name in named if name in body or name == "first_name"}


async def tap(request: Request, world: World) -> Response:
    body = await json_body(request)
    query_id = acts.tap(
        world,
        _chat(request, world),
        _person(world, body["from"]),
        int(body["message_id"]),
        str(body["data"]),
    )
    return JSONResponse({"callback_query_id": query_id}, 202)


async def raw_update(request: Request, world: World) -> Response:
    chat = _chat(request, world)
    update = await json_body(request)
    if len(update) != 1:
        raise ValueError("an update holds exactly one field besides its id")
    ((kind, content),) = update.items()
    if kind == "inline_query":
        return JSONResponse({"update": inline.tell_bot(world, content, chat.id)}, 202)
    return JSONResponse({"update": world.tell_bot(kind, content, chat.id)}, 202)


async def ask_inline(request: Request, world: World) -> Response:
    chat, body = _chat(request, world), await json_body(request)
    query_id = inline.ask(world, chat, _person(world, body["from"]), body["query"])
    return JSONResponse({"inline_query_id": query_id}, 202)


async def choose_inline(request: Request, world: World) -> Response:
    chat, body = _chat(request, world), await json_body(request)
    person = _person(world, body["from"])
    message = inline.choose(world, chat, person, body["inline_query_id"], body["result_id"])
    return JSONResponse(message, 201)


async def commands(request: Request, world: World) -> Response:
    person = _person(world, request.query_params["user_id"])
    chat = world.chats.get(_number(request, "chat_id"))
    if chat is None:
        raise NotThere("there is no such chat")
    shown = world.profile.commands_shown(chat, person.id, person.language_code)
    return JSONResponse({"commands": shown})


async def file(request: Request, world: World) -> Response:
    stored = world.files.get(request.path_params["file_id"])
    if stored is None:
        raise NotThere("there is no such file")
    inline = stored.kind in _SHOWN and bool(_HARMLESS.fullmatch(stored.content_type))
    name = re.sub(r"[^A-Za-z0-9._-]", "_", stored.name)
    disposition = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return Response(
        stored.data,
        media_type=stored.content_type if inline else "application/octet-stream",
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )
