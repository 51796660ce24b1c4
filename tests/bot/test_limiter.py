"""Who may send when, on a clock that the tests turn by hand."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.limiter import Lane, Limiter
from bot.pace import Limits, Pace
from bot.transport import TurnedAway

GROUP = -2001


class Clock:
    """Monotonic seconds that pass only in `run`; a timer comes `late` seconds late."""

    def __init__(self, late: float = 0.0) -> None:
        self.now = 1000.0
        self.late = late
        self._timers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        timer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._timers, (self.now + seconds + self.late, next(self._numbers), timer))
        await timer

    async def run(self, seconds: float) -> None:
        end = self.now + seconds
        await self._settle()
        while self._timers and self._timers[0][0] <= end:
            at, _, timer = heappop(self._timers)
            if timer.done():
                continue
            self.now = max(self.now, at)
            timer.set_result(None)
            await self._settle()
        self.now = end

    async def _settle(self) -> None:
        for _ in range(12):
            await asyncio.sleep(0)


class Line:
    """A limiter, the calls that were let through it, and a server that can be made to refuse."""

    def __init__(self, late: float = 0.0, limits: Limits | None = None) -> None:
        self.clock = Clock(late)
        self.limiter = Limiter(limits, monotonic=self.clock.monotonic, sleep=self.clock.sleep)
        self.left: list[tuple[float, int | None, str]] = []
        self.refuse: list[int] = []
        self.tasks: list[asyncio.Task[Any]] = []

    def call(
        self,
        chat: int | None,
        lane: Lane | None = None,
        method: str = "sendMessage",
        name: str = "",
        **data: Any,
    ) -> asyncio.Task[Any]:
        async def leave() -> bool:
            self.left.append((self.clock.now - 1000, chat, name or method))
            if self.refuse:
                raise RetryAfter(self.refuse.pop(0))
            return True

        task = asyncio.ensure_future(
            self.limiter.process_request(
                leave, (), {}, method, {"chat_id": chat, **data}, rate_limit_args=lane
            )
        )
        self.tasks.append(task)
        return task

    def times(self, chat: int | None = None) -> list[float]:
        return [at for at, to, _ in self.left if chat is None or to == chat]

    def names(self) -> list[str]:
        return [name for _, _, name in self.left]

    async def close(self) -> None:
        await self.limiter.shutdown()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    yield line
    await line.close()


def most_in_a_second(times: list[float]) -> int:
    return max(sum(1 for other in times if at <= other < at + 1) for at in times)


@pytest.mark.parametrize("late", [0.0, 0.004, 0.008])
async def test_a_minute_holds_nearly_all_that_the_limit_allows_and_no_second_more(
    late: float,
) -> None:
    line = Line(late)
    for chat in range(1, 1901):
        line.call(chat, Lane.BROADCAST)
    await line.clock.run(60)
    assert len(line.left) >= 0.985 * 30 * 60
    assert most_in_a_second(line.times()) <= 30
    await line.close()


async def test_an_idle_hour_saves_no_burst_up(line: Line) -> None:
    await line.clock.run(3600)
    for chat in range(1, 101):
        line.call(chat)
    await line.clock.run(1)
    assert 29 <= len(line.left) <= 30


async def test_a_private_chat_gets_three_at_once_and_then_one_a_second(line: Line) -> None:
    for _ in range(5):
        line.call(1)
    await line.clock.run(10)
    times = line.times()
    assert len(times) == 5
    assert times[2] < 0.2
    assert 0.9 < times[3] - times[0] < 1.2
    assert 0.9 < times[4] - times[3] < 1.2


async def test_a_full_chat_holds_nobody_else_up(line: Line) -> None:
    for _ in range(10):
        line.call(1)
    line.call(2)
    await line.clock.run(0.2)
    assert len(line.times(2)) == 1


async def test_those_who_wait_for_one_chat_keep_their_order(line: Line) -> None:
    for number in range(8):
        line.call(1, name=str(number))
    await line.clock.run(10)
    assert line.names() == [str(number) for number in range(8)]


async def test_a_group_gets_twenty_in_any_minute_edits_included(line: Line) -> None:
    for _ in range(15):
        line.call(GROUP)
        line.call(GROUP, method="editMessageText")
    await line.clock.run(59)
    assert len(line.left) == 20
    await line.clock.run(5)
    assert len(line.left) == 30


async def test_an_edit_in_a_private_chat_waits_for_nobody(line: Line) -> None:
    for _ in range(100):
        line.call(1, method="editMessageText")
    await line.clock.run(0)
    assert len(line.left) == 100


async def test_an_album_counts_as_its_messages(line: Line) -> None:
    line.call(1, method="sendMediaGroup", media=[{}] * 10)
    line.call(2)
    await line.clock.run(20)
    assert line.times(2)[0] == pytest.approx(10 / 29.7, abs=0.11)


async def test_people_who_wait_come_before_notices_digests_and_broadcasts(line: Line) -> None:
    lanes = [Lane.BROADCAST, Lane.DIGEST, Lane.NOTICE, None]
    line.call(99)
    for number, lane in enumerate(lanes * 3):
        line.call(100 + number, lane, name=lane.name if lane else "REPLY")
    await line.clock.run(5)
    order = ["REPLY", "NOTICE", "DIGEST", "BROADCAST"]
    waited = line.names()[1:]  # the first went at once: nobody stood in line yet
    assert waited == sorted(waited, key=order.index)


async def test_a_reply_waits_one_slot_behind_a_whole_broadcast(line: Line) -> None:
    for chat in range(1, 1001):
        line.call(chat, Lane.BROADCAST)
    await line.clock.run(3)
    asked = line.clock.now - 1000
    line.call(5000)
    await line.clock.run(1)
    assert line.times(5000)[0] - asked < 0.05


@pytest.mark.parametrize("method", ["answerCallbackQuery", "sendChatAction", "getFile"])
async def test_free_calls_go_on_during_retry_after(line: Line, method: str) -> None:
    line.refuse = [30]
    line.call(1, Lane.BROADCAST)
    await line.clock.run(1)
    line.call(1, method=method)
    await line.clock.run(0)
    assert line.names()[-1] == method


async def test_after_a_429_nothing_leaves_until_it_is_over(line: Line) -> None:
    for chat in range(1, 200):
        line.call(chat, Lane.BROADCAST)
    await line.clock.run(1)
    line.refuse = [7]
    line.call(900)
    line.call(901, method="editMessageText")
    await line.clock.run(30)
    gaps = [(b - a, a) for a, b in pairwise(line.times())]
    pause, began = max(gaps)
    assert pause >= 7
    assert began == pytest.approx(1, abs=0.1)
    assert len(line.left) >= 202


async def test_edits_wait_during_retry_after_too(line: Line) -> None:
    line.refuse = [7]
    line.call(1, Lane.BROADCAST)
    await line.clock.run(1)
    line.call(2, method="editMessageReplyMarkup")
    line.call(None, method="editMessageText", inline_message_id="x")
    await line.clock.run(5.9)
    assert len(line.left) == 1
    await line.clock.run(1)
    assert len(line.left) == 3


async def test_a_429_from_a_group_stops_that_group_alone(line: Line) -> None:
    line.refuse = [10]
    line.call(GROUP)
    await line.clock.run(0)
    line.call(GROUP)
    line.call(1)
    line.call(-3003)
    await line.clock.run(9)
    assert len(line.times(GROUP)) == 1
    assert len(line.times(1)) == len(line.times(-3003)) == 1
    await line.clock.run(5)
    assert len(line.times(GROUP)) == 3


async def test_a_reply_is_made_again_after_a_429_but_not_for_ever(line: Line) -> None:
    line.refuse = [1, 1]
    lucky = line.call(1)
    await line.clock.run(5)
    assert lucky.result() is True
    line.refuse = [1, 1, 1, 1]
    unlucky = line.call(2)
    await line.clock.run(10)
    assert isinstance(unlucky.exception(), RetryAfter)
    assert len(line.times(2)) == 3


async def test_a_429_in_a_lane_is_the_senders_to_judge(line: Line) -> None:
    line.refuse = [4]
    task = line.call(1, Lane.DIGEST)
    await line.clock.run(10)
    assert isinstance(task.exception(), RetryAfter)
    assert len(line.left) == 1


async def test_a_bulk_call_gives_its_slot_away_when_its_chat_is_full(line: Line) -> None:
    tasks = [line.call(GROUP, Lane.BROADCAST) for _ in range(22)]
    await line.clock.run(2)
    assert sum(1 for task in tasks if task.done()) == 22
    assert sum(1 for task in tasks if isinstance(task.exception(), RetryAfter)) == 2
    assert len(line.left) == 20


async def test_the_pace_drops_after_a_429_and_climbs_back(line: Line) -> None:
    full = line.limiter.per_second
    line.refuse = [1]
    line.call(1, Lane.BROADCAST)
    await line.clock.run(2)
    slower = line.limiter.per_second
    assert slower == pytest.approx(full * 0.95)
    await line.clock.run(90)
    assert slower < line.limiter.per_second < full
    await line.clock.run(600)
    assert line.limiter.per_second == full


async def test_one_burst_of_429s_slows_down_once(line: Line) -> None:
    full = line.limiter.per_second
    line.refuse = [1, 1, 1]
    for chat in (1, 2, 3):
        line.call(chat, Lane.BROADCAST)
    await line.clock.run(0.1)
    assert line.limiter.per_second == pytest.approx(full * 0.95)


async def test_who_stops_waiting_frees_the_place(line: Line) -> None:
    waiting = [line.call(1, name=str(number)) for number in range(6)]
    await line.clock.run(0.5)
    waiting[3].cancel()
    waiting[4].cancel()
    await line.clock.run(0.8)
    assert line.names() == ["0", "1", "2", "5"]


async def test_idle_chats_are_forgotten(line: Line) -> None:
    for start in range(0, 3000, 300):
        for chat in range(start + 1, start + 301):
            line.call(chat, Lane.BROADCAST)
        await line.clock.run(12)
    assert len(line.left) == 3000
    assert line.limiter.known_chats < 100


async def test_closing_the_lanes_turns_them_away_and_leaves_replies(line: Line) -> None:
    bulk = [line.call(chat, Lane.BROADCAST) for chat in range(1, 50)]
    reply = line.call(100)
    line.limiter.close_bulk()
    await line.clock.run(0)
    late = line.call(200, Lane.NOTICE)
    await line.clock.run(1)
    assert reply.result() is True
    assert isinstance(late.exception(), TurnedAway)
    turned_away = [task for task in bulk if task.exception()]
    assert all(isinstance(task.exception(), TurnedAway) for task in turned_away)
    assert len(turned_away) + len(line.left) == 50
    line.limiter.open_bulk()
    assert await line.call(201, Lane.NOTICE)


async def test_shutting_down_turns_everyone_away(line: Line) -> None:
    tasks = [line.call(1) for _ in range(6)]
    await line.clock.run(0.5)
    await line.limiter.shutdown()
    await line.clock.run(5)
    assert sum(1 for task in tasks if isinstance(task.exception(), TurnedAway)) == 3


async def test_without_a_limit_over_all_the_chats_keep_theirs() -> None:
    line = Line(limits=Limits(per_second=float("inf")))
    for chat in range(1, 501):
        line.call(chat, Lane.BROADCAST)
    for _ in range(4):
        line.call(1000, Lane.NOTICE)
    await line.clock.run(0)
    assert len(line.left) == 503
    await line.close()


def test_a_pace_never_falls_to_nothing() -> None:
    pace = Pace(30)
    for second in range(1000):
        pace.slow_down(second)
    assert pace.per_second(1000) > 5


def test_uneven_answers_make_a_second_longer_but_only_a_little() -> None:
    pace = Pace(30)
    for number in range(60):
        pace.answered(0.1 + 0.03 * (number % 2))
    assert pace.per_second(0) == pytest.approx(30 / 1.035)
    pace.answered(30.0)
    assert pace.per_second(0) == pytest.approx(30 / 1.065)
    for _ in range(30):
        pace.answered(0.1)
    assert pace.per_second(0) == pytest.approx(30 * 0.99)


CALLS = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, 4, 5, GROUP, -3003]),
        st.sampled_from([None, *Lane]),
        st.sampled_from(["sendMessage", "editMessageText", "copyMessage"]),
        st.floats(0, 0.5),
        st.integers(0, 40),
    ),
    max_size=120,
)


@settings(max_examples=40, deadline=None)
@given(CALLS)
def test_whatever_comes_no_limit_is_broken_and_everyone_hears(calls: list[Any]) -> None:
    async def play() -> None:
        line = Line()
        for chat, lane, method, pause, dice in calls:
            if dice == 0 and chat > 0 and method != "editMessageText":
                line.refuse = [2]
            line.call(chat, lane, method)
            await line.clock.run(pause)
            line.refuse.clear()
        await line.clock.run(600)
        assert all(task.done() for task in line.tasks)
        made = [
            (at, to)
            for at, to, name in line.left
            if to is not None and (name != "editMessageText" or to < 0)
        ]
        if made:
            assert most_in_a_second([at for at, _ in made]) <= 30
        for chat, sent in Counter(to for _, to in made).items():
            times = [at for at, to in made if to == chat]
            span, limit = (60, 20) if chat < 0 else (1, 4)
            assert sent <= limit or all(
                later - first >= span * 0.999
                for first, later in zip(times, times[limit:], strict=False)
            )
        await line.close()

    asyncio.run(play())
