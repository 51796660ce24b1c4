"""Entering what happens to signatures into the ledger, and reading out of it what proves that.

Everything here works within the caller's transaction, so that a signature and its leaf stand or
fall together.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping

from campaign.ledger import Frontier, Node, consistency_path, fold, inclusion_path, leaf_hash, peaks
from campaign.proofs.keys import Keys, keys_in
from campaign.proofs.leaf import SALT_SIZE, Kind, Leaf, commit, private_part, pseudonym_of
from campaign.proofs.note import Checkpoint
from db import entered, ledger, signatures
from db.ledger import CheckpointRow, LeafRow, RecordRow

_MISSING_AT_ONCE = 500


class NotInLedger(Exception):
    "The ledger has no such leaf, or none that this checkpoint covers"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a signature at `at`; `refers_to` is the position of its leaf
    before, None at first. `version` and `language` are those of the text that was read.
    """

    petition_id: int
    slug: str
    kind: Kind
    version: int
    language: str
    number: int
    person_id: int
    at: datetime
    refers_to: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A leaf with what it commits to, as its signer may have it."""

    position: int
    leaf: Leaf
    salt: bytes
    content: str


def enter(
    conn: Connection, entries: Sequence[Entry], now: datetime, *, keep_records: bool = True
) -> list[int]:
    """Append a leaf for each entry, and one signed checkpoint over all; the leaves' positions.

    Change the counts first: the checkpoint says what each petition counts as the transaction has it
    now. Without `keep_records` nobody can ever tell what the leaves commit to.
    """
    if not entries:
        return []
    keys, frontier = keys_in(conn), _frontier(conn)
    positions = _append(conn, keys, frontier, entries, keep_records=keep_records)
    _add_checkpoint(conn, keys, frontier, now)
    return positions


def enter_missing(conn: Connection, now: datetime) -> int:
    """Enter the signatures that have no leaf, being older than the ledger: how many.

    What was withdrawn or set aside since gets a second leaf that says so. One checkpoint covers
    all, since the counts that it says are true only then.
    """
    keys, frontier, number = keys_in(conn), _frontier(conn), 0
    while missing := entered.missing(conn, _MISSING_AT_ONCE):
        signed = [_entry_of(row, Kind.SIGNED, row["signed_at"], None) for row in missing]
        newest = _append(conn, keys, frontier, signed)
        since = [
            (index, _entry_of(row, kind, row["withdrawn_at"] or now, newest[index]))
            for index, row in enumerate(missing)
            if (kind := _undone(row)) is not None
        ]
        left = _append(conn, keys, frontier, [entry for _, entry in since])
        for (index, _), position in zip(since, left, strict=True):
            newest[index] = position
        signatures.set_leaves(
            conn, {row["id"]: at for row, at in zip(missing, newest, strict=True)}
        )
        number += len(missing)
    if number:
        _add_checkpoint(conn, keys, frontier, now)
    return number


def newest(conn: Connection) -> CheckpointRow | None:
    """The checkpoint that covers every leaf, or None before the first."""
    return ledger.newest_checkpoint(conn)


def published(conn: Connection) -> CheckpointRow | None:
    """The newest checkpoint that is public, or None."""
    return ledger.newest_published(conn)


def publish(conn: Connection, now: datetime) -> CheckpointRow | None:
    """Publish the newest checkpoint; None when nothing changed since the last that was."""
    row = ledger.newest_checkpoint(conn)
    if row is None or row.published_at is not None:
        return None
    ledger.mark_published(conn, row.size, now)
    return row


def records_of(conn: Connection, newest_leaf: int) -> Sequence[Record]:
    """A signature's leaves that are still known, newest first, from its newest back."""
    found = []
    for record in _chain(conn, newest_leaf):
        (row,) = ledger.leaves_between(conn, record.position, record.position + 1)
        found.append(Record(record.position, leaf_of(row), record.salt, record.content))
    return found


def forget_records(conn: Connection, newest_leaf: int) -> None:
    """Erase what all leaves of a signature commit to, from its newest back: nothing then links
    them to each other, or to anyone.
    """
    ledger.delete_records(conn, [record.position for record in _chain(conn, newest_leaf)])


def proof_of(conn: Connection, position: int, size: int) -> list[bytes]:
    """The proof that the ledger of `size` leaves has the one at `position`.

    Raises `NotInLedger`.
    """
    try:
        path = inclusion_path(position, size)
    except ValueError:
        raise NotInLedger from None
    return _hashes(conn, path)


