"""The receipt: a file with which a signer proves, to anyone and for ever, that they were counted.

One exact text for each receipt: JSON with its keys in order, two spaces of indentation, and hashes
in lower-case hexadecimal. Whatever differs from that by a byte is no receipt.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from campaign.proofs import register
from campaign.proofs.leaf import canonical, timestamp
from db import ledger
from db.ledger import CheckpointRow

FORMAT = "pliego-receipt"
VERSION = 1
SIZE_LIMIT = 1_000_000  # bytes; a hundred changes among a billion leaves fit
EARLIER_LIMIT = 24
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAMAGED = "This is no receipt as Pliego writes them: it was changed, or it is another file."


class BadReceipt(ValueError):
    "The receipt does not prove what it says; the message is a sentence for its holder"


@dataclass(frozen=True)
class Private:
    """What a leaf commits to: see `leaf.private_part`."""

    version: int
    language: str
    number: int
    pseudonym: str
    refers_to: int | None
    at: datetime

    @classmethod
    def parse(cls, text: str) -> "Private":
        """Raises `BadReceipt` unless it is the canonical JSON of a private part."""
        said = _object(
            _json(text),
            language=str,
            number=int,
            pseudonym=str,
            refers_to=None,
            time=str,
            version=int,
        )
        refers_to = said["refers_to"]
        if canonical(said) != text or not (refers_to is None or type(refers_to) is int):
            raise BadReceipt(_DAMAGED)
        return cls(
            version=said["version"],
            language=said["language"],
            number=said["number"],
            pseudonym=said["pseudonym"],
            refers_to=refers_to,
            at=_time(said["time"]),
        )


@dataclass(frozen=True)
class Proven:
    """A leaf of the signature: where it stands, what it says, and the way from it to the root."""

    index: int
    leaf: str
    private: str
    salt: bytes
    proof: Sequence[bytes]


@dataclass(frozen=True)
class Earlier:
    """A public checkpoint from before, and the proof that the receipt's continues it."""

    size: int
    root: bytes
    proof: Sequence[bytes]


@dataclass(frozen=True)
class Receipt:
    """All leaves of one signature, oldest first, under one checkpoint (a signed note)."""

    checkpoint: str
    entries: Sequence[Proven]
    earlier: Sequence[Earlier] = field(default=())

    def serialise(self) -> bytes:
        """The one text of this receipt."""
        content = {
            "checkpoint": self.checkpoint,
            "earlier": [
                {"proof": _hexes(each.proof), "root": each.root.hex(), "size": each.size}
                for each in self.earlier
            ],
            "entries": [
                {
                    "index": each.index,
                    "leaf": each.leaf,
                    "private": each.private,
                    "proof": _hexes(each.proof),
                    "salt": each.salt.hex(),
                }
                for each in self.entries
            ],
            "format": FORMAT,
            "version": VERSION,
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2)
        return f"{text}\n".encode()

    @classmethod
    def parse(cls, data: bytes) -> "Receipt":
        """The receipt that these bytes are; raises `BadReceipt`. Nothing is proved by that yet."""
        if len(data) > SIZE_LIMIT:
            raise BadReceipt(_DAMAGED)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise BadReceipt(_DAMAGED) from None
        said = _object(
            _json(text), checkpoint=str, earlier=list, entries=list, format=str, version=int
        )
        if said["format"] != FORMAT:
            raise BadReceipt(_DAMAGED)
        if said["version"] != VERSION:
            raise BadReceipt("A newer Pliego wrote this receipt: use that one to verify it.")
        receipt = cls(
            checkpoint=said["checkpoint"],
            entries=[_proven(each) for each in said["entries"]],
            earlier=[_earlier(each) for each in said["earlier"]],
        )
        if not receipt.entries or not receipt._is(data):
            raise BadReceipt(_DAMAGED)
        return receipt

    def _is(self, data: bytes) -> bool:
        try:
            return self.serialise() == data
        except UnicodeEncodeError:  # JSON can name half a character, and no text holds one
            return False


def build(conn: Connection, newest_leaf: int) -> bytes:
    """The receipt of the signature whose newest leaf this is, under the newest checkpoint.

    With it come proofs from the checkpoints that people are likely to hold (the first that covered
    each of these leaves, the latest public ones, and the last of each day before), so that they
    need nothing else to see that the list was only added to since. Raises `register.NotInLedger`
    when nothing is kept of that leaf any more.
    """
    records = register.records_of(conn, newest_leaf)
    checkpoint = register.newest(conn)
    if not records or checkpoint is None:
        raise register.NotInLedger
    return Receipt(
        checkpoint=checkpoint.note,
        entries=[
            Proven(
                index=record.position,
                leaf=record.leaf.line(),
                private=record.content,
                salt=record.salt,
                proof=register.proof_of(conn, record.position, checkpoint.size),
            )
            for record in reversed(records)
        ],
        earlier=[
            Earlier(row.size, row.root, register.consistency(conn, row.size, checkpoint.size))
            for row in _likely_held(conn, [record.position for record in records], checkpoint.size)
        ],
    ).serialise()


def _likely_held(conn: Connection, positions: Sequence[int], size: int) -> list[CheckpointRow]:
    """Checkpoints over fewer than `size` leaves, oldest first."""
    held = {row.size: row for row in ledger.published_before(conn, size, EARLIER_LIMIT)}
    for position in positions:
        covering = ledger.first_covering(conn, position)
        if covering is not None and covering.size < size:
            held[covering.size] = covering
    return [held[size] for size in sorted(held)]


def _proven(said: object) -> Proven:
    given = _object(said, index=int, leaf=str, private=str, proof=list, salt=str)
    return Proven(
        index=given["index"],
        leaf=given["leaf"],
        private=given["private"],
        salt=_hash(given["salt"]),
        proof=[_hash(each) for each in given["proof"]],
    )


def _earlier(said: object) -> Earlier:
    given = _object(said, proof=list, root=str, size=int)
    return Earlier(
        size=given["size"],
        root=_hash(given["root"]),
        proof=[_hash(each) for each in given["proof"]],
    )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadReceipt(_DAMAGED) from None


def _object(said: object, **kinds: type | None) -> Mapping[str, Any]:
    """An object with these keys and no others; None stands for any kind of value."""
    if not isinstance(said, dict) or said.keys() != kinds.keys():
        raise BadReceipt(_DAMAGED)
    for name, kind in kinds.items():
        if kind is not None and type(said[name]) is not kind:
            raise BadReceipt(_DAMAGED)
    return said


def _hash(said: object) -> bytes:
    if not isinstance(said, str) or not _HEX.fullmatch(said):
        raise BadReceipt(_DAMAGED)
    return bytes.fromhex(said)


def _time(said: str) -> datetime:
    try:
        at = datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadReceipt(_DAMAGED) from None
    if timestamp(at) != said:
        raise BadReceipt(_DAMAGED)
    return at


def _hexes(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]
