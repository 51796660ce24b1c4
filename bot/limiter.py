"""Who may send when: Telegram's limits kept on our side, with people who wait served first.

Every call of the bot passes here but `getUpdates`. A call without `rate_limit_args` answers a
person; the sender names a `Lane` for the rest. Messages over all chats follow `Pace`; each private
chat has a bucket and each group a window; edits count in groups only. A 429 holds back every call
that makes or edits a message until its `retry_after` is over: in the whole bot, or in that group
alone when a group's call met it. Calls that do neither are free and never wait.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.calls import Call, Effect, understand
from bot.pace import Allowance, Bucket, Limits, Pace, Window
from bot.transport import TurnedAway, seconds_of

_REPLY = 0
_REPLY_TRIES = 3
_PATIENCE = 3.0  # seconds that a bulk call waits for its chat before it gives its slot away

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Lane(IntEnum):
    """What goes out in bulk, the more urgent first; replies go ahead of them all.

    None is 0: `ExtBot` takes a false value for none at all.
    """

    NOTICE = 1
    DIGEST = 2
    BROADCAST = 3


@dataclass(frozen=True, slots=True)
class Ticket:
    """A call in bulk: its lane, and a last look before it leaves, which may raise.

    A turn can be minutes away while a 429 is waited out, and people stop messages meanwhile.
    """

    lane: Lane
    last_look: Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Waiter:
    """A call that waits for its turn."""

    lane: int
    number: int
    call: Call
    future: "asyncio.Future[None]"

    def __lt__(self, other: "_Waiter") -> bool:
        return (self.lane, self.number) < (other.lane, other.number)


@dataclass(slots=True)
class _Chat:
    """What is known of one chat while it matters."""

    allowance: Allowance
    frozen_until: float = -math.inf
    parked: list[_Waiter] = field(default_factory=list)

    def ready_at(self, messages: int) -> float:
        return max(self.frozen_until, self.allowance.ready_at(messages))

    def forgettable(self, now: float) -> bool:
        return not self.parked and self.frozen_until <= now and self.allowance.untouched(now)


class Limiter(BaseRateLimiter[Lane | Ticket]):
    """The limits of one bot. `monotonic` and `sleep` are the clock, in seconds."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._monotonic = monotonic
        self._sleep = sleep
        self._pace = Pace(self._limits.per_second)
        self._frozen_until = -math.inf
        self._chats: OrderedDict[int | str, _Chat] = OrderedDict()
        self._queue: list[_Waiter] = []
        self._thaws: list[tuple[float, int, _Chat]] = []  # when a chat with parked calls is ready
        self._numbers = count()
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = math.inf
        self._closed = False
        self._bulk_closed = False

    async def initialize(self) -> None:
        """Let calls through."""
        self._closed = False

    async def shutdown(self) -> None:
        """Turn away who still waits, with `TurnedAway`."""
        self._closed = True
        self._turn_away(lambda waiter: True)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close_bulk(self) -> None:
        """Turn away every call in a lane, now and until `open_bulk`, with `TurnedAway`."""
        self._bulk_closed = True
        self._turn_away(lambda waiter: waiter.lane != _REPLY)

    def open_bulk(self) -> None:
        """Let the lanes through again."""
        self._bulk_closed = False

    @property
    def per_second(self) -> float:
        """Messages a second that the pace allows at this moment."""
        return self._pace.per_second(self._monotonic())

    @property
    def known_chats(self) -> int:
        """How many chats are remembered; idle ones are forgotten as others come."""
        return len(self._chats)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | Ticket | None,
    ) -> Answer:
        """The call's answer, once its turn has come and it was made.

        A 429 on a reply is waited out and the reply made again, at most twice; in a lane it is
        raised, as is a chat's own limit when it would hold the caller up for long (`RetryAfter`).
        """
        call = understand(endpoint, data)
        if call.effect is Effect.FREE:
            return await callback(*args, **kwargs)
        ticket = rate_limit_args if isinstance(rate_limit_args, Ticket) else None
        lane = ticket.lane if ticket else int(rate_limit_args or _REPLY)  # type: ignore[arg-type]
        for tries_left in reversed(range(_REPLY_TRIES if lane == _REPLY else 1)):
            left = await self._leave(call, lane, ticket)
            try:
                answer = await callback(*args, **kwargs)
            except RetryAfter as flood:
                self._freeze(call, seconds_of(flood))
                if not tries_left:
                    raise
            else:
                self._pace.answered(self._monotonic() - left)
                return answer
        raise AssertionError("unreachable")

    async def _leave(self, call: Call, lane: int, ticket: Ticket | None) -> float:
        """Wait for the turn; when it came. A last look is part of how unevenly answers come."""
        while True:
            await self._turn(call, lane)
            came = self._monotonic()
            if ticket is None:
                return came
            await ticket.last_look()
            if self._thaw_of(call) <= self._monotonic():
                return came

    async def _turn(self, call: Call, lane: int) -> None:
        number = next(self._numbers)
        while True:
            if self._closed or (self._bulk_closed and lane != _REPLY):
                raise TurnedAway("The bot is stopping")
            if self._passes(call):
                return
            waiter = _Waiter(lane, number, call, asyncio.get_running_loop().create_future())
            heappush(self._queue, waiter)
            self._arm()
            await waiter.future
            if self._thaw_of(call) <= self._monotonic():
                return
            # a 429 came in between the turn and this line: back to the same place

    def _passes(self, call: Call) -> bool:
        """Whether the call may go at once; if so, it is counted."""
        now = self._monotonic()
        if call.effect is Effect.EDITS and not call.in_group:
            return self._frozen_until <= now
        chat = self._chat(call)
        if self._queue or (chat is not None and chat.parked):
            return False
        ready = -math.inf if chat is None else chat.ready_at(call.messages)
        if max(ready, self._leaving_at(call)) > now:
            return False
        self._take(call, chat, now, waited=False)
        return True

    def _leaving_at(self, call: Call) -> float:
        return max(self._frozen_until, self._pace.ready_at(call.messages))

    def _thaw_of(self, call: Call) -> float:
        chat = self._chats.get(call.chat) if call.chat is not None else None
        return max(self._frozen_until, -math.inf if chat is None else chat.frozen_until)

    def _chat(self, call: Call) -> _Chat | None:
        """The chat whose allowance the call uses up; none for edits in private chats."""
        if call.chat is None or (call.effect is Effect.EDITS and not call.in_group):
            return None
        chat = self._chats.get(call.chat)
        if chat is None:
            limits = self._limits
            chat = self._chats[call.chat] = _Chat(
                Window(limits.group_per_minute)
                if call.in_group
                else Bucket(limits.chat_burst, limits.chat_per_second)
            )
        return chat

    def _take(self, call: Call, chat: _Chat | None, now: float, *, waited: bool) -> None:
        self._pace.take(now, call.messages, waited=waited)
        if chat is None or call.chat is None:
            return
        chat.allowance.take(now, call.messages)
        self._chats.move_to_end(call.chat)
        if chat.parked:
            self._expect(chat, chat.ready_at(chat.parked[0].call.messages))
        self._forget_idle(now)

    def _forget_idle(self, now: float) -> None:
        for _ in range(2):  # more than one comes, so the number shrinks to the busy ones
            key, chat = next(iter(self._chats.items()))
            if not chat.forgettable(now):
                self._chats.move_to_end(key)
                return
            del self._chats[key]

    def _freeze(self, call: Call, seconds: float) -> None:
        now = self._monotonic()
        until = now + seconds
        chat = self._chat(call) if call.in_group else None
        if chat is not None:
            chat.frozen_until = max(chat.frozen_until, until)
            return
        if self._frozen_until <= now:  # those in flight at a 429 meet it too: one burst counts once
            self._pace.slow_down(now)
        self._frozen_until = max(self._frozen_until, until)
        self._pace.hold(until)

    def _dispatch(self) -> None:
        """Let everyone go whose turn it is, and ring again when the next one's comes."""
        now = self._monotonic()
        while self._thaws and self._thaws[0][0] <= now:
            _, _, chat = heappop(self._thaws)
            if chat.parked:
                heappush(self._queue, heappop(chat.parked))
        while self._queue:
            waiter = self._queue[0]
            chat_ = self._chat(waiter.call)
            ready = -math.inf if chat_ is None else chat_.ready_at(waiter.call.messages)
            if waiter.future.done():
                heappop(self._queue)
                if chat_ is not None and chat_.parked:
                    self._expect(chat_, now)
            elif chat_ is not None and ready > now:
                self._park(heappop(self._queue), chat_, ready, now)
            elif self._leaving_at(waiter.call) > now:
                break
            else:
                heappop(self._queue)
                self._take(waiter.call, chat_, now, waited=True)
                waiter.future.set_result(None)
        self._arm()

    def _park(self, waiter: _Waiter, chat: _Chat, ready: float, now: float) -> None:
        if waiter.lane != _REPLY and ready - now > _PATIENCE:
            waiter.future.set_exception(RetryAfter(math.ceil(ready - now)))
            if chat.parked:
                self._expect(chat, ready)
            return
        heappush(chat.parked, waiter)
        self._expect(chat, ready)

    def _expect(self, chat: _Chat, ready: float) -> None:
        heappush(self._thaws, (ready, next(self._numbers), chat))

    def _arm(self) -> None:
        """Ring when something can next change; a bell that is set for earlier stays."""
        when = self._leaving_at(self._queue[0].call) if self._queue else math.inf
        if self._thaws:
            when = min(when, self._thaws[0][0])
        if when == math.inf or self._closed or (self._timer and self._timer_at <= when):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = when
        self._timer = asyncio.create_task(self._ring(when))

    async def _ring(self, when: float) -> None:
        await self._sleep(max(0.0, when - self._monotonic()))
        self._timer = None
        self._dispatch()

    def _turn_away(self, whom: Callable[[_Waiter], bool]) -> None:
        parked = (waiter for chat in self._chats.values() for waiter in chat.parked)
        for waiter in (*self._queue, *parked):
            if whom(waiter) and not waiter.future.done():
                waiter.future.set_exception(TurnedAway("The bot is stopping"))
