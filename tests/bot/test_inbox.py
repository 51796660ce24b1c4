"""Updates are handled once each, in order for one person and side by side for many."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from telegram import Bot, Chat, Message, Update, User

from bot import inbox as module
from bot.inbox import FLOOD, TOO_MANY, Inbox, read

_ids = count(1)


def written(by: int, update_id: int | None = None) -> Update:
    number = next(_ids) if update_id is None else update_id
    chat = Chat(by, "private")
    user = User(by, "Emma", is_bot=False)
    return Update(number, message=Message(1, datetime.now(UTC), chat, from_user=user, text="Hi"))


class Desk:
    """A handler that takes note, and holds people's updates until they are let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.held: dict[int, asyncio.Event] = {}
        self.at_work = 0
        self.most_at_work = 0

    def hold(self, person: int) -> asyncio.Event:
        return self.held.setdefault(person, asyncio.Event())

    async def __call__(self, update: Update) -> None:
        self.begun.append(update.update_id)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            if update.effective_user and update.effective_user.id in self.held:
                await self.held[update.effective_user.id].wait()
            await asyncio.sleep(0)
        finally:
            self.at_work -= 1
        self.ended.append(update.update_id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_one_person_is_answered_in_order(desk: Desk) -> None:
    inbox = Inbox(desk)
    updates = [written(by=1) for _ in range(10)]
    await asyncio.gather(*map(inbox.accept, updates))
    assert desk.ended == [update.update_id for update in updates]
    assert desk.most_at_work == 1


async def test_nobody_waits_behind_a_slow_answer_to_another(desk: Desk) -> None:
    inbox = Inbox(desk)
    release = desk.hold(1)
    slow, quick = inbox.accept(written(by=1)), inbox.accept(written(by=2))
    await quick
    assert not slow.done()
    release.set()
    await slow


async def test_no_more_are_at_work_than_allowed(desk: Desk) -> None:
    inbox = Inbox(desk, at_once=3)
    await asyncio.gather(*(inbox.accept(written(by=person)) for person in range(1, 20)))
    assert desk.most_at_work == 3
    assert len(desk.ended) == 19


async def test_an_update_that_comes_again_is_not_handled_again(desk: Desk) -> None:
    inbox = Inbox(desk)
    release = desk.hold(1)
    update = written(by=1)
    first = inbox.accept(update)
    await asyncio.sleep(0)
    assert inbox.accept(update) is first
    release.set()
    await first
    await inbox.accept(update)
    assert desk.begun == [update.update_id]
    assert update.update_id in inbox


async def test_only_what_is_recent_is_remembered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_RECENT", 5)
    inbox = Inbox(desk)
    updates = [written(by=1) for _ in range(20)]
    for update in updates:
        await inbox.accept(update)
    assert sum(update.update_id in inbox for update in updates) == 5


async def test_updates_of_nobody_do_not_wait_for_each_other() -> None:
    together = asyncio.Barrier(2)

    async def meet(update: Update) -> None:
        await together.wait()

    inbox = Inbox(meet)
    await asyncio.gather(inbox.accept(Update(1)), inbox.accept(Update(2)))


def failing(error: BaseException) -> Callable[[Update], Awaitable[None]]:
    async def handle(update: Update) -> None:
        raise error

    return handle


@pytest.mark.parametrize("error", [ValueError("Emma"), asyncio.CancelledError("Emma")])
async def test_an_error_counts_as_an_end_and_the_next_is_handled(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox(failing(error))
    with caplog.at_level(logging.ERROR):
        await asyncio.gather(inbox.accept(written(by=1)), inbox.accept(written(by=1)))
    assert inbox.first_unfinished is None
    assert [record.getMessage().split()[0] for record in caplog.records] == ["Fault", "Fault"]


async def test_a_handler_that_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setattr(module, "_HANDLING", 0.01)
    desk.hold(1)
    inbox = Inbox(desk)
    await inbox.accept(written(by=1))
    assert desk.ended == []


async def test_the_first_unfinished_is_the_lowest_id_whoever_ends_first(desk: Desk) -> None:
    inbox = Inbox(desk)
    release = desk.hold(1)
    slow = written(by=1)
    end = inbox.accept(slow)
    await inbox.accept(written(by=2))
    assert inbox.first_unfinished == slow.update_id
    release.set()
    await end
    await inbox.idle(5)
    assert inbox.first_unfinished is None


async def test_who_floods_the_bot_does_not_hold_the_others_up(desk: Desk) -> None:
    inbox = Inbox(desk)
    release = desk.hold(1)
    ends = [inbox.accept(written(by=1)) for _ in range(FLOOD)]
    assert inbox.first_unfinished is not None
    ends.append(inbox.accept(written(by=1)))
    assert inbox.first_unfinished is None
    release.set()
    await asyncio.gather(*ends)
    assert len(desk.ended) == FLOOD + 1


async def test_a_flood_beyond_measure_is_left_aside(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox(desk)
    ends = [inbox.accept(written(by=1)) for _ in range(TOO_MANY + 7)]
    await asyncio.gather(*ends)
    await inbox.idle(5)
    assert len(desk.ended) == TOO_MANY
    assert "Left 7 updates aside" in caplog.text


async def test_draining_waits_for_those_at_work(desk: Desk) -> None:
    inbox = Inbox(desk)
    ends = [inbox.accept(written(by=person)) for person in (1, 1, 2)]
    await inbox.drain(5)
    assert all(end.done() and not end.cancelled() for end in ends)


async def test_draining_interrupts_what_does_not_end(desk: Desk) -> None:
    inbox = Inbox(desk)
    desk.hold(1)
    update = written(by=1)
    end = inbox.accept(update)
    await asyncio.sleep(0)
    await inbox.drain(0.01)
    assert end.cancelled()
    assert desk.at_work == 0
    assert inbox.first_unfinished == update.update_id


def test_an_update_that_cannot_be_read_is_bare() -> None:
    bot = Bot("1:token")
    assert read({"update_id": 7, "message": {"text": 5}}, bot) == Update(7)
    assert read({"update_id": 8, "news": {}}, bot).api_kwargs == {"news": {}}
