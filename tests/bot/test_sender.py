"""The sender over the real database; the test plays the world that it sends to."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TimedOut

from bot import sender as sender_module
from bot.outbox import Outbox
from bot.sender import Job, Sender
from bot.transport import NotSent, ServerError, TurnedAway
from db import dispatch, outbox
from db.engine import Database
from db.outbox import Progress, Recipient
from db.schema import outbox as rows

CONTENTS = {"en": {"method": "sendMessage", "params": {"text": "Hello"}}}
Answer = Callable[[Job], Awaitable[int | None]]


def now() -> datetime:
    return datetime.now(UTC)


class World:
    """A destination whose answers the test decides; it knows who got what."""

    def __init__(self) -> None:
        self.got: Counter[int] = Counter()
        self.order: list[int] = []
        self.flying = 0
        self.most_flying = 0
        self.trouble: dict[int, list[Exception]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.closed = False

    async def send(self, job: Job) -> int | None:
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
            if self.closed:
                raise TurnedAway("The bot is stopping")
            if self.trouble.get(job.recipient):
                raise self.trouble[job.recipient].pop(0)
            self.got[job.recipient] += 1
            self.order.append(job.recipient)
            return 1000 + job.recipient
        finally:
            self.flying -= 1

    def close(self) -> None:
        self.closed = True

    def open(self) -> None:
        self.closed = False


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FLUSH", "_RETRY", "_LONGEST_HOLD", "_POLL"):
        monkeypatch.setattr(sender_module, name, 0.05)
    monkeypatch.setattr("bot.outcomes._FIRST_WAIT", 0.02)


@pytest.fixture
async def sender(database: Database, world: World) -> AsyncIterator[Sender]:
    sender = Sender(Outbox(database, now), world)
    yield sender
    world.gate.set()
    await sender.stop(grace=1)


async def queue(database: Database, *chats: int, key: str = "k", kind: str = "broadcast") -> int:
    people = [Recipient(chat, "en") for chat in chats]
    return await database.write(lambda conn: outbox.queue(conn, kind, key, CONTENTS, people, now()))


async def progress(database: Database, message: int) -> Progress:
    found = await database.read(lambda conn: outbox.progress(conn, message))
    assert found is not None
    return found


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.01)


async def finished(database: Database, message: int) -> Progress:
    async def done() -> bool:
        return (await progress(database, message)).finished

    await until(done)
    return await progress(database, message)


async def test_everyone_gets_it_once_and_in_order(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 201))
    await sender.start()
    assert (await finished(database, message)).sent == 200
    assert set(world.got.values()) == {1}
    assert world.most_flying <= 30

    def ids(conn: Connection) -> set[int | None]:
        return set(conn.execute(select(rows.c.telegram_message_id)).scalars())

    assert await database.read(ids) == set(range(1001, 1201))


async def test_a_row_is_durably_sending_before_it_leaves_and_never_more_than_the_slots(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 101))
    world.gate.clear()
    await sender.start()

    async def full() -> bool:
        return world.flying == 30

    await until(full)
    seen = await progress(database, message)
    assert (seen.sending, seen.pending) == (30, 70)
    world.gate.set()
    assert (await finished(database, message)).sent == 100


async def test_a_notice_goes_ahead_of_a_broadcast_that_waits(
    database: Database, sender: Sender, world: World
) -> None:
    await queue(database, *range(1, 101))
    notice = await queue(database, 500, key="receipt", kind="notice")
    await sender.start()
    await finished(database, notice)
    assert world.order.index(500) < 30


async def test_waking_it_sends_what_was_just_queued(
    database: Database, sender: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "_POLL", 3600.0)
    await sender.start()
    await asyncio.sleep(0.05)
    message = await queue(database, 1)
    sender.wake()
    assert (await finished(database, message)).sent == 1


async def test_it_wakes_by_itself_when_a_row_falls_due(
    database: Database, sender: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "_POLL", 3600.0)
    due = now() + timedelta(seconds=0.3)
    message = await database.write(
        lambda c: outbox.queue(c, "digest", "d", CONTENTS, [Recipient(1, "en")], now(), due_at=due)
    )
    await sender.start()
    assert (await finished(database, message)).sent == 1
    assert now() >= due


async def test_each_kind_of_trouble_ends_as_it_should(
    database: Database, sender: Sender, world: World
) -> None:
    world.trouble = {
        1: [Forbidden("Forbidden: bot was blocked by the user")],
        2: [BadRequest("Bad Request: chat not found")],
        3: [TimedOut("No answer in time")],
        4: [RetryAfter(timedelta(milliseconds=50))],
        5: [ServerError(500), ServerError(502)],
        6: [NotSent("No connection")],
        -7: [ChatMigrated(-1007)],
        8: [ValueError("odd")],
        9: [InvalidToken()],
    }
    message = await queue(database, *world.trouble, 10)
    await sender.start()
    ended = await finished(database, message)
    assert (ended.blocked, ended.failed, ended.unconfirmed, ended.sent) == (1, 1, 2, 6)
    assert world.got == {4: 1, 5: 1, 6: 1, -1007: 1, 9: 1, 10: 1}
    reasons = await database.read(lambda c: outbox.failures(c, message))
    assert [(failure.reason, failure.count) for failure in reasons] == [("Chat not found", 1)]


async def test_when_nothing_can_be_reached_nothing_is_lost_however_long(
    database: Database, sender: Sender, world: World
) -> None:
    world.trouble = {1: [NotSent("No connection")] * 40}
    message = await queue(database, 1)
    await sender.start()
    assert (await finished(database, message)).sent == 1


async def test_pausing_stops_it_and_resuming_goes_on(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 101))
    world.gate.clear()
    await sender.start()

    async def full() -> bool:
        return world.flying == 30

    await until(full)
    await database.write(lambda c: outbox.pause(c, message, now()))
    world.gate.set()

    async def settled() -> bool:
        return (await progress(database, message)).sending == 0

    await until(settled)
    await asyncio.sleep(0.2)
    assert (await progress(database, message)).sent == 30
    await database.write(lambda c: outbox.resume(c, message))
    sender.wake()
    assert (await finished(database, message)).sent == 100


async def test_stopping_puts_back_who_waits_for_a_turn(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 101))
    world.gate.clear()
    await sender.start()

    async def full() -> bool:
        return world.flying == 30

    await until(full)
    stopping = asyncio.create_task(sender.stop(grace=5))
    await asyncio.sleep(0)
    world.gate.set()
    await stopping
    seen = await progress(database, message)
    assert (seen.sending, seen.unconfirmed, seen.pending) == (0, 0, 100)
    await sender.start()
    assert (await finished(database, message)).sent == 100


async def test_stopping_does_not_wait_for_ever_for_an_answer(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 41))
    world.gate.clear()
    await sender.start()

    async def full() -> bool:
        return world.flying == 30

    await until(full)
    await sender.stop(grace=0.1)
    seen = await progress(database, message)
    assert (seen.sending, seen.unconfirmed, seen.pending) == (0, 30, 10)


async def test_what_a_crash_left_in_flight_is_not_sent_again(
    database: Database, sender: Sender, world: World
) -> None:
    message = await queue(database, *range(1, 11))
    await database.write(lambda c: dispatch.claim(c, 4, now()))
    await sender.start()
    ended = await finished(database, message)
    assert (ended.sent, ended.unconfirmed) == (6, 4)
    assert sorted(world.got) == [5, 6, 7, 8, 9, 10]


async def test_progress_is_told_one_call_at_a_time_and_holds_nothing_up(
    database: Database, world: World
) -> None:
    told: list[frozenset[int]] = []
    calls = 0

    async def on_progress(messages: frozenset[int]) -> None:
        nonlocal calls
        calls += 1
        assert calls == 1
        await asyncio.sleep(0.02)
        told.append(messages)
        calls -= 1

    sender = Sender(Outbox(database, now), world, on_progress=on_progress)
    message = await queue(database, *range(1, 301))
    await sender.start()
    await finished(database, message)
    await sender.stop()
    assert told
    assert set().union(*told) == {message}


async def test_a_progress_that_fails_stops_nothing(
    database: Database, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async def on_progress(messages: frozenset[int]) -> None:
        raise ValueError("gone")

    sender = Sender(Outbox(database, now), world, on_progress=on_progress)
    message = await queue(database, *range(1, 31))
    await sender.start()
    assert (await finished(database, message)).sent == 30
    await sender.stop()
    assert "The progress could not be shown: ValueError" in caplog.text


async def test_on_a_full_disk_it_stops_says_why_once_and_goes_on_when_there_is_room(
    database: Database, sender: Sender, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    message = await queue(database, *range(1, 91))
    world.trouble = {chat: [BadRequest("x" * 9000)] for chat in range(1, 31)}

    def pages(limit: int | None) -> Callable[[Connection], Any]:
        def change(conn: Connection) -> None:
            size = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            conn.exec_driver_sql(f"PRAGMA max_page_count = {limit or size}")

        return change

    await database.write(pages(None))
    await sender.start()

    async def said() -> bool:
        return "disk is full" in caplog.text

    await until(said)
    await asyncio.sleep(0.3)
    assert sum(world.got.values()) <= 30
    before = world.got.copy()
    await database.write(pages(1_000_000))
    ended = await finished(database, message)
    assert (ended.failed, ended.sent) == (30, 60)
    assert set(world.got.values()) == {1}
    assert before <= world.got
    assert caplog.text.count("Sending has stopped") == 1
    assert caplog.text.count("Sending goes on") == 1


async def test_half_the_slots_share_a_commit(database: Database, world: World) -> None:
    commits = 0

    class Counting(Outbox):
        async def _write(self, change: Callable[[Connection], Any]) -> Any:
            nonlocal commits
            commits += 1
            return await super()._write(change)

    sender = Sender(Counting(database, now), world, slots=128)
    message = await queue(database, *range(1, 1001))
    await sender.start()
    await finished(database, message)
    await sender.stop()
    assert commits <= 22
