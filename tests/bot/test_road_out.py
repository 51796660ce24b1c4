"""The whole road out, from the outbox over HTTP to a server that counts what it delivers."""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from telegram.ext import ExtBot

from bot.delivery import Telegram
from bot.limiter import Limiter
from bot.outbox import Outbox
from bot.pace import Limits
from bot.sender import SLOTS, Sender
from bot.transport import AiohttpRequest
from campaign import people, privacy
from db import outbox
from db.engine import Database
from db.outbox import Recipient
from db.schema import outbox as rows
from rehearsal.server import Server, running
from rehearsal.world import World

ROOT = Path(__file__).parents[2]
TEXT = "News for everyone"
CONTENTS = {"en": {"method": "sendMessage", "params": {"text": TEXT}}}


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with running(World(seed=7)) as server:
        server.world.limits.enforced = False
        yield server


def crowd(world: World, number: int) -> list[int]:
    """So many people who have written to the bot."""
    people = [world.add_person(f"P{n}", "en", crowd=True) for n in range(number)]
    for person in people:
        person.started = True
    return [person.id for person in people]


async def queue(database: Database, chats: list[int]) -> int:
    people = [Recipient(chat, "en") for chat in chats]
    return await database.write(
        lambda c: outbox.queue(c, "broadcast", "news", CONTENTS, people, now())
    )


async def states(database: Database) -> dict[int, str]:
    def query(conn: Connection) -> dict[int, str]:
        return {row[0]: row[1] for row in conn.execute(select(rows.c.recipient, rows.c.state))}

    return await database.read(query)


