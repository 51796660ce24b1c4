"""The three ways to count a petition, side by side: the counter, the rows, the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, case, cast, func, select

from db.schema import leaves, petitions, signatures
from db.signatures import STANDS


@dataclass(frozen=True)
class Counts:
    """One petition as each of the three has it."""

    petition_id: int
    slug: str
    shown: int
    rows: int
    ledger: int


def counts(conn: Connection, weights: Mapping[str, int]) -> Sequence[Counts]:
    """Every petition that still has its signatures; a leaf counts by the weight of its kind."""
    by_rows = _by_petition(
        conn,
        select(signatures.c.petition_id, func.count())
        .where(STANDS)
        .group_by(signatures.c.petition_id),
    )
    weight = func.sum(case(weights, value=leaves.c.kind))
    by_leaves = _by_petition(
        conn, select(leaves.c.petition_id, weight).group_by(leaves.c.petition_id)
    )
    rows = conn.execute(
        select(petitions.c.id, petitions.c.slug, petitions.c.signature_count)
        .where(petitions.c.erased_at.is_(None))
        .order_by(petitions.c.id)
    )
    return [
        Counts(row[0], row[1], row[2], by_rows.get(row[0], 0), by_leaves.get(row[0], 0))
        for row in rows
    ]


def signed_between(conn: Connection, petition_id: int, since: datetime, until: datetime) -> int:
    """How many signed from `since` to before `until`, those who took it back since as well."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(signatures)
            .where(
                signatures.c.petition_id == petition_id,
                signatures.c.signed_at >= since,
                signatures.c.signed_at < until,
            )
        ).scalar_one()
    )


def by_hour(
    conn: Connection, petition_id: int, since: datetime, until: datetime
) -> Mapping[str, int]:
    """The same for each hour (UTC) in which somebody signed, as `2026-11-24 15`."""
    hour = func.substr(cast(signatures.c.signed_at, String), 1, 13).label("hour")
    rows = conn.execute(
        select(hour, func.count())
        .where(
            signatures.c.petition_id == petition_id,
            signatures.c.signed_at >= since,
            signatures.c.signed_at < until,
        )
        .group_by(hour)
    )
    return {row[0]: row[1] for row in rows}


def first_signed_at(conn: Connection, petition_id: int) -> datetime | None:
    """When the first of the signatures that are kept was given, or None before."""
    first: datetime | None = conn.execute(
        select(func.min(signatures.c.signed_at)).where(signatures.c.petition_id == petition_id)
    ).scalar_one()
    return first


def _by_petition(conn: Connection, query: "Select[Any]") -> dict[int, int]:
    return {row[0]: int(row[1]) for row in conn.execute(query)}
