"""How many wrong receipt codes are heard: few from one account, and not many from all together."""

import math
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from campaign.refusals import Refusal

WINDOW = timedelta(hours=1)
BY_ACCOUNT = 5
BY_ALL = 3_000


class UnknownCode(Refusal):
    "No signature that can be reached has this code, or the text is none"


class TooManyTries(Refusal):
    "So many wrong codes were tried that no more are heard for a while"

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes


class Tries:
    """The wrong tries of the last hour, in memory: a restart forgets them.

    A code has 50 bits: even at all accounts' limit a guess takes millions of years.
    """

    def __init__(self) -> None:
        self._wrong: deque[tuple[datetime, int]] = deque()

    @contextmanager
    def one(self, person_id: int, now: datetime) -> Iterator[None]:
        """One try, which counts if `UnknownCode` comes of it; raises `TooManyTries` instead of it.

        It counts while it runs, so that many at the same moment are no way around the limit.
        """
        self._check(person_id, now)
        this = (now, person_id)
        self._wrong.append(this)
        try:
            yield
        except UnknownCode:
            raise
        except BaseException:
            self._wrong.remove(this)
            raise
        else:
            self._wrong.remove(this)

    def _check(self, person_id: int, now: datetime) -> None:
        while self._wrong and self._wrong[0][0] <= now - WINDOW:
            self._wrong.popleft()
        own = [at for at, who in self._wrong if who == person_id]
        if len(own) >= BY_ACCOUNT:
            raise TooManyTries(_minutes(own[-BY_ACCOUNT], now))
        if len(self._wrong) >= BY_ALL:
            raise TooManyTries(_minutes(self._wrong[0][0], now))


def _minutes(since: datetime, now: datetime) -> int:
    return max(1, math.ceil((since + WINDOW - now) / timedelta(minutes=1)))
