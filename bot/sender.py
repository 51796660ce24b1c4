"""The sender: takes rows that wait on the road out, sends them, records what became of them.

It sees two narrow interfaces, somewhere to read from and somewhere to send to. A row is durably
`sending` before its request leaves, and never more than `slots` rows are; outcomes and the next
claim share one turn, which is one commit. When the outbox cannot be written to, nothing more is
sent, because what cannot be recorded could be sent again.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from telegram.error import InvalidToken, TelegramError

from bot.outcomes import UnsendablePayload, Unwanted, after, backoff, interrupted, sent
from bot.transport import NotSent, TurnedAway
from db.dispatch import Outcome

logger = logging.getLogger(__name__)

SLOTS = 30
_FLUSH = 0.5  # seconds that a known outcome waits for others to share its commit
_POLL = 5.0  # seconds after which the outbox is looked at unasked
_RETRY = 3.0  # seconds between looks at an outbox that cannot be written to
_LAST_RETRY = 0.2  # and while stopping
_LONGEST_HOLD = 60.0
_LAST_SETTLE = 5.0
_LAST_REPORT = 1.0
_chance = random.SystemRandom().random

T = TypeVar("T")

Progress = Callable[[frozenset[int]], Awaitable[None]]


class SourceUnavailable(Exception):
    "The outbox cannot be read or written at the moment"


@dataclass(frozen=True, slots=True, eq=False)
class Payload:
    """A Bot API call without its `chat_id`; one object for all who get the same."""

    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A row that is durably `sending`."""

    id: int
    message_id: int
    kind: str
    recipient: int
    attempts: int
    payload: Payload


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn brought: rows to send, messages whose counters moved, when to look again."""

    jobs: Sequence[Job] = ()
    touched: frozenset[int] = frozenset()
    next_due: datetime | None = None


class Source(Protocol):
    """Somewhere to read from. Raises `SourceUnavailable`, and then nothing has changed."""

    async def recover(self) -> frozenset[int]:
        """Give up what was `sending` when the bot last stopped; the messages concerned."""

    async def turn(self, outcomes: Sequence[Outcome], slots: int) -> Turn:
        """Record the outcomes and claim up to `slots` rows, both durable on return."""


class Destination(Protocol):
    """Somewhere to send to."""

    async def send(self, job: Job) -> int | None:
        """Send once its turn has come; the message's id. Raises what went wrong."""

    def close(self) -> None:
        """Turn away who still waits for a turn, with `TurnedAway`."""

    def open(self) -> None:
        """Let them through again."""


