"""The ledger's rows: leaves, what they commit to, the tree above them, and checkpoints.

The tree's lowest nodes are the leaves' own hashes, which anyone can work out: they are not kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from db import bulk
from db.schema import checkpoints, leaf_records, leaves, petitions, tree_nodes

CHUNK = 2000


class LeafRow(NamedTuple):
    """A leaf as it is kept, with its petition's slug."""

    position: int
    petition_id: int
    slug: str
    kind: str
    day: date
    commitment: bytes


class RecordRow(NamedTuple):
    """What a leaf commits to: `content` under `salt`."""

    position: int
    salt: bytes
    content: str


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A checkpoint; `note` is the signed text, of which the rest says some."""

    size: int
    root: bytes
    at: datetime
    note: str
    published_at: datetime | None


# Made once: building a statement costs more than SQLite needs to run it.
_LEAVES = select(
    leaves.c.position,
    leaves.c.petition_id,
    petitions.c.slug,
    leaves.c.kind,
    leaves.c.day,
    leaves.c.commitment,
).join(petitions, petitions.c.id == leaves.c.petition_id)
_LEAVES_BETWEEN = _LEAVES.where(
    leaves.c.position >= bindparam("start"), leaves.c.position < bindparam("end")
).order_by(leaves.c.position)
_LEAVES_AT = _LEAVES.where(leaves.c.position.in_(bindparam("positions", expanding=True)))
_LEAVES_WITH_RECORDS = _LEAVES_BETWEEN.outerjoin(
    leaf_records, leaf_records.c.position == leaves.c.position
).add_columns(leaf_records.c.salt, leaf_records.c.content)
_RECORDS_AT = select(leaf_records).where(
    leaf_records.c.position.in_(bindparam("positions", expanding=True))
)
_NODES = select(tree_nodes).where(
    tuple_(tree_nodes.c.level, tree_nodes.c.position).in_(bindparam("nodes", expanding=True))
)
_NEWEST = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
_CHECKPOINTS_BETWEEN = (
    select(checkpoints)
    .where(checkpoints.c.size > bindparam("start"), checkpoints.c.size <= bindparam("end"))
    .order_by(checkpoints.c.size)
)
_COUNTS = (
    select(petitions.c.slug, petitions.c.signature_count)
    .where(petitions.c.state != "draft")
    .order_by(petitions.c.slug)
)
_ADD_CHECKPOINT = insert(checkpoints)


def add_leaves(
    conn: Connection,
    rows: Sequence[LeafRow],
    records: Sequence[RecordRow],
    nodes: Sequence[tuple[tuple[int, int], bytes]],
) -> None:
    """Append leaves, what they commit to, and the nodes `((level, position), hash)` they make."""
    bulk.insert_all(
        conn,
        leaves,
        [
            {
                "position": row.position,
                "petition_id": row.petition_id,
                "kind": row.kind,
                "day": row.day,
                "commitment": row.commitment,
            }
            for row in rows
        ],
    )
    bulk.insert_all(
        conn,
        leaf_records,
        [
            {"position": record.position, "salt": record.salt, "content": record.content}
            for record in records
        ],
    )
    bulk.insert_all(
        conn,
        tree_nodes,
        [
            {"level": level, "position": position, "hash": hash_}
            for (level, position), hash_ in nodes
        ],
    )


def add_checkpoint(conn: Connection, *, size: int, root: bytes, at: datetime, note: str) -> None:
    """Keep a checkpoint, which is not published yet."""
    conn.execute(_ADD_CHECKPOINT, {"size": size, "root": root, "at": at, "note": note})


def newest_checkpoint(conn: Connection) -> CheckpointRow | None:
    """The checkpoint over all leaves, or None before the first leaf."""
    row = conn.execute(_NEWEST).mappings().one_or_none()
    return None if row is None else _checkpoint(row)


def checkpoint_of(conn: Connection, size: int) -> CheckpointRow | None:
    """The checkpoint over exactly that many leaves, or None."""
    found = checkpoints_between(conn, size - 1, size)
    return found[0] if found else None


def checkpoints_between(conn: Connection, start: int, end: int) -> Sequence[CheckpointRow]:
    """The checkpoints over more than `start` leaves and at most `end`, oldest first."""
    rows = conn.execute(_CHECKPOINTS_BETWEEN, {"start": start, "end": end}).mappings()
    return [_checkpoint(row) for row in rows]


def newest_published(conn: Connection) -> CheckpointRow | None:
    """The newest checkpoint that was published, or None."""
    row = (
        conn.execute(
            select(checkpoints)
            .where(checkpoints.c.published_at.is_not(None))
            .order_by(checkpoints.c.size.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else _checkpoint(row)


def published_before(conn: Connection, size: int, limit: int) -> Sequence[CheckpointRow]:
    """Public checkpoints over fewer than `size` leaves, oldest first: the newest half of `limit`,
    and the last of each of as many earlier days.
    """
    public = checkpoints.c.published_at.is_not(None) & (checkpoints.c.size < size)
    latest = (
        select(checkpoints.c.size)
        .where(public)
        .order_by(checkpoints.c.size.desc())
        .limit(limit // 2)
    )
    daily = (
        select(func.max(checkpoints.c.size).label("size"))
        .where(public)
        .group_by(func.date(checkpoints.c.published_at))
        .order_by(func.max(checkpoints.c.size).desc())
        .limit(limit)
    )
    wanted = {row.size for row in conn.execute(latest)}
    for row in conn.execute(daily):
        if len(wanted) < limit:
            wanted.add(row.size)
    rows = conn.execute(
        select(checkpoints).where(checkpoints.c.size.in_(wanted)).order_by(checkpoints.c.size)
    )
    return [_checkpoint(row) for row in rows.mappings()]


def first_covering(conn: Connection, position: int) -> CheckpointRow | None:
    """The oldest checkpoint that covers the leaf at this position, or None."""
    row = (
        conn.execute(
            select(checkpoints)
            .where(checkpoints.c.size > position)
            .order_by(checkpoints.c.size)
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else _checkpoint(row)


def mark_published(conn: Connection, size: int, now: datetime) -> None:
    """Note that the checkpoint over that many leaves is public."""
    conn.execute(
        update(checkpoints)
        .where(checkpoints.c.size == size, checkpoints.c.published_at.is_(None))
        .values(published_at=now)
    )


def counts(conn: Connection) -> dict[str, int]:
    """What each petition that is no draft counts, by slug."""
    return {row.slug: row.signature_count for row in conn.execute(_COUNTS)}


def leaves_between(conn: Connection, start: int, end: int) -> Sequence[LeafRow]:
    """The leaves from position `start` to before `end`, in order."""
    return [
        LeafRow._make(row)
        for row in conn.execute(_LEAVES_BETWEEN, {"start": start, "end": end}).all()
    ]


def leaves_at(conn: Connection, positions: Sequence[int]) -> dict[int, LeafRow]:
    """The leaves at these positions, by position."""
    if not positions:
        return {}
    return {
        row[0]: LeafRow._make(row) for row in conn.execute(_LEAVES_AT, {"positions": positions})
    }


def leaves_with_records(conn: Connection, start: int, end: int) -> Sequence[Sequence[Any]]:
    """The leaves from `start` to before `end`, in order, as the columns of `LeafRow` and behind
    them salt and content of what each commits to, None where that is erased.
    """
    return conn.execute(_LEAVES_WITH_RECORDS, {"start": start, "end": end}).all()


def records_at(conn: Connection, positions: Sequence[int]) -> dict[int, RecordRow]:
    """What is still kept of what the leaves at these positions commit to, by position."""
    if not positions:
        return {}
    rows = conn.execute(_RECORDS_AT, {"positions": positions})
    return {row[0]: _record(row) for row in rows}


def delete_records(conn: Connection, positions: Sequence[int]) -> None:
    """Erase what the leaves at these positions commit to, and the salts with it."""
    conn.execute(delete(leaf_records).where(leaf_records.c.position.in_(positions)))


def nodes(conn: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes kept of the nodes `(level, position)`, of which the levels begin at 1."""
    if not wanted:
        return {}
    rows = conn.execute(_NODES, {"nodes": wanted})
    return {(level, position): bytes(hash_) for level, position, hash_ in rows}


def nodes_between(
    conn: Connection, level: int, start: int, end: int
) -> Sequence[tuple[int, bytes]]:
    """The nodes of one level, as `(position, hash)`, from `start` to before `end`, in order."""
    rows = conn.execute(
        select(tree_nodes.c.position, tree_nodes.c.hash)
        .where(
            tree_nodes.c.level == level,
            tree_nodes.c.position >= start,
            tree_nodes.c.position < end,
        )
        .order_by(tree_nodes.c.position)
    )
    return [(position, bytes(hash_)) for position, hash_ in rows]


def count_nodes(conn: Connection) -> int:
    """How many nodes are kept, counted one by one."""
    return conn.execute(select(func.count()).select_from(tree_nodes)).scalar_one()


def count_leaves(conn: Connection) -> int:
    """How many leaves are kept, counted one by one."""
    return conn.execute(select(func.count()).select_from(leaves)).scalar_one()


def every_leaf(conn: Connection, size: int) -> Iterator[LeafRow]:
    """The first `size` leaves in order, some thousand in memory at a time."""
    for start in range(0, size, CHUNK):
        yield from leaves_between(conn, start, min(start + CHUNK, size))


def _checkpoint(row: RowMapping) -> CheckpointRow:
    return CheckpointRow(
        size=row["size"],
        root=bytes(row["root"]),
        at=row["at"],
        note=row["note"],
        published_at=row["published_at"],
    )


def _record(row: Row[Any]) -> RecordRow:
    return RecordRow(row.position, bytes(row.salt), row.content)
