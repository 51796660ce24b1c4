"""The control face: how the page and the tests see the world and act as people do."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rehearsal import acts
from rehearsal.crowd import Crowd, CrowdPlan
from rehearsal.errors import Refused
from rehearsal.faults import NoSuchFault
from rehearsal.fields import Upload, parse_json
from rehearsal.files import content as file_content
from rehearsal.people import Chat, Person
from rehearsal.records import delivered, events, exchanges
from rehearsal.shapes import Json
from rehearsal.world import Query, World

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
        ("GET", "/chats/{chat_id}/messages", messages),
        ("POST", "/chats/{chat_id}/messages", write),
        ("POST", "/chats/{chat_id}/taps", tap),
        ("POST", "/chats/{chat_id}/updates", raw_update),
        ("GET", "/commands", commands),
        ("GET", "/files/{file_id}", file),
        ("GET", "/events", events),
        ("GET", "/exchanges", exchanges),
        ("GET", "/delivered", delivered),
        ("POST", "/clock", move_clock),
        ("GET", "/crowd", crowd_progress),
        ("POST", "/crowd", bring_crowd),
        ("POST", "/faults", set_fault),
        ("DELETE", "/faults", clear_faults),
        ("GET", "/limits", limits),
        ("POST", "/limits", set_limits),
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
        except (acts.NotPossible, NoSuchFault, KeyError, TypeError, ValueError) as error:
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


async def _body(request: Request) -> Json:
    body = parse_json(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


def _number(request: Request, name: str) -> int:
    return int(request.query_params.get(name) or 0)


async def chats(_: Request, world: World) -> Response:
    bot = {**world.bot, "first_name": world.profile.text("name", "")}
    return JSONResponse({"bot": bot, "chats": world.listed_chats(), "clock": world.clock()})


async def add_person(request: Request, world: World) -> Response:
    body = await _body(request)
    name = body["first_name"].strip()
    if not name:
        raise ValueError("a person needs a first name")
    person = world.add_person(
        name, body["language_code"], body.get("last_name"), body.get("username")
    )
    return JSONResponse(person.view(), 201)


async def block(request: Request, world: World) -> Response:
    return _set_blocked(request, world, blocked=True)


async def unblock(request: Request, world: World) -> Response:
    return _set_blocked(request, world, blocked=False)


def _set_blocked(request: Request, world: World, *, blocked: bool) -> Response:
    person = _person(world, request.path_params["person_id"])
    acts.set_blocked(world, person, blocked)
    return JSONResponse(person.view())


async def messages(request: Request, world: World) -> Response:
    after = _number(request, "after")
    kept = _chat(request, world).messages
    return JSONResponse({"messages": [kept[number] for number in kept if number > after]})


async def write(request: Request, world: World) -> Response:
    chat = _chat(request, world)
    if request.headers.get("content-type", "").startswith("multipart/"):
        message = await _write_file(request, world, chat)
    else:
        body = await _body(request)
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


async def tap(request: Request, world: World) -> Response:
    body = await _body(request)
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
    update = await _body(request)
    if len(update) != 1:
        raise ValueError("an update holds exactly one field besides its id")
    ((kind, content),) = update.items()
    if kind == "inline_query":
        asked = Query(None, content["from"]["id"], world.now())
        content = {**content, "id": world.open_query(world.inline_queries, asked)}
    return JSONResponse({"update": world.tell_bot(kind, content, chat.id)}, 202)


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


async def move_clock(request: Request, world: World) -> Response:
    world.advance(int((await _body(request))["advance_seconds"]))
    return JSONResponse(world.clock())


async def crowd_progress(request: Request, _: World) -> Response:
    crowd: Crowd = request.app.state.crowd
    return JSONResponse(crowd.progress())


async def bring_crowd(request: Request, _: World) -> Response:
    crowd: Crowd = request.app.state.crowd
    plan = CrowdPlan(**(await _body(request)))
    crowd.bring(plan)
    return JSONResponse({"count": plan.count}, 202)


async def set_fault(request: Request, world: World) -> Response:
    world.faults.add(await _body(request))
    return JSONResponse({"set": True}, 201)


async def clear_faults(_: Request, world: World) -> Response:
    world.faults.clear()
    return Response(status_code=204)


async def limits(_: Request, world: World) -> Response:
    counted = {
        "refused": world.limits.refused,
        "sent_while_told_to_wait": world.limits.sent_while_told_to_wait,
    }
    return JSONResponse(world.limits.settings() | counted)


async def set_limits(request: Request, world: World) -> Response:
    world.limits.configure(await _body(request))
    return JSONResponse(world.limits.settings())
