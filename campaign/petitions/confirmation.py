"""Confirming a mail address by a code: six digits, for a quarter of an hour, five tries."""

import hashlib
import hmac
import secrets
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from campaign.refusals import Refusal

DIGITS = 6
VALID_FOR = timedelta(minutes=15)
TRIES = 5
HOUR = timedelta(hours=1)
MAILS_AN_HOUR = 3
"""To one person, and to one address, whoever asks: nobody's mailbox is filled in their name."""
ALL_MAILS_AN_HOUR = 600


class CodeWrong(Refusal):
    "The code is not the one that was mailed"

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left


class CodeSpent(Refusal):
    "The code is too old, or was tried too often; another can be mailed"


class TooManyMails(Refusal):
    "As many codes were mailed as may be in an hour"

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes


@dataclass(frozen=True)
class Awaited:
    """A code that was mailed. Of the address and of the code only keyed hashes are known here."""

    identity: bytes
    code_hash: bytes
    sent_at: datetime
    tries: int = 0

    def to_data(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "identity": self.identity.hex(),
            "code": self.code_hash.hex(),
            "sent_at": self.sent_at.isoformat(),
            "tries": self.tries,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Awaited":
        """What `to_data` gave."""
        return cls(
            bytes.fromhex(data["identity"]),
            bytes.fromhex(data["code"]),
            datetime.fromisoformat(data["sent_at"]),
            int(data["tries"]),
        )

    def tried(self) -> "Awaited":
        """With one more try counted."""
        return replace(self, tries=self.tries + 1)


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def awaited(key: bytes, identity: bytes, code: str, now: datetime) -> Awaited:
    """What is to be remembered of a code that is about to be mailed."""
    return Awaited(identity, _hash(key, identity, code), now)


def check(key: bytes, waiting: Awaited, said: str, now: datetime) -> None:
    """Whether `said` is the code; `waiting` counts this try already.

    Raises `CodeSpent` when the code can be tried no more, else `CodeWrong`.
    """
    if waiting.tries > TRIES or now - waiting.sent_at > VALID_FOR:
        raise CodeSpent
    # A keyed hash even of so few digits tells nothing to who has the draft without the key.
    typed = "".join(said.split()).replace("-", "")
    if not hmac.compare_digest(_hash(key, waiting.identity, typed), waiting.code_hash):
        if waiting.tries == TRIES:
            raise CodeSpent
        raise CodeWrong(TRIES - waiting.tries)


def _hash(key: bytes, identity: bytes, code: str) -> bytes:
    return hmac.digest(key, b"code\n" + identity + b"\n" + code.encode(), hashlib.sha256)


@dataclass
class MailLimits:
    """How many codes go out: three an hour to a person or to an address, and 600 over all."""

    _sent: dict[object, deque[datetime]] = field(default_factory=dict)
    _all: deque[datetime] = field(default_factory=deque)

    def take(self, person_id: int, identity: bytes, now: datetime) -> None:
        """Count one mail; raises `TooManyMails` when it may not go."""
        self._forget_before(now - HOUR)
        mine = self._sent.setdefault(person_id, deque())
        theirs = self._sent.setdefault(identity, deque())
        for sent, limit in (
            (mine, MAILS_AN_HOUR),
            (theirs, MAILS_AN_HOUR),
            (self._all, ALL_MAILS_AN_HOUR),
        ):
            if len(sent) >= limit:
                raise TooManyMails(_minutes_until(sent[0] + HOUR, now))
        for sent in (mine, theirs, self._all):
            sent.append(now)

    def give_back(self, person_id: int, identity: bytes) -> None:
        """Uncount the last mail, which could not be sent."""
        for sent in (self._sent.get(person_id), self._sent.get(identity), self._all):
            if sent:
                sent.pop()

    def _forget_before(self, moment: datetime) -> None:
        for sent in (*self._sent.values(), self._all):
            while sent and sent[0] <= moment:
                sent.popleft()
        self._sent = {whose: sent for whose, sent in self._sent.items() if sent}


def _minutes_until(then: datetime, now: datetime) -> int:
    return max(1, -int((now - then).total_seconds() // 60))
