"""A rehearsal for each test: its world, a caller in the bot's place, and the control face."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.server import Server, build
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]


@pytest.fixture
def world() -> World:
    world = World()
    world.limits.configure({"enforced": False})
    return world


@pytest.fixture
def seen(world: World) -> Callable[[str], Json]:
    """`seen("edit")`: the last event of that kind."""

    def last(kind: str) -> Json:
        return [event for event in world.journal.events.after(0) if event["kind"] == kind][-1]

    return last


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The application without a socket."""
    transport = httpx.ASGITransport(app=build(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://rehearsal") as client:
        yield client


@pytest.fixture
def call(http: httpx.AsyncClient, world: World) -> Call:
    """`await call("sendMessage", chat_id=1001, text="Hi")`: form fields, structures as JSON."""

    async def call(method: str, **fields: Any) -> Json:
        form = {
            name: json.dumps(value) if isinstance(value, list | dict | bool) else str(value)
            for name, value in fields.items()
        }
        answer = await http.post(f"/bot{world.token}/{method}", data=form)
        body: Json = answer.json()
        assert answer.status_code == (200 if body["ok"] else body["error_code"])
        return body

    return call


@pytest.fixture
def say(http: httpx.AsyncClient) -> Call:
    """`await say(1001, "Hi")`: a person's message in their chat with the bot, or in `chat`."""

    async def say(person: int, text: str, chat: int | None = None, **more: Any) -> Json:
        answer = await http.post(
            f"/rehearsal/chats/{chat or person}/messages",
            json={"from": person, "text": text, **more},
        )
        assert answer.status_code == 201, answer.text
        message: Json = answer.json()
        return message

    return say


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A rehearsal that listens on loopback, its limits off."""
    server = Server(World())
    server.world.limits.configure({"enforced": False})
    await server.start()
    yield server
    await server.stop()
