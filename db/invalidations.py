"""Signatures set aside by a filter at one go, chunk by chunk, and given back the same way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update

from db.schema import invalidations, petitions, signatures
from db.signatures import STANDS

Conditions = Sequence[ColumnElement[bool]]


def fitting(
    petition_id: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    same_name_as: int | None = None,
    ledger_size: int | None = None,
    **equal: object,
) -> list[ColumnElement[bool]]:
    """The standing signatures of a petition that fit: signed from `since` to before `until`, with
    the name of the signature of that number, and columns `equal` to these values.

    With `ledger_size` only those of which the ledger said nothing since it had so many leaves.
    """
    wanted = [signatures.c.petition_id == petition_id, STANDS]
    if since is not None:
        wanted.append(signatures.c.signed_at >= since)
    if until is not None:
        wanted.append(signatures.c.signed_at < until)
    if same_name_as is not None:
        namesake = signatures.alias("namesake")
        name = select(namesake.c.name).where(
            namesake.c.petition_id == petition_id, namesake.c.number == same_name_as
        )
        if ledger_size is not None:
            # It may be among those that were set aside just now; another name it must not have.
            unchanged = _unchanged(namesake.c.leaf, ledger_size)
            name = name.where(or_(unchanged, namesake.c.invalidation_id.is_not(None)))
        wanted.append(signatures.c.name == name.scalar_subquery())
    if ledger_size is not None:
        wanted.append(_unchanged(signatures.c.leaf, ledger_size))
    return [*wanted, *(signatures.c[column] == value for column, value in equal.items())]


def measure(conn: Connection, wanted: Conditions) -> tuple[int, int, int]:
    """How many signatures those are, and two figures that change when they are others: the sum of
    their ids and the newest of their leaves.
    """
    row = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(signatures.c.id), 0),
            func.coalesce(func.max(signatures.c.leaf), -1),
        )
        .select_from(signatures)
        .where(*wanted)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def some(conn: Connection, wanted: Conditions, limit: int) -> Sequence[RowMapping]:
    """The first of those signatures, whole, with the slug of their petition."""
    return (
        conn.execute(
            select(signatures, petitions.c.slug)
            .join(petitions, petitions.c.id == signatures.c.petition_id)
            .where(*wanted)
            .order_by(signatures.c.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def caught_by(invalidation_id: int) -> Conditions:
    """The signatures that this invalidation holds, those withdrawn meanwhile as well."""
    return [signatures.c.invalidation_id == invalidation_id]


def hold(conn: Connection, signature_ids: Sequence[int], invalidation_id: int | None) -> None:
    """Set these aside by this invalidation; with None they are free again."""
    conn.execute(
        update(signatures)
        .where(signatures.c.id.in_(signature_ids))
        .values(invalidation_id=invalidation_id)
    )


def add(
    conn: Connection,
    *,
    petition_id: int,
    chosen: Mapping[str, Any],
    reason: str,
    made_by: int,
    now: datetime,
) -> int:
    """An invalidation that holds nothing yet; its id."""
    return int(
        conn.execute(
            insert(invalidations)
            .values(
                petition_id=petition_id,
                filter=dict(chosen),
                reason=reason,
                count=0,
                made_by=made_by,
                made_at=now,
            )
            .returning(invalidations.c.id)
        ).scalar_one()
    )


def get(conn: Connection, invalidation_id: int) -> RowMapping | None:
    """The invalidation of that id, or None."""
    return (
        conn.execute(select(invalidations).where(invalidations.c.id == invalidation_id))
        .mappings()
        .one_or_none()
    )


def recent(conn: Connection, petition_id: int, limit: int) -> Sequence[RowMapping]:
    """The petition's newest invalidations."""
    return (
        conn.execute(
            select(invalidations)
            .where(invalidations.c.petition_id == petition_id)
            .order_by(invalidations.c.id.desc())
            .limit(limit)
        )
        .mappings()
        .all()
    )


def unfinished(conn: Connection) -> Sequence[RowMapping]:
    """Those that a crash may have cut short: still setting aside, or still giving back."""
    holds = (
        select(signatures.c.id).where(signatures.c.invalidation_id == invalidations.c.id).exists()
    )
    return (
        conn.execute(
            select(invalidations)
            .where(
                or_(
                    invalidations.c.undone_at.is_(None) & invalidations.c.finished_at.is_(None),
                    invalidations.c.undone_at.is_not(None) & holds,
                )
            )
            .order_by(invalidations.c.id)
        )
        .mappings()
        .all()
    )


def grow(conn: Connection, invalidation_id: int, by: int) -> None:
    """It holds so many more."""
    conn.execute(
        update(invalidations)
        .where(invalidations.c.id == invalidation_id)
        .values(count=invalidations.c.count + by)
    )


def finish(conn: Connection, invalidation_id: int, now: datetime) -> bool:
    """Everything that fits is set aside; False when that was known, or it was undone."""
    return bool(
        conn.execute(
            update(invalidations)
            .where(
                invalidations.c.id == invalidation_id,
                invalidations.c.finished_at.is_(None),
                invalidations.c.undone_at.is_(None),
            )
            .values(finished_at=now)
        ).rowcount
    )


def undo(conn: Connection, invalidation_id: int, by: int, now: datetime) -> bool:
    """From now on it holds nothing more and gives back what it holds; False when it was undone."""
    return bool(
        conn.execute(
            update(invalidations)
            .where(invalidations.c.id == invalidation_id, invalidations.c.undone_at.is_(None))
            .values(undone_at=now, undone_by=by)
        ).rowcount
    )


def held(conn: Connection, invalidation_id: int) -> int:
    """How many signatures it holds that were not withdrawn meanwhile."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(signatures)
            .where(
                signatures.c.invalidation_id == invalidation_id,
                signatures.c.withdrawn_at.is_(None),
            )
        ).scalar_one()
    )


def groups(conn: Connection, petition_id: int, column: str) -> Sequence[tuple[str, int]]:
    """How many standing signatures share each `language`, `country` or `region`, most first."""
    value = signatures.c[column]
    rows = conn.execute(
        select(value, func.count())
        .where(signatures.c.petition_id == petition_id, value.is_not(None), STANDS)
        .group_by(value)
        .order_by(func.count().desc(), value)
    )
    return [(row[0], row[1]) for row in rows]


def of_person(conn: Connection, petition_id: int, person_id: int) -> RowMapping | None:
    """The person's signature where it is set aside: `reason`, `number`, `withdrawn_at`; or None."""
    return (
        conn.execute(
            select(invalidations.c.reason, signatures.c.number, signatures.c.withdrawn_at)
            .join(signatures, signatures.c.invalidation_id == invalidations.c.id)
            .where(signatures.c.petition_id == petition_id, signatures.c.person_id == person_id)
        )
        .mappings()
        .one_or_none()
    )


def _unchanged(leaf: "ColumnElement[int | None]", ledger_size: int) -> ColumnElement[bool]:
    return or_(leaf.is_(None), leaf < ledger_size)