async def finished(database: Database, message: int, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while True:
            progress = await database.read(lambda c: outbox.progress(c, message))
            if progress is not None and progress.finished:
                return
            await asyncio.sleep(0.05)


async def claimed(database: Database) -> None:
    async with asyncio.timeout(10):
        while True:
            if set((await states(database)).values()) == {"sending"}:
                return
            await asyncio.sleep(0.01)


class Recording(AiohttpRequest):
    """The transport, with a note of when each message left and when a 429 was heard."""

    def __init__(self) -> None:
        super().__init__(read_timeout=0.5, connect_timeout=2)
        self.left: list[float] = []
        self.told: list[float] = []

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.left.append(time.monotonic())
        status, body = await super().do_request(*args, **kwargs)
        if status == 429:
            self.told.append(time.monotonic())
        return status, body

    def left_while_told_to_wait(self, seconds: float = 1) -> int:
        return sum(told < left < told + seconds for told in self.told for left in self.left)


class Road:
    """A sender whose bot talks to the server over HTTP."""

    def __init__(self, server: Server, database: Database, limits: Limits, slots: int) -> None:
        self.limiter = Limiter(limits)
        self.request = Recording()
        self.bot: ExtBot[Any] = ExtBot(
            server.world.token,
            base_url=server.bot_url,
            request=self.request,
            rate_limiter=self.limiter,
        )
        source = Outbox(database, now)
        telegram = Telegram(self.bot, self.limiter, source.leaves)
        self.sender = Sender(source, telegram, slots=slots)

    async def __aenter__(self) -> "Road":
        await self.request.initialize()
        await self.sender.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sender.stop(grace=5)
        await self.limiter.shutdown()
        await self.request.shutdown()


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outcomes._FIRST_WAIT", 0.1)


def assert_nobody_twice_and_nobody_left_out(world: World, ended: dict[int, str]) -> None:
    delivered = world.journal.delivered("sendMessage", TEXT)
    assert set(delivered.values()) <= {1}
    for chat, state in ended.items():
        assert state in ("sent", "failed", "blocked", "unconfirmed")
        if state != "unconfirmed":
            assert delivered[chat] == (state == "sent")
    counted = Counter(ended.values())
    assert counted["sent"] <= delivered.total() <= counted["sent"] + counted["unconfirmed"]


@pytest.mark.parametrize(
    ("number", "floods"),
    [(200, 4), pytest.param(2000, None, marks=pytest.mark.long)],
    ids=["200", "2000"],
)
async def test_through_every_trouble_everyone_has_one_outcome(
    server: Server, database: Database, number: int, floods: int | None
) -> None:
    world = server.world
    chats = crowd(world, number)
    for fault in (
        {"error_code": 429, "parameters": {"retry_after": 1}, "times": floods},
        {"error_code": 500},
        {"hang": True},
        {"drop": True},
        {"drop": True, "after": True},
        {"error_code": 403},
        {"error_code": 400},
    ):
        world.faults.add({"method": "sendMessage", "share": 0.1, **fault})
    message = await queue(database, chats)
    async with Road(server, database, Limits(per_second=1000), SLOTS) as road:
        await finished(database, message, seconds=600)
    assert road.request.told
    assert road.request.left_while_told_to_wait() == 0
    ended = await states(database)
    assert len(ended) == number
    assert_nobody_twice_and_nobody_left_out(world, ended)
    assert {"sent", "failed", "blocked", "unconfirmed"} == set(ended.values())


async def test_after_a_429_nothing_is_sent_until_it_is_over(
    server: Server, database: Database
) -> None:
    world = server.world
    message = await queue(database, crowd(world, 150))
    async with Road(server, database, Limits(per_second=200), SLOTS) as road:
        await asyncio.sleep(0.3)
        world.faults.add({"method": "sendMessage", "error_code": 429, "times": 1})
        await finished(database, message)
        assert road.limiter.per_second < 200 * 0.99
    assert len(road.request.told) == 1
    assert road.request.left_while_told_to_wait() == 0
    assert set((await states(database)).values()) == {"sent"}


async def test_the_real_limits_are_never_broken(server: Server, database: Database) -> None:
    server.world.limits.configure({"enforced": True})
    message = await queue(database, crowd(server.world, 60))
    async with Road(server, database, Limits(), SLOTS):
        await finished(database, message)
    assert server.world.limits.refused == 0
    assert set((await states(database)).values()) == {"sent"}


async def test_a_reply_does_not_wait_for_a_broadcast(server: Server, database: Database) -> None:
    *chats, asking = crowd(server.world, 301)
    await queue(database, chats)
    async with Road(server, database, Limits(), SLOTS) as road:
        await asyncio.sleep(0.5)
        await road.bot.send_message(asking, "An answer")
        delivered = server.world.journal.delivered("sendMessage", TEXT).total()
    assert delivered < 200


@pytest.mark.parametrize(
    ("number", "kills"),
    [(400, 2), pytest.param(5000, 50, marks=pytest.mark.long)],
    ids=["400-2", "5000-50"],
)
async def test_killed_in_the_middle_it_leaves_nobody_out_and_sends_nobody_twice(
    server: Server, database: Database, key: bytes, number: int, kills: int
) -> None:
    world = server.world
    dice = random.Random(number)
    server.world.limits.latency_ms = (5, 40)
    message = await queue(database, crowd(world, number))
    before = 0
    for _ in range(kills):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bot.broadcaster"),
            *(str(database.path), key.hex(), server.bot_url),
            cwd=ROOT,
        )
        more = dice.randrange(1, number // kills - SLOTS)  # so that enough is left for each kill
        target = world.journal.delivered("sendMessage", TEXT).total() + more
        async with asyncio.timeout(60):
            while world.journal.delivered("sendMessage", TEXT).total() < target:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        process.kill()
        await process.wait()
        counted = Counter((await states(database)).values())
        assert counted["sending"] <= SLOTS
        assert counted["unconfirmed"] - before <= SLOTS
        before = counted["unconfirmed"]
    async with Road(server, database, Limits(per_second=1000), SLOTS):
        await finished(database, message)
    ended = await states(database)
    assert_nobody_twice_and_nobody_left_out(world, ended)
    assert 0 < Counter(ended.values())["unconfirmed"] <= SLOTS * kills


@pytest.mark.parametrize("forgotten", [False, True])
async def test_who_stops_while_a_429_is_waited_out_gets_nothing_more(
    server: Server, database: Database, forgotten: bool
) -> None:
    chats = crowd(server.world, 3)
    message = await queue(database, chats)
    async with Road(server, database, Limits(), slots=30) as road:
        # As if a 429 had just come: all three are claimed, and wait for their turn.
        road.limiter._frozen_until = time.monotonic() + 0.5
        road.sender.wake()
        await claimed(database)
        if forgotten:
            await privacy.forget(database, chats[0], now())
        else:
            await people.leave_updates(database, chats[0], now())
        await finished(database, message)
    ended = await states(database)
    assert ended.pop(chats[0], "cancelled") == "cancelled"
    assert ended == {chats[1]: "sent", chats[2]: "sent"}
    assert chats[0] not in server.world.journal.delivered("sendMessage", TEXT)