def consistency(conn: Connection, size1: int, size2: int) -> list[bytes]:
    """The proof that the ledger of `size2` leaves begins with that of `size1`.

    Raises `NotInLedger`.
    """
    try:
        path = consistency_path(size1, size2)
    except ValueError:
        raise NotInLedger from None
    return _hashes(conn, path)


def export_lines(conn: Connection, size: int) -> Iterator[str]:
    """The public parts of the first `size` leaves in order, a line each without its end."""
    for row in ledger.every_leaf(conn, size):
        yield leaf_of(row).line()


def leaf_of(row: LeafRow) -> Leaf:
    """A kept leaf as the value that it is."""
    return Leaf(row.slug, Kind(row.kind), row.day, row.commitment)


def _append(
    conn: Connection,
    keys: Keys,
    frontier: Frontier,
    entries: Sequence[Entry],
    *,
    keep_records: bool = True,
) -> list[int]:
    rows, records, nodes = [], [], []
    for entry in entries:
        content = _content(keys, entry)
        salt = secrets.token_bytes(SALT_SIZE)
        day = entry.at.astimezone(UTC).date()
        leaf = Leaf(entry.slug, entry.kind, day, commit(salt, content))
        position = frontier.size
        rows.append(
            LeafRow(position, entry.petition_id, entry.slug, entry.kind, day, leaf.commitment)
        )
        records.append(RecordRow(position, salt, content))
        nodes += frontier.append(leaf_hash(leaf.line().encode()))
    if rows:
        ledger.add_leaves(conn, rows, records if keep_records else (), nodes)
    return [row.position for row in rows]


def _content(keys: Keys, entry: Entry) -> str:
    return private_part(
        version=entry.version,
        language=entry.language,
        number=entry.number,
        pseudonym=pseudonym_of(keys.pseudonym, entry.slug, entry.person_id),
        refers_to=entry.refers_to,
        at=entry.at,
    )


def _entry_of(row: RowMapping, kind: Kind, at: datetime, refers_to: int | None) -> Entry:
    return Entry(
        petition_id=row["petition_id"],
        slug=row["slug"],
        kind=kind,
        version=row["version"],
        language=row["language"],
        number=row["number"],
        person_id=row["person_id"],
        at=at,
        refers_to=refers_to,
    )


def _undone(row: RowMapping) -> Kind | None:
    if row["withdrawn_at"] is not None:
        return Kind.WITHDRAWN
    return None if row["invalidation_id"] is None else Kind.INVALIDATED


def _add_checkpoint(conn: Connection, keys: Keys, frontier: Frontier, now: datetime) -> None:
    checkpoint = Checkpoint(keys.origin, frontier.size, frontier.root(), now, ledger.counts(conn))
    ledger.add_checkpoint(
        conn,
        size=checkpoint.size,
        root=checkpoint.root,
        at=now,
        note=keys.signer.sign(checkpoint),
    )


def _frontier(conn: Connection) -> Frontier:
    row = ledger.newest_checkpoint(conn)
    if row is None:
        return Frontier()
    places = peaks(row.size)
    known = _known(conn, places)
    return Frontier(row.size, [known[place] for place in places])


def _hashes(conn: Connection, path: Sequence[tuple[Node, ...]]) -> list[bytes]:
    known = _known(conn, [node for nodes in path for node in nodes])
    return [fold([known[node] for node in nodes]) for nodes in path]


def _known(conn: Connection, wanted: Sequence[Node]) -> dict[tuple[int, int], bytes]:
    """The hashes of these nodes, the lowest worked out from their leaves; raises `NotInLedger`."""
    known = ledger.nodes(conn, [node for node in wanted if node.level])
    for node in wanted:
        if node.level == 0:
            for row in ledger.leaves_between(conn, node.position, node.position + 1):
                known[node] = leaf_hash(leaf_of(row).line().encode())
    if len(known) < len(set(wanted)):
        raise NotInLedger
    return known


def _chain(conn: Connection, newest_leaf: int) -> Iterator[RecordRow]:
    position: int | None = newest_leaf
    while position is not None:
        record = ledger.records_at(conn, [position]).get(position)
        if record is None:
            return
        yield record
        before: int | None = json.loads(record.content)["refers_to"]
        position = before if before is not None and before < position else None
