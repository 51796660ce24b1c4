"""Flood limits: what costs a 429, and for how long.

The figures are those of Telegram's Bot FAQ: about 30 messages a second over all, one a second to
one private chat with short bursts, 20 a minute to one group.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from rehearsal.errors import Refused, too_many_requests
from rehearsal.shapes import Json

GROUP_WINDOW = 60.0
KEPT_BUCKETS = 20_000


class Bucket:
    """Tokens that come back at a steady rate."""

    __slots__ = ("_at", "_tokens", "capacity", "rate")

    def __init__(self, capacity: float, rate: float, at: float) -> None:
        self.capacity = capacity
        self.rate = rate
        self._tokens = capacity
        self._at = at

    def wait(self, cost: float, at: float) -> float:
        """Seconds until `cost` could be taken, 0 when it can be now."""
        self._tokens = min(self.capacity, self._tokens + (at - self._at) * self.rate)
        self._at = at
        return max(0.0, (min(cost, self.capacity) - self._tokens) / self.rate - 1e-9)

    def take(self, cost: float) -> None:
        self._tokens -= cost


class Limits:
    """Who may send when. Times are seconds of `clock`, which is monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.enforced = True
        self.per_second = 30
        self.chat_burst = 3
        self.chat_per_second = 1.0
        self.group_per_minute = 20
        self.retry_after = 1
        self.latency_ms: tuple[float, float] = (0.0, 0.0)
        self.refused = 0
        self.sent_while_told_to_wait = 0
        self._clock = clock
        self._told_until = 0.0
        self._restart()

    def _restart(self) -> None:
        self._overall = Bucket(self.per_second, self.per_second, self._clock())
        self._private: dict[int, Bucket] = {}
        self._groups: dict[int, deque[float]] = {}
        self._closed: dict[int, float] = {}
        self._closed_for_all = 0.0

    def configure(self, settings: Json) -> None:
        """Takes new figures and forgets what was used up.

        `ValueError` names a setting that does not exist.
        """
        for name, value in settings.items():
            if name not in self.settings():
                raise ValueError(f"there is no limit called {name}")
            if name == "latency_ms":
                low, high = value
                value = (float(low), float(high))
            setattr(self, name, value)
        self._restart()

    def settings(self) -> Json:
        return {
            "enforced": self.enforced,
            "per_second": self.per_second,
            "chat_burst": self.chat_burst,
            "chat_per_second": self.chat_per_second,
            "group_per_minute": self.group_per_minute,
            "retry_after": self.retry_after,
            "latency_ms": list(self.latency_ms),
        }

    def told_to_wait(self, seconds: float) -> None:
        """Remembers that the bot was given a 429 that holds for all of its chats."""
        self._told_until = max(self._told_until, self._clock() + seconds)

    def note(self, chat_id: int) -> None:
        """Counts a call to a person that should have waited for an earlier `retry_after`."""
        if chat_id > 0 and self._clock() < self._told_until:
            self.sent_while_told_to_wait += 1

    def admit(self, chat_id: int, cost: int) -> None:
        """Lets a message or an edit through, or raises the 429."""
        if not self.enforced:
            return
        now = self._clock()
        closed = max(self._closed_for_all, self._closed.get(chat_id, 0.0))
        if now < closed:
            raise self._refuse(chat_id, closed - now)
        if chat_id < 0:
            self._admit_to_group(chat_id, cost, now)
        else:
            self._admit_to_person(chat_id, cost, now)

    def _admit_to_person(self, chat_id: int, cost: int, now: float) -> None:
        bucket = self._private.get(chat_id)
        if bucket is None:
            bucket = self._private[chat_id] = Bucket(self.chat_burst, self.chat_per_second, now)
            self._forget_idle(now)
        wait = bucket.wait(cost, now)
        if wait > 0:
            raise self._close(chat_id, wait, now)
        self._admit_overall(chat_id, cost, now)
        bucket.take(cost)

    def _admit_to_group(self, chat_id: int, cost: int, now: float) -> None:
        sent = self._groups.setdefault(chat_id, deque())
        while sent and sent[0] <= now - GROUP_WINDOW:
            sent.popleft()
        if len(sent) + cost > self.group_per_minute:
            raise self._close(chat_id, sent[0] + GROUP_WINDOW - now if sent else 1.0, now)
        self._admit_overall(chat_id, cost, now)
        sent.extend([now] * cost)

    def _admit_overall(self, chat_id: int, cost: int, now: float) -> None:
        wait = self._overall.wait(cost, now)
        if wait > 0:
            seconds = max(self.retry_after, math.ceil(wait))
            self._closed_for_all = now + seconds
            raise self._refuse(chat_id, seconds)
        self._overall.take(cost)

    def _close(self, chat_id: int, wait: float, now: float) -> Refused:
        seconds = max(self.retry_after, math.ceil(wait))
        self._closed[chat_id] = now + seconds
        return self._refuse(chat_id, seconds)

    def _refuse(self, chat_id: int, wait: float) -> Refused:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        if chat_id > 0 or self._closed_for_all > self._clock():
            self.told_to_wait(seconds)
        return too_many_requests(seconds)

    def _forget_idle(self, now: float) -> None:
        if len(self._private) <= KEPT_BUCKETS:
            return
        self._private = {
            chat_id: bucket
            for chat_id, bucket in self._private.items()
            if bucket.wait(bucket.capacity, now) > 0
        }
        self._closed = {chat: until for chat, until in self._closed.items() if until > now}
