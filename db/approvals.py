"""Approvals: who of the team agreed that a version of a petition may open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select

from db.schema import approvals, team


def add(conn: Connection, petition_id: int, version: int, person_id: int, now: datetime) -> bool:
    """Keep that the person agreed to this version; False when they had before."""
    key = {"petition_id": petition_id, "version": version, "person_id": person_id}
    known = select(approvals.c.at).filter_by(**key)
    if conn.execute(known).one_or_none() is not None:
        return False
    conn.execute(insert(approvals).values(**key, at=now))
    return True


def standing(conn: Connection, petition_id: int, version: int) -> Sequence[RowMapping]:
    """Who agreed to this version and is on the team today (`person_id`, `role`), in order."""
    return (
        conn.execute(
            select(approvals.c.person_id, team.c.role)
            .join(team, team.c.person_id == approvals.c.person_id)
            .where(
                approvals.c.petition_id == petition_id,
                approvals.c.version == version,
                team.c.suspended_at.is_(None),
            )
            .order_by(approvals.c.at, approvals.c.person_id)
        )
        .mappings()
        .all()
    )


def drop(conn: Connection, petition_id: int) -> None:
    """Nobody agrees to the petition any more."""
    conn.execute(delete(approvals).where(approvals.c.petition_id == petition_id))
