"""The Bot API's face over HTTP: reads calls, lets methods act, answers as Telegram does.

https://core.telegram.org/bots/api#making-requests
"""

import asyncio
import inspect
import json
import random
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rehearsal.errors import Refused, bad_request
from rehearsal.faults import Fault
from rehearsal.fields import Upload, parse_json, read
from rehearsal.files import MAX_UP
from rehearsal.methods import METHODS, Call, Method
from rehearsal.shapes import Json
from rehearsal.world import World

MAX_BODY = MAX_UP + 1_000_000
NOT_FOUND = Refused("Not Found", 404)
TOO_LARGE = Refused("Request Entity Too Large", 413)

_TOKEN = re.compile(r"\d+:[\w-]+")


def routes() -> list[Route]:
    return [
        Route("/bot{token}/{method}", answer, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A call as it came over HTTP."""

    given: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def chat_id(self, world: World) -> int | None:
        """The chat that a call means, by its number or its @name."""
        named = str(self.given.get("chat_id", ""))
        try:
            return int(named)
        except ValueError:
            found = world.chat_named(named)
            return found.id if found else None


async def answer(request: Request) -> Response:
    """One call of a method."""
    world: World = request.app.state.world
    started = time.perf_counter()
    try:
        _check_token(world, request.path_params["token"])
        method = METHODS.get(request.path_params["method"].lower())
        if method is None:
            raise NOT_FOUND
        heard = await _hear(request)
    except Refused as refusal:
        return _response(_error(refusal))
    fault = world.faults.strike(method.name, heard.chat_id(world))
    await _delay(world)
    body = None
    if fault is not None and not fault.after:
        body = await _misbehave(request, fault, heard)
    if body is None:
        body = await _act(world, method, heard)
        if fault is not None and fault.after:
            body = await _misbehave(request, fault, heard) or body
    _record(world, method, heard, body, started)
    return _response(body)


def _check_token(world: World, token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise NOT_FOUND
    if not secrets.compare_digest(token, world.token):
        raise Refused("Unauthorized", 401)


async def _hear(request: Request) -> _Heard:
    if int(request.headers.get("content-length", 0)) > MAX_BODY:
        raise TOO_LARGE
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _hear_multipart(request, given)
    body = await request.body()
    if not body:
        return _Heard(given, {})
    if kind == "application/json":
        return _Heard(given | _json_object(body), {})
    if kind == "application/x-www-form-urlencoded":
        try:
            given |= parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return _Heard(given, {})
    raise bad_request("unsupported content type")


def _json_object(body: bytes) -> Json:
    try:
        parsed = parse_json(body)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse JSON object")
    return parsed


async def _hear_multipart(request: Request, given: Json) -> _Heard:
    uploads: dict[str, Upload] = {}
    try:
        async with request.form(max_part_size=MAX_BODY) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(
                        value.filename or name,
                        value.content_type or "application/octet-stream",
                        await value.read(),
                    )
                else:
                    given[name] = value
    except HTTPException as error:
        raise bad_request(f"can't parse multipart form: {error.detail}") from None
    return _Heard(given, uploads)


async def _delay(world: World) -> None:
    low, high = world.limits.latency_ms
    if high > 0:
        await asyncio.sleep(random.uniform(low, high) / 1000)  # noqa: S311


async def _act(world: World, method: Method, heard: _Heard) -> Json:
    try:
        values = read(method.fields, heard.given, heard.uploads)
        _admit(world, method, values)
        result = method.run(Call(world, method.name, values, heard.uploads))
        if inspect.isawaitable(result):
            result = await result
    except Refused as refusal:
        return _error(refusal)
    return {"ok": True, "result": result}


def _admit(world: World, method: Method, values: Json) -> None:
    """Flood limits: messages count everywhere, edits in groups only."""
    if method.counted is None or "chat_id" not in values:
        return
    chat_id = values["chat_id"]
    if isinstance(chat_id, str):
        chat_id = world.chat(chat_id).id
    world.limits.note(chat_id)
    if method.counted == "message" or chat_id < 0:
        world.limits.admit(chat_id, method.cost(values))


async def _misbehave(request: Request, fault: Fault, heard: _Heard) -> Json | None:
    """Plays a fault; None when the call should go on as if nothing were."""
    world: World = request.app.state.world
    if fault.delay_ms:
        await asyncio.sleep(fault.delay_ms / 1000)
    if fault.hang:
        while not (world.closing or await request.is_disconnected()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    if fault.hang or fault.drop:
        connection = request.app.state.connections.get(tuple(request.client or ()))
        if connection is not None:
            connection.abort()
        return {"ok": False, "error_code": 502, "description": "Bad Gateway"}
    if fault.error_code is None:
        return None
    body = fault.answer()
    if fault.error_code == 429 and (heard.chat_id(world) or 0) > 0:
        world.limits.told_to_wait(body["parameters"]["retry_after"])
    return body


def _error(refusal: Refused) -> Json:
    body: Json = {
        "ok": False,
        "error_code": refusal.error_code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return body


def _response(body: Json) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(
        text.encode("utf-8", "replace"),
        status_code=200 if body["ok"] else body["error_code"],
        media_type="application/json",
    )


def _record(world: World, method: Method, heard: _Heard, body: Json, started: float) -> None:
    if method.name == "getUpdates" and not body.get("result") and body["ok"]:
        return
    files = {
        name: f"{upload.name}, {len(upload.data)} bytes" for name, upload in heard.uploads.items()
    }
    world.journal.exchange(
        "call",
        method.name,
        world.now(),
        chat_id=heard.chat_id(world),
        params={**heard.given, **files},
        status=200 if body["ok"] else body["error_code"],
        answer=body,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


async def download(request: Request) -> Response:
    """A file that getFile named."""
    world: World = request.app.state.world
    try:
        _check_token(world, request.path_params["token"])
        stored = world.files.at(request.path_params["path"])
        if stored is None:
            raise NOT_FOUND
    except Refused as refusal:
        return _response(_error(refusal))
    world.journal.exchange(
        "file",
        "download",
        world.now(),
        params={"file_path": stored.path},
        answer=f"{len(stored.data)} bytes",
    )
    return Response(stored.data, media_type="application/octet-stream")
