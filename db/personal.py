"""What tables hold of one person beside what the person themselves works with every day."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, or_, select

from db.schema import (
    approvals,
    identities,
    invalidations,
    invitations,
    leaf_records,
    leaves,
    petitions,
    referrals,
    signatures,
)


def identities_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The keyed hashes by which the person's phone or mail address signs once."""
    return (
        conn.execute(
            select(identities.c.kind, petitions.c.slug, identities.c.hash)
            .join(signatures, signatures.c.id == identities.c.signature_id)
            .join(petitions, petitions.c.id == identities.c.petition_id)
            .where(signatures.c.person_id == person_id)
            .order_by(identities.c.petition_id, identities.c.kind)
        )
        .mappings()
        .all()
    )


def referral_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The code in the person's link, and how many signed through it."""
    return (
        conn.execute(
            select(referrals.c.code, referrals.c.brought).where(referrals.c.person_id == person_id)
        )
        .mappings()
        .all()
    )


def invitations_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The invitations to the team that the person made or came by; not who else was in them."""
    return (
        conn.execute(
            select(
                (invitations.c.created_by == person_id).label("made_by_you"),
                (invitations.c.used_by == person_id).label("used_by_you"),
                invitations.c.role,
                invitations.c.created_at,
                invitations.c.expires_at,
                invitations.c.used_at,
                invitations.c.confirmed_at,
                invitations.c.revoked_at,
            )
            .where(or_(invitations.c.created_by == person_id, invitations.c.used_by == person_id))
            .order_by(invitations.c.created_at)
        )
        .mappings()
        .all()
    )


def approvals_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The versions of petitions that the person agreed to open."""
    return (
        conn.execute(
            select(petitions.c.slug, approvals.c.version, approvals.c.at)
            .join(petitions, petitions.c.id == approvals.c.petition_id)
            .where(approvals.c.person_id == person_id)
            .order_by(approvals.c.at)
        )
        .mappings()
        .all()
    )


def invalidations_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The times that the person set signatures aside, or restored them."""
    return (
        conn.execute(
            select(
                (invalidations.c.made_by == person_id).label("made_by_you"),
                (invalidations.c.undone_by == person_id).label("undone_by_you"),
                petitions.c.slug,
                invalidations.c.reason,
                invalidations.c.count,
                invalidations.c.made_at,
                invalidations.c.undone_at,
            )
            .join(petitions, petitions.c.id == invalidations.c.petition_id)
            .where(
                or_(invalidations.c.made_by == person_id, invalidations.c.undone_by == person_id)
            )
            .order_by(invalidations.c.id)
        )
        .mappings()
        .all()
    )


def newest_leaves_of(conn: Connection, person_id: int) -> list[int]:
    """The position of the newest leaf of each of the person's signatures."""
    return list(
        conn.execute(
            select(signatures.c.leaf)
            .where(signatures.c.person_id == person_id, signatures.c.leaf.is_not(None))
            .order_by(signatures.c.id)
        ).scalars()
    )


def ledger_of(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """Every leaf of the person's signatures whose record is kept, oldest first."""
    positions: set[int] = set()
    for newest in newest_leaves_of(conn, person_id):
        position: int | None = newest
        while position is not None and position not in positions:
            positions.add(position)
            content = conn.execute(
                select(leaf_records.c.content).where(leaf_records.c.position == position)
            ).scalar_one_or_none()
            position = json.loads(content).get("refers_to") if content else None
    return (
        conn.execute(
            select(
                leaves.c.position,
                petitions.c.slug,
                leaves.c.kind,
                leaves.c.day,
                leaves.c.commitment,
                leaf_records.c.salt,
                leaf_records.c.content,
            )
            .join(petitions, petitions.c.id == leaves.c.petition_id)
            .join(leaf_records, leaf_records.c.position == leaves.c.position)
            .where(leaves.c.position.in_(sorted(positions)))
            .order_by(leaves.c.position)
        )
        .mappings()
        .all()
    )
