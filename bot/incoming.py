"""How updates come in: each at least once, in order for one person, many people at a time.

An update is confirmed to Telegram only once its handler has ended; what a crash interrupts comes
again. https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
import contextlib
import logging
import random
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.logs import fault
from bot.transport import seconds_of

logger = logging.getLogger(__name__)

AT_ONCE = 64
FLOOD = 30  # updates of one person that wait: with more, they are confirmed before their turn
_TOO_MANY = 300  # and with more than that, further ones are left aside
_RECENT = 2_000
_HANDLING = 300.0  # seconds after which a handler is given up
_LONG_POLL = 30
_GRACE = 10.0  # seconds for an answer beyond the wait that was asked for
_GLANCES = (0.05, 0.5)  # seconds between looks for more while something is unfinished
_LONGEST_BACKOFF = 30.0
_CONFLICT_PAUSE = 5.0

_chance = random.SystemRandom()

Handle = Callable[[Update], Awaitable[None]]


class TokenRefused(Exception):
    "Telegram knows no bot with this token"

    def __init__(self) -> None:
        super().__init__("Telegram refuses TELEGRAM_TOKEN: copy it from @BotFather again.")


@dataclass(slots=True)
class _Lane:
    """The updates of one person, in order; the first is at work."""

    waiting: deque[Update] = field(default_factory=deque)
    left_aside: int = 0


class Inbox:
    """Hands updates to `handle`: one at a time for a person, `at_once` in all.

    An update that came before is not handled again. A handler's error is logged and counts as an
    end, so that no update is fetched for ever.
    """

    def __init__(self, handle: Handle, *, at_once: int = AT_ONCE) -> None:
        self._handle = handle
        self._places = asyncio.Semaphore(at_once)
        self._lanes: dict[Hashable, _Lane] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._ends: OrderedDict[int, asyncio.Future[None]] = OrderedDict()

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._ends

    def accept(self, update: Update) -> "asyncio.Future[None]":
        """Take the update to be handled; the future is done once it was."""
        known = self._ends.get(update.update_id)
        if known is not None:
            return known
        end = self._ends[update.update_id] = asyncio.get_running_loop().create_future()
        key = _whose(update)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane()
        elif len(lane.waiting) >= _TOO_MANY:
            lane.left_aside += 1
            end.set_result(None)
            return end
        lane.waiting.append(update)
        if len(lane.waiting) == 1:
            worker = asyncio.create_task(self._work(key, lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        self._forget_old()
        return end

    @property
    def first_unfinished(self) -> int | None:
        """The lowest id that must not be confirmed yet, if any.

        Whoever floods the bot loses this: their updates would fill the window of 100 that Telegram
        shows, and nobody else's would be seen.
        """
        lanes = (lane.waiting for lane in self._lanes.values() if len(lane.waiting) <= FLOOD)
        return min((update.update_id for lane in lanes for update in lane), default=None)

    async def idle(self, seconds: float) -> None:
        """Wait until nothing is unfinished, at most so long."""
        if self._workers:
            await asyncio.wait(self._workers, timeout=seconds)

    async def drain(self, seconds: float) -> None:
        """Wait as `idle` does, then interrupt what is left."""
        await self.idle(seconds)
        left = list(self._workers)
        for worker in left:
            worker.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for end in self._ends.values():
            end.cancel()  # leaves those alone that are done

    async def _work(self, key: Hashable, lane: _Lane) -> None:
        while lane.waiting:
            async with self._places:
                await self._settle(lane.waiting[0])
            self._ends[lane.waiting.popleft().update_id].set_result(None)
        del self._lanes[key]
        if lane.left_aside:
            logger.warning("Left %d updates aside: one person sent too many", lane.left_aside)

    async def _settle(self, update: Update) -> None:
        try:
            async with asyncio.timeout(_HANDLING):
                await self._handle(update)
        except Exception as error:
            fault(logger, error, update.update_id)
        except asyncio.CancelledError as error:
            worker = asyncio.current_task()
            if worker is None or worker.cancelling():
                raise
            fault(logger, error, update.update_id)  # the handler's own: nobody interrupted it

    def _forget_old(self) -> None:
        while len(self._ends) > _RECENT:
            oldest, end = next(iter(self._ends.items()))
            if not end.done():
                return
            del self._ends[oldest]


class Poller:
    """Fetches updates. One whose handler has not ended is asked for again, and not begun twice."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        *,
        allowed_updates: Sequence[str],
        wait: int = _LONG_POLL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._allowed = list(allowed_updates)
        self._wait = wait
        self._sleep = sleep
        self._unconfirmed: int | None = None  # above it nothing came yet; below all was seen
        self._glance = _GLANCES[0]
        self._failures = 0
        self._heard: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def flowing(self) -> bool:
        """Whether Telegram answered lately."""
        allowance = self._wait + 2 * _GRACE
        return self._heard is not None and time.monotonic() - self._heard < allowance

    async def run(self) -> None:
        """Fetch until `stop`; raises `TokenRefused`. A failure that may pass is waited out."""
        self._fetching = asyncio.create_task(self._fetch_for_ever())
        try:
            await self._fetching
        except asyncio.CancelledError:
            if not self._stopping:
                raise

    async def stop(self, patience: float = 10.0) -> None:
        """Fetch no more, give handlers `patience` seconds to end, and confirm those that did."""
        self._stopping = True
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
        await self._inbox.drain(patience)
        offset = self._offset()
        if offset is not None:
            # Should it fail, the updates come again and meet what they did before.
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await self._fetch(offset, 0)

    async def _fetch_for_ever(self) -> None:
        # Telegram gives no updates away while a webhook is set.
        while (pause := await self._unless_it_fails(self._bot.delete_webhook)) is not None:
            await self._sleep(pause)
        while True:
            pause = await self._unless_it_fails(self._turn)
            if pause is not None:
                await self._sleep(pause)

    async def _turn(self) -> None:
        unfinished = self._inbox.first_unfinished is not None
        found = await self._fetch(self._offset(), 0 if unfinished else self._wait)
        fresh = [raw for raw in found if raw["update_id"] not in self._inbox]
        for raw in fresh:
            self._inbox.accept(read(raw, self._bot))
        if found:
            self._unconfirmed = max(raw["update_id"] for raw in found) + 1
        elif not unfinished:
            # All is confirmed. Telegram may go on with lower ids after a quiet week.
            self._unconfirmed = None
        self._glance = _GLANCES[0] if fresh else min(self._glance * 2, _GLANCES[1])
        if self._inbox.first_unfinished is not None:
            # A long poll would end at once with what is unfinished, so it is looked for at times.
            await self._inbox.idle(self._glance)

    def _offset(self) -> int | None:
        first = self._inbox.first_unfinished
        return self._unconfirmed if first is None else first

    async def _fetch(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        # `Bot.get_updates` would lose all to one that cannot be read, and log what it says.
        found = await self._bot._post(
            "getUpdates",
            {"offset": offset, "timeout": wait, "allowed_updates": self._allowed},
            read_timeout=wait + _GRACE,
        )
        return list(found)

    async def _unless_it_fails(self, step: Callable[[], Awaitable[object]]) -> float | None:
        """None, or the seconds to wait before the next try."""
        try:
            await step()
        except InvalidToken:
            raise TokenRefused from None
        except RetryAfter as flood:
            return seconds_of(flood)
        except Conflict:
            self._fail("Another program fetches the updates of this bot: stop it, or this one")
            return _CONFLICT_PAUSE
        except TelegramError as error:
            self._fail("No updates from Telegram, trying again: %s", error)
        except Exception as error:
            self._failures += 1
            fault(logger, error)
        else:
            if self._failures:
                logger.info("Updates flow again")
            self._failures = 0
            self._heard = time.monotonic()
            return None
        return _chance.uniform(0.5, 1) * min(2.0**self._failures / 2, _LONGEST_BACKOFF)

    def _fail(self, sentence: str, *values: object) -> None:
        if not self._failures:
            logger.warning(sentence, *values)
        self._failures = min(self._failures + 1, 10)


def read(raw: Mapping[str, Any], bot: Bot) -> Update:
    """The update; a bare one without contents where the library cannot read it."""
    update_id = int(raw["update_id"])
    try:
        return Update.de_json(dict(raw), bot)
    except Exception as error:
        fault(logger, error, update_id)
        return Update(update_id)


def _whose(update: Update) -> Hashable:
    """Who must not be overtaken by their own next update."""
    whom = update.effective_user or update.effective_chat
    return object() if whom is None else whom.id
