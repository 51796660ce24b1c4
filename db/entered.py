"""Signatures beside the newest leaf of each: what an audit compares, and what has no leaf yet."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, select

from db.schema import leaf_records, leaves, petitions, signatures


class Entered(NamedTuple):
    """A signature and its newest leaf: `kind` is None without one, `content` without a record."""

    id: int
    slug: str
    number: int
    person_id: int
    version: int
    language: str
    withdrawn: bool
    invalidated: bool
    erased: bool
    leaf: int | None
    kind: str | None
    content: str | None


_ENTERED = (
    select(
        signatures.c.id,
        petitions.c.slug,
        signatures.c.number,
        signatures.c.person_id,
        signatures.c.version,
        signatures.c.language,
        signatures.c.withdrawn_at.is_not(None),
        signatures.c.invalidation_id.is_not(None),
        petitions.c.erased_at.is_not(None),
        signatures.c.leaf,
        leaves.c.kind,
        leaf_records.c.content,
    )
    .join(petitions, petitions.c.id == signatures.c.petition_id)
    .outerjoin(
        leaves,
        (leaves.c.position == signatures.c.leaf)
        & (leaves.c.petition_id == signatures.c.petition_id),
    )
    .outerjoin(leaf_records, leaf_records.c.position == signatures.c.leaf)
    .where(signatures.c.id > bindparam("after"))
    .order_by(signatures.c.id)
    .limit(bindparam("limit"))
)


def after(conn: Connection, signature_id: int, limit: int) -> Sequence[Entered]:
    """The next signatures by id, each with its newest leaf, of the same petition."""
    return [
        Entered._make(row)
        for row in conn.execute(_ENTERED, {"after": signature_id, "limit": limit}).all()
    ]


def missing(conn: Connection, limit: int) -> Sequence[RowMapping]:
    """Signatures that have no leaf yet, oldest first, each with its petition's `slug`."""
    return (
        conn.execute(
            select(signatures, petitions.c.slug)
            .join(petitions, petitions.c.id == signatures.c.petition_id)
            .where(signatures.c.leaf.is_(None))
            .order_by(signatures.c.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )
