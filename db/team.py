"""Who is on the campaign's team, and the one-time invitations to it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from db.schema import invitations, team


def get(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's place on the team, or None."""
    return conn.execute(select(team).where(team.c.person_id == person_id)).mappings().one_or_none()


def role_of(conn: Connection, person_id: int) -> str | None:
    """The person's role, or None for who has none."""
    return conn.execute(
        select(team.c.role).where(team.c.person_id == person_id)
    ).scalar_one_or_none()


def set_role(conn: Connection, person_id: int, role: str, now: datetime) -> None:
    """Give the person this role, in place of another."""
    changed = conn.execute(update(team).where(team.c.person_id == person_id).values(role=role))
    if changed.rowcount == 0:
        conn.execute(insert(team).values(person_id=person_id, role=role, since=now))


def members(conn: Connection) -> Sequence[RowMapping]:
    """Everyone on the team, oldest first."""
    return conn.execute(select(team).order_by(team.c.since, team.c.person_id)).mappings().all()


def invite(
    conn: Connection, token_hash: str, role: str, now: datetime, expires_at: datetime
) -> None:
    """Keep an invitation by the hash of its token."""
    conn.execute(
        insert(invitations).values(
            token_hash=token_hash, role=role, created_at=now, expires_at=expires_at
        )
    )


def redeem(conn: Connection, token_hash: str, now: datetime) -> str | None:
    """Use an invitation up; its role, or None when it is unknown, used or expired."""
    return conn.execute(
        update(invitations)
        .where(
            invitations.c.token_hash == token_hash,
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(invitations.c.role)
    ).scalar_one_or_none()