class Sender:
    """Works the outbox from `start` to `stop`; `wake` it when something was queued.

    `on_progress` hears the ids of messages whose counters moved, one call at a time, and never
    holds the sending up. `now` is the clock by which rows fall due.
    """

    def __init__(
        self,
        source: Source,
        destination: Destination,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        slots: int = SLOTS,
        on_progress: Progress | None = None,
        chance: Callable[[], float] = _chance,
    ) -> None:
        self._source = source
        self._destination = destination
        self._now = now
        self._slots = slots
        self._batch = max(1, slots // 2)
        self._on_progress = on_progress
        self._chance = chance
        self._attention = asyncio.Event()
        self._woken = False
        self._stopping = False
        self._work: asyncio.Task[None] | None = None
        self._flying: set[asyncio.Task[None]] = set()
        self._done: list[Outcome] = []
        self._unreached = 0
        self._held_until = 0.0
        self._unavailable = False
        self._touched: set[int] = set()
        self._reporting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, once what a crash left behind has been given up."""
        self._stopping = False
        self._destination.open()
        self._work = asyncio.create_task(self._run(), name="sender")

    def wake(self) -> None:
        """Look at the outbox now: something was queued, resumed or cancelled, or time moved."""
        self._woken = True
        self._attention.set()

    async def stop(self, grace: float = 10.0) -> None:
        """Claim no more, wait `grace` seconds for the answers that are due, record them."""
        if self._work is None:
            return
        self._stopping = True
        self._destination.close()
        self._attention.set()
        _, late = await asyncio.wait({self._work}, timeout=grace)
        if late:
            for flight in self._flying:
                flight.cancel()
            self._attention.set()
            await asyncio.wait({self._work}, timeout=_LAST_SETTLE)
        for task in (self._work, self._reporting):
            if task is not None:
                await asyncio.wait({task}, timeout=_LAST_REPORT)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._work = None

    async def _run(self) -> None:
        while (recovered := await self._available(self._source.recover)) is None:
            if self._stopping:
                return
        self._tell(recovered)
        while not (self._stopping and not self._flying and not self._done):
            self._woken = False
            turn = await self._available(self._turn)
            if turn is None:
                continue
            self._tell(turn.touched)
            for job in turn.jobs:
                self._flying.add(asyncio.create_task(self._deliver(job)))
            await self._until_worth_a_turn(turn.next_due)

    async def _turn(self) -> Turn:
        outcomes = self._done
        self._done = []
        try:
            return await self._source.turn(outcomes, self._free_slots())
        except BaseException:
            self._done = outcomes + self._done
            raise

    async def _available(self, step: Callable[[], Awaitable[T]]) -> T | None:
        """What `step` returns; None, after a while, when the outbox was not to be had."""
        try:
            result = await step()
        except Exception as error:
            if not self._unavailable:
                reason = error if isinstance(error, SourceUnavailable) else type(error).__name__
                logger.error("Sending has stopped: %s. It goes on when that is over.", reason)  # noqa: TRY400
            self._unavailable = True
            await asyncio.sleep(_LAST_RETRY if self._stopping else _RETRY)
            return None
        if self._unavailable:
            logger.warning("Sending goes on.")
        self._unavailable = False
        return result

    def _free_slots(self) -> int:
        return 0 if self._stopping or self._held() > 0 else self._slots - len(self._flying)

    def _held(self) -> float:
        return self._held_until - asyncio.get_running_loop().time()

    async def _until_worth_a_turn(self, next_due: datetime | None) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience(next_due)
        while not self._worth_a_turn(next_due):
            if not await self._wait(deadline - loop.time()):
                return

    def _patience(self, next_due: datetime | None) -> float:
        """Seconds after which a turn is taken without a reason."""
        waits = [_FLUSH if self._flying else _POLL]
        if self._held() > 0:
            waits.append(self._held())
        elif next_due is not None and next_due > self._now():
            waits.append((next_due - self._now()).total_seconds())
        return min(waits)

    def _worth_a_turn(self, next_due: datetime | None) -> bool:
        """Whether enough has come together: a turn is a commit, and half the slots share one."""
        enough = len(self._done) >= self._batch or (bool(self._done) and not self._flying)
        if self._stopping:
            return bool(self._done) or not self._flying
        free = self._free_slots()
        if enough or (self._woken and free):
            return True
        more_waits = next_due is not None and next_due <= self._now()
        return more_waits and (free >= self._batch or (free > 0 and not self._flying))

    async def _wait(self, seconds: float) -> bool:
        """Wait to be asked for attention; False when nobody asked in time."""
        self._attention.clear()
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._attention.wait()
        except TimeoutError:
            return False
        return True

    async def _deliver(self, job: Job) -> None:
        try:
            outcome = sent(job.id, await self._destination.send(job))
            self._unreached = 0
        except asyncio.CancelledError:
            outcome = interrupted(job.id)
        except Exception as error:
            self._judge(error)
            outcome = after(job.id, job.attempts, error, self._now(), self._chance())
        task = asyncio.current_task()
        if task is not None:
            self._flying.discard(task)
        self._done.append(outcome)
        self._attention.set()

    def _judge(self, error: Exception) -> None:
        """Hold everything when it is not this one row that is in trouble."""
        match error:
            case TurnedAway():
                return
            case InvalidToken():
                self._hold(_LONGEST_HOLD, "Telegram does not accept the bot's token")
            case NotSent():
                wait = backoff(self._unreached, self._chance(), _LONGEST_HOLD)
                self._hold(wait, f"Telegram cannot be reached ({error.message})")
            case TelegramError() | UnsendablePayload() | Unwanted():
                self._unreached = 0
            case _:
                logger.error("An unexpected %s while sending", type(error).__name__)

    def _hold(self, seconds: float, reason: str) -> None:
        if self._held() > 0:
            return  # others in flight meet the same trouble
        if not self._unreached:
            logger.warning("Sending waits: %s.", reason)
        self._unreached += 1
        self._held_until = asyncio.get_running_loop().time() + seconds

    def _tell(self, touched: frozenset[int]) -> None:
        if self._on_progress is None or not touched:
            return
        self._touched |= touched
        if self._reporting is None or self._reporting.done():
            self._reporting = asyncio.create_task(self._report(self._on_progress))

    async def _report(self, on_progress: Progress) -> None:
        while self._touched:
            touched = frozenset(self._touched)
            self._touched.clear()
            try:
                await on_progress(touched)
            except Exception as error:
                logger.error("The progress could not be shown: %s", type(error).__name__)  # noqa: TRY400
