"""One-time invitations to the team, by the hash of their token."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from db.schema import invitations


def add(
    conn: Connection,
    token_hash: str,
    role: str,
    *,
    created_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep an invitation."""
    conn.execute(
        insert(invitations).values(
            token_hash=token_hash,
            role=role,
            created_at=now,
            expires_at=expires_at,
            created_by=created_by,
        )
    )


def get(conn: Connection, token_hash: str) -> RowMapping | None:
    """The invitation with that hash, or None."""
    return (
        conn.execute(select(invitations).where(invitations.c.token_hash == token_hash))
        .mappings()
        .one_or_none()
    )


def by_mark(conn: Connection, mark: str) -> RowMapping | None:
    """The invitation whose hash begins with this, or None."""
    return (
        conn.execute(
            select(invitations)
            .where(invitations.c.token_hash.startswith(mark, autoescape=True))
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )


def use(
    conn: Connection, token_hash: str, person_id: int, now: datetime, *, confirmed: bool = False
) -> str | None:
    """Use an invitation up; its role, or None when it is unknown, used, taken back or expired."""
    return conn.execute(
        update(invitations)
        .where(
            invitations.c.token_hash == token_hash,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
            invitations.c.expires_at > now,
        )
        .values(used_at=now, used_by=person_id, confirmed_at=now if confirmed else None)
        .returning(invitations.c.role)
    ).scalar_one_or_none()


def confirm(conn: Connection, token_hash: str, now: datetime) -> None:
    """An owner agreed with who came."""
    conn.execute(
        update(invitations).where(invitations.c.token_hash == token_hash).values(confirmed_at=now)
    )


def revoke(conn: Connection, token_hash: str, now: datetime) -> None:
    """It leads nowhere any more, and no longer says who came by it."""
    conn.execute(
        update(invitations)
        .where(invitations.c.token_hash == token_hash)
        .values(revoked_at=now, used_by=None)
    )


def revoke_unused(conn: Connection, created_by: int | None, now: datetime) -> int:
    """Take back what this owner made (None: what the program printed) and nobody used."""
    maker = invitations.c.created_by
    return conn.execute(
        update(invitations)
        .where(
            maker.is_(None) if created_by is None else maker == created_by,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    ).rowcount


def unused(conn: Connection, now: datetime) -> Sequence[RowMapping]:
    """Those that still work, oldest first."""
    return (
        conn.execute(
            select(invitations)
            .where(
                invitations.c.used_at.is_(None),
                invitations.c.revoked_at.is_(None),
                invitations.c.expires_at > now,
            )
            .order_by(invitations.c.created_at)
        )
        .mappings()
        .all()
    )


def waiting(conn: Connection, since: datetime) -> Sequence[RowMapping]:
    """Those by which someone came since then who waits for an owner, oldest first."""
    return (
        conn.execute(
            select(invitations)
            .where(
                invitations.c.used_by.is_not(None),
                invitations.c.used_at > since,
                invitations.c.confirmed_at.is_(None),
                invitations.c.revoked_at.is_(None),
            )
            .order_by(invitations.c.used_at)
        )
        .mappings()
        .all()
    )


def used_by(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """Those by which this person came and waits."""
    return (
        conn.execute(select(invitations).where(invitations.c.used_by == person_id)).mappings().all()
    )


def ended_before(conn: Connection, moment: datetime) -> Sequence[RowMapping]:
    """Those by which someone waited in vain since then, and those that expired before then."""
    in_vain = invitations.c.confirmed_at.is_(None) & (invitations.c.used_at <= moment)
    return (
        conn.execute(select(invitations).where(in_vain | (invitations.c.expires_at <= moment)))
        .mappings()
        .all()
    )


def drop(conn: Connection, token_hash: str) -> None:
    """Forget an invitation."""
    conn.execute(delete(invitations).where(invitations.c.token_hash == token_hash))
