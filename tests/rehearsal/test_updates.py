import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from rehearsal.errors import Refused
from rehearsal.updates import UpdateQueue


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(clock: Clock) -> UpdateQueue:
    return UpdateQueue(clock)


def _put(queue: UpdateQueue, count: int) -> list[int]:
    updates = [queue.put("message", {"number": number}) for number in range(count)]
    return [update["update_id"] for update in updates if update is not None]


async def _ids(queue: UpdateQueue, offset: int = 0, limit: int = 100) -> list[int]:
    return [update["update_id"] for update in await queue.poll(offset, limit, 0)]


async def test_updates_come_again_until_an_offset_confirms_them(queue: UpdateQueue) -> None:
    ids = _put(queue, 3)
    assert await _ids(queue) == ids
    assert await _ids(queue) == ids
    assert await _ids(queue, ids[1] + 1) == ids[2:]
    assert await _ids(queue) == ids[2:]


async def test_a_limit_cuts_the_answer(queue: UpdateQueue) -> None:
    ids = _put(queue, 150)
    assert await _ids(queue, limit=2) == ids[:2]
    assert await _ids(queue, limit=1000) == ids[:100]


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(
    queue: UpdateQueue,
) -> None:
    ids = _put(queue, 5)
    assert await _ids(queue, -2) == ids[3:]
    assert await _ids(queue) == ids[3:]


async def test_an_update_is_kept_for_24_hours(queue: UpdateQueue, clock: Clock) -> None:
    _put(queue, 1)
    clock.now += timedelta(hours=23, minutes=59)
    young = _put(queue, 1)
    clock.now += timedelta(minutes=2)
    assert await _ids(queue) == young


async def test_a_waiting_poll_gets_what_arrives(queue: UpdateQueue) -> None:
    poll = asyncio.create_task(queue.poll(0, 100, 30))
    await asyncio.sleep(0)
    ids = _put(queue, 1)
    assert [update["update_id"] for update in await poll] == ids


async def test_a_newer_poll_ends_an_older_one_with_409(queue: UpdateQueue) -> None:
    older = asyncio.create_task(queue.poll(0, 100, 30))
    await asyncio.sleep(0)
    newer = asyncio.create_task(queue.poll(0, 100, 30))
    with pytest.raises(Refused, match="terminated by other getUpdates request") as refusal:
        await older
    assert refusal.value.error_code == 409
    _put(queue, 1)
    assert len(await newer) == 1


async def test_a_webhook_excludes_polling(queue: UpdateQueue) -> None:
    poll = asyncio.create_task(queue.poll(0, 100, 30))
    await asyncio.sleep(0)
    queue.set_webhook({"url": "https://example.org"})
    with pytest.raises(Refused, match="terminated by setWebhook"):
        await poll
    with pytest.raises(Refused, match="while webhook is active"):
        await queue.poll(0, 100, 0)


def test_a_webhook_needs_https_outside_of_this_machine(queue: UpdateQueue) -> None:
    queue.set_webhook({"url": "http://127.0.0.1:8443/hook"})
    with pytest.raises(Refused, match="An HTTPS URL must be provided"):
        queue.set_webhook({"url": "http://example.org"})


def test_kinds_that_were_not_asked_for_do_not_arrive(queue: UpdateQueue) -> None:
    assert queue.put("chat_member", {}) is None
    queue.allow(["message", "chat_member"])
    assert queue.put("chat_member", {}) is not None
    assert queue.put("callback_query", {}) is None
    queue.allow(None)
    assert queue.put("callback_query", {}) is None
    queue.allow([])
    assert queue.put("callback_query", {}) is not None


def test_a_kind_that_nobody_knows_yet_arrives(queue: UpdateQueue) -> None:
    queue.allow(["message"])
    assert queue.put("hologram", {}) is not None


async def test_closing_ends_a_waiting_poll(queue: UpdateQueue) -> None:
    poll = asyncio.create_task(queue.poll(0, 100, 30))
    await asyncio.sleep(0)
    queue.close()
    assert await poll == []
