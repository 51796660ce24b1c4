"""When the next message may leave: over all chats, and in each one. Times are monotonic seconds."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's limits on messages (https://core.telegram.org/bots/faq, "hitting limits")."""

    per_second: float = 30
    chat_burst: int = 3
    chat_per_second: float = 1
    group_per_minute: int = 20


class Pace:
    """The schedule over all chats: absolute, so that a late timer costs no message.

    A bucket would save an idle second up and burst afterwards; here only a late timer is made
    good, up to `_CATCH_UP` seconds. Besides the schedule, no second ever holds more messages than
    the limit. How unevenly answers come tells how unevenly messages arrive at the other end: the
    second is taken that much longer, so that jitter alone meets no 429. After a 429 the pace drops,
    stays there for a while and climbs back.
    """

    _SHARE = 0.99
    _WINDOW = 1.005
    _MOST_JITTER = 0.06
    _CATCH_UP = 0.1
    _SLOWER = 0.95
    _SLOWEST = 0.25
    _HOLD = 60.0
    _CLIMB = 0.0005  # of the full pace, a second

    def __init__(self, per_second: float) -> None:
        self._full = per_second * self._SHARE
        self._reduced = self._full
        self._reduced_at = -math.inf
        self._next = -math.inf
        self._limit = 0 if math.isinf(per_second) else max(1, int(per_second))
        self._left: deque[float] = deque(maxlen=self._limit)
        self._took: deque[float] = deque(maxlen=30)
        self._window = self._WINDOW

    def ready_at(self, messages: int) -> float:
        """The first moment at which so many messages may leave together."""
        if not self._limit:
            return -math.inf
        return max(self._next, _room_at(self._left, messages, self._limit, self._window))

    def answered(self, seconds: float) -> None:
        """A message's answer took so long."""
        if not self._limit:
            return
        self._took.append(seconds)
        jitter = max(self._took) - min(self._took)
        self._window = self._WINDOW + min(jitter, self._MOST_JITTER)

    def take(self, now: float, messages: int, *, waited: bool) -> None:
        """So many messages leave now, after they had to wait for their slot or at once."""
        if not self._limit:
            return
        earliest = now - self._CATCH_UP if waited else now
        self._next = max(self._next, earliest) + messages / self.per_second(now)
        self._left.extend([now] * messages)

    def per_second(self, now: float) -> float:
        """Messages a second at this moment."""
        pace = self._reduced
        quiet = now - self._reduced_at - self._HOLD
        if pace < self._full and quiet > 0:
            pace = min(self._full, pace + self._full * self._CLIMB * quiet)
        return min(pace, self._limit / self._window) if self._limit else pace

    def hold(self, until: float) -> None:
        """Nothing leaves before; afterwards the schedule goes on without making it good."""
        self._next = max(self._next, until)

    def slow_down(self, now: float) -> None:
        """A 429 said that the pace is too fast."""
        slower = self.per_second(now) * self._SLOWER
        self._reduced = max(slower, self._full * self._SLOWEST)
        self._reduced_at = now


class Allowance(Protocol):
    """What one chat may still get."""

    def ready_at(self, messages: int) -> float:
        """The first moment at which so many messages may go there together."""

    def take(self, now: float, messages: int) -> None:
        """So many messages go there now."""

    def untouched(self, now: float) -> bool:
        """Nothing that was sent before matters any more."""


class Bucket:
    """A private chat's: a burst, refilled steadily."""

    _SLACK = 1.05  # refilled a little late, so that jitter finds no empty bucket at the other end

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._each = self._SLACK / per_second
        self._full_at = -math.inf

    def ready_at(self, messages: int) -> float:
        """When the bucket holds enough; an album larger than the bucket waits for a full one."""
        return self._full_at - (self._burst - min(messages, self._burst)) * self._each

    def take(self, now: float, messages: int) -> None:
        """Take so many out."""
        self._full_at = max(self._full_at, now) + messages * self._each

    def untouched(self, now: float) -> bool:
        """The bucket is full."""
        return self._full_at <= now


class Window:
    """A group's: so many in any minute."""

    _SECONDS = 60.1

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left: deque[float] = deque(maxlen=limit)

    def ready_at(self, messages: int) -> float:
        """When enough of the last minute's messages are a minute old."""
        return _room_at(self._left, messages, self._limit, self._SECONDS)

    def take(self, now: float, messages: int) -> None:
        """Note so many."""
        self._left.extend([now] * messages)

    def untouched(self, now: float) -> bool:
        """The minute is empty."""
        return not self._left or self._left[-1] + self._SECONDS <= now


def _room_at(left: deque[float], messages: int, limit: int, window: float) -> float:
    """When a window that slides over the times in `left` has room for so many more."""
    last_in_the_way = len(left) + min(messages, limit) - limit - 1
    return left[last_in_the_way] + window if last_in_the_way >= 0 else -math.inf
