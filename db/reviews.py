"""Signatures that the team is to look at: which are new, which are marked, and why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select, update

from db.schema import leaf_records, leaves, petition_texts, petitions, signatures
from db.signatures import STANDS

_AT_ONCE = 500  # values in one statement


def leaves_after(conn: Connection, position: int, limit: int) -> Sequence[RowMapping]:
    """The first leaves after `position` by which a signature came or changed, with their records.

    `position` and `petition_id` come along; what was forgotten has no record and is left out.
    """
    return (
        conn.execute(
            select(leaves.c.position, leaves.c.petition_id, leaf_records.c.content)
            .join(leaf_records, leaf_records.c.position == leaves.c.position)
            .where(leaves.c.position > position, leaves.c.kind.in_(("signed", "changed")))
            .order_by(leaves.c.position)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def named(conn: Connection, petition_id: int, numbers: Sequence[int]) -> Sequence[RowMapping]:
    """Those of these signatures that stand under a name: `id`, `name`, `signed_at`."""
    return (
        conn.execute(
            select(signatures.c.id, signatures.c.name, signatures.c.signed_at).where(
                signatures.c.petition_id == petition_id,
                signatures.c.number.in_(numbers),
                signatures.c.name.is_not(None),
                STANDS,
            )
        )
        .mappings()
        .all()
    )


def names_between(
    conn: Connection, petition_id: int, since: datetime, until: datetime
) -> Sequence[RowMapping]:
    """The names of the standing signatures of that time: `id`, `name`, `signed_at`."""
    return (
        conn.execute(
            select(signatures.c.id, signatures.c.name, signatures.c.signed_at).where(
                signatures.c.petition_id == petition_id,
                signatures.c.signed_at.between(since, until),
                signatures.c.name.is_not(None),
                STANDS,
            )
        )
        .mappings()
        .all()
    )


def titles(conn: Connection, petition_id: int) -> Sequence[str]:
    """What the petition is called, in each language of its newest version."""
    return (
        conn.execute(
            select(petition_texts.c.title)
            .join(petitions, petitions.c.id == petition_texts.c.petition_id)
            .where(petitions.c.id == petition_id, petition_texts.c.version == petitions.c.version)
        )
        .scalars()
        .all()
    )


def mark(conn: Connection, signature_ids: Sequence[int], reason: str) -> int:
    """Mark these for review, where nothing was said about them before; how many."""
    marked = 0
    for at in range(0, len(signature_ids), _AT_ONCE):
        some = signature_ids[at : at + _AT_ONCE]
        marked += conn.execute(
            update(signatures)
            .where(signatures.c.id.in_(some), signatures.c.review.is_(None))
            .values(review=reason)
        ).rowcount
    return marked


def by_reason(conn: Connection, petition_id: int, kept: str) -> dict[str, int]:
    """How many standing signatures wait for review, by reason."""
    rows = conn.execute(
        select(signatures.c.review, func.count())
        .where(*_waits(petition_id, kept))
        .group_by(signatures.c.review)
        .order_by(signatures.c.review)
    )
    return {row[0]: row[1] for row in rows}


def next_marked(conn: Connection, petition_id: int, reason: str, after: int) -> RowMapping | None:
    """The first signature with a number above `after` that is marked for `reason` and stands."""
    return (
        conn.execute(
            select(signatures)
            .where(
                signatures.c.petition_id == petition_id,
                signatures.c.review == reason,
                signatures.c.number > after,
                STANDS,
            )
            .order_by(signatures.c.number)
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )


def keep(conn: Connection, petition_id: int, number: int, reason: str, kept: str) -> bool:
    """The signature stays and is marked no longer; False when it was not marked for `reason`."""
    changed = conn.execute(
        update(signatures)
        .where(
            signatures.c.petition_id == petition_id,
            signatures.c.number == number,
            signatures.c.review == reason,
        )
        .values(review=kept)
    )
    return changed.rowcount > 0


def numbers_given(conn: Connection, petition_id: int) -> int:
    """How many signed the petition for the first time, ever: the last number."""
    return int(
        conn.execute(
            select(petitions.c.last_number).where(petitions.c.id == petition_id)
        ).scalar_one()
    )


def set_aside(conn: Connection, petition_id: int) -> int:
    """How many signatures are set aside and not withdrawn besides."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(signatures)
            .where(
                signatures.c.invalidation_id.is_not(None),
                signatures.c.petition_id == petition_id,
                signatures.c.withdrawn_at.is_(None),
            )
        ).scalar_one()
    )


def _waits(petition_id: int, kept: str) -> tuple[ColumnElement[bool], ...]:
    return (
        signatures.c.petition_id == petition_id,
        signatures.c.review.is_not(None),
        signatures.c.review != kept,
        STANDS,
    )
