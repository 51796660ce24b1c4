"""A leaf of the ledger: a public line, and a private part that it commits to."""

import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

SALT_SIZE = 32
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LINE = re.compile(r"([A-Za-z0-9_-]{1,48}) ([a-z]+) (\d{4}-\d\d-\d\d) ([0-9a-f]{64})", re.ASCII)


class BadLeaf(ValueError):
    "The line is not that of a leaf"


class Kind(StrEnum):
    """What happened to a signature. `signed` is also signing again; see `COUNTS` for the count."""

    SIGNED = "signed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    RESTORED = "restored"


COUNTS: Mapping[str, int] = {
    Kind.SIGNED: 1,
    Kind.CHANGED: 0,
    Kind.WITHDRAWN: -1,
    Kind.INVALIDATED: -1,
    Kind.RESTORED: 1,
}


class Leaf(NamedTuple):
    """The public part: petition, what happened, on which day (UTC), and a hash of the rest."""

    slug: str
    kind: Kind
    day: date
    commitment: bytes

    def line(self) -> str:
        """The leaf as one line, whose UTF-8 bytes are the data that the tree hashes."""
        return f"{self.slug} {self.kind} {self.day.isoformat()} {self.commitment.hex()}"

    @classmethod
    def parse(cls, line: str) -> "Leaf":
        """The leaf that a line says; raises `BadLeaf` for anything but a line of `line()`."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadLeaf(line)
        try:
            slug, kind, day, commitment = match.groups()
            return cls(slug, Kind(kind), date.fromisoformat(day), bytes.fromhex(commitment))
        except ValueError:
            raise BadLeaf(line) from None


def private_part(
    *,
    version: int,
    language: str,
    number: int,
    pseudonym: str,
    refers_to: int | None,
    at: datetime,
) -> str:
    """What the public part commits to: version and language of the text that was read, the
    signature's number and signer, the moment, and the position of its leaf before (null at first).

    It is the canonical JSON of these, put together here because each signature needs it at once.
    """
    before = "null" if refers_to is None else refers_to
    return (
        f'{{"language":{canonical(language)},"number":{number},"pseudonym":"{pseudonym}",'
        f'"refers_to":{before},"time":"{timestamp(at)}","version":{version}}}'
    )


def says(text: str, *, version: int, language: str, number: int, pseudonym: str) -> bool:
    """Whether a private part is of this signature, signer and text, whenever it was entered.

    It looks at the parts before and behind what may vary, which is much quicker than to read it.
    """
    begin = f'{{"language":"{language}","number":{number},"pseudonym":"{pseudonym}","refers_to":'
    return text.startswith(begin) and text.endswith(f',"version":{version}}}')


def commit(salt: bytes, private: str) -> bytes:
    """The hash that binds a leaf to its private part, and tells nothing of it without the salt."""
    return sha256(salt + private.encode()).digest()


def pseudonym_of(key: bytes, slug: str, person_id: int) -> str:
    """A signer's name in one petition's leaves: the same in all of them, and in no other's."""
    return hmac.digest(key, f"{slug} {person_id}".encode(), "sha256")[:16].hex()


def canonical(value: Any) -> str:
    """JSON in one exact form: keys in order, no spaces, no escapes but those that must be."""
    return _ENCODER.encode(value)


def timestamp(at: datetime) -> str:
    """A moment in UTC to the second, such as `2026-11-24T15:00:00Z`."""
    return f"{at.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"
