"""The records of a rehearsal over HTTP: the stream of events, the exchanges, the deliveries."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from rehearsal.world import World

KEEP_ALIVE = 15.0
GATHER = 0.02


def _after(request: Request) -> int:
    return int(request.query_params.get("after") or 0)


async def events(request: Request, world: World) -> Response:
    """Server-sent events after `after` or `Last-Event-ID`; without either, from now on."""
    told = request.headers.get("last-event-id") or request.query_params.get("after")
    after = int(told) if told else world.journal.events.last
    return StreamingResponse(
        _stream(world, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


async def _stream(world: World, after: int) -> AsyncIterator[str]:
    ring = world.journal.events
    seen = after if after <= ring.last else 0
    yield ": the rehearsal's events\n\n"
    while not world.closing:
        if fresh := ring.after(seen):
            seen = fresh[-1]["n"]
            yield "".join(
                f"id: {event['n']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
                for event in fresh
            )
            await asyncio.sleep(GATHER)
        elif not await ring.grown.wait(KEEP_ALIVE):
            yield ": still here\n\n"


async def exchanges(request: Request, world: World) -> Response:
    method = request.query_params.get("method")
    chat_id = request.query_params.get("chat_id")
    found = [
        exchange
        for exchange in world.journal.exchanges.after(_after(request))
        if (not method or exchange["method"] == method)
        and (not chat_id or exchange["chat_id"] == int(chat_id))
    ]
    return JSONResponse({"exchanges": found})


async def delivered(request: Request, world: World) -> Response:
    by_chat = world.journal.delivered(
        request.query_params.get("method"), request.query_params.get("contains", "")
    )
    return JSONResponse({"by_chat": dict(by_chat), "total": by_chat.total()})
