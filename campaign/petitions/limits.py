"""How often somebody may try to sign, and how often all may together: windows that slide exactly.

Attempts are kept in memory alone: a restart forgets them, and no row says who tried.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from campaign.refusals import Refusal


@dataclass(frozen=True)
class Limit:
    """At most `attempts` within any stretch of time as long as `window`."""

    attempts: int
    window: timedelta


BY_ACCOUNT = (Limit(5, timedelta(minutes=1)), Limit(20, timedelta(days=1)))
"""A person mends a form a few times; nobody signs twenty times a day."""
BY_PETITION = (Limit(3_000, timedelta(minutes=1)), Limit(120_000, timedelta(hours=1)))
"""Telegram carries some 1,800 messages a minute for a bot, and each signer costs one at least, so
that even the hour in which all share the petition stays below; a flood that asks for no card does
not."""
_ACCOUNTS = 250_000
_PETITIONS = 1_000


class TooManyAttempts(Refusal):
    "This account tried to sign more often than a person does"

    def __init__(self, retry_at: datetime, now: datetime) -> None:
        self.retry_at = retry_at
        self.now = now

    @property
    def values(self) -> dict[str, object]:
        """How long to wait, in units that both languages write alike."""
        minutes = max(1, ceil((self.retry_at - self.now) / timedelta(minutes=1)))
        hours, rest = divmod(minutes, 60)
        return {"wait": f"{hours} h {rest} min" if hours else f"{minutes} min"}


class PetitionBusy(TooManyAttempts):
    "More people try to sign the petition at this moment than can be taken"


class Window:
    """The attempts of one account or petition that its limits still look at."""

    __slots__ = ("_limits", "_times")

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._times: deque[datetime] = deque()

    def opens_at(self, now: datetime) -> datetime | None:
        """When another attempt is within every limit; None when one is now."""
        self._forget(now)
        full = [
            self._times[-limit.attempts] + limit.window
            for limit in self._limits
            if len(self._times) >= limit.attempts
            and self._times[-limit.attempts] > now - limit.window
        ]
        return max(full, default=None)

    def enter(self, now: datetime) -> None:
        """An attempt was made."""
        self._times.append(now)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing that is kept here matters any more."""
        self._forget(now)
        return not self._times

    def _forget(self, now: datetime) -> None:
        longest = max(limit.window for limit in self._limits)
        while self._times and self._times[0] <= now - longest:
            self._times.popleft()


@dataclass
class Attempts:
    """The attempts of all, for as long as they matter.

    Beyond so many accounts within a day the one that was quiet for longest is forgotten first.
    """

    by_account: Sequence[Limit] = BY_ACCOUNT
    by_petition: Sequence[Limit] = BY_PETITION
    most_accounts: int = _ACCOUNTS
    _accounts: "OrderedDict[int, Window]" = field(default_factory=OrderedDict)
    _petitions: "OrderedDict[int, Window]" = field(default_factory=OrderedDict)

    def check(self, person_id: int, petition_id: int, now: datetime) -> None:
        """Count an attempt; raises `TooManyAttempts` or `PetitionBusy`, which count for nothing."""
        account = self._accounts.get(person_id) or Window(self.by_account)
        petition = self._petitions.get(petition_id) or Window(self.by_petition)
        retry_at = account.opens_at(now)
        if retry_at is not None:
            raise TooManyAttempts(retry_at, now)
        retry_at = petition.opens_at(now)
        if retry_at is not None:
            raise PetitionBusy(retry_at, now)
        for kept, key, window, most in (
            (self._accounts, person_id, account, self.most_accounts),
            (self._petitions, petition_id, petition, _PETITIONS),
        ):
            window.enter(now)
            kept[key] = window
            kept.move_to_end(key)
            _make_room(kept, most, now)


def _make_room(kept: "OrderedDict[int, Window]", most: int, now: datetime) -> None:
    """Let go of who was quiet for longest, as far as their attempts are over or room is needed."""
    while kept:
        quietest = next(iter(kept))
        if len(kept) <= most and not kept[quietest].is_over(now):
            return
        del kept[quietest]
