"""Updates that came in and are being handled: in order for one person, many people at a time."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update

from bot.logs import fault

logger = logging.getLogger(__name__)

AT_ONCE = 64
FLOOD = 30  # updates of one person that wait: with more, they are confirmed before their turn
TOO_MANY = 300  # and with more than that, further ones are left aside
_RECENT = 2_000
_HANDLING = 300.0  # seconds after which a handler is given up

Handle = Callable[[Update], Awaitable[None]]


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
        elif len(lane.waiting) >= TOO_MANY:
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
