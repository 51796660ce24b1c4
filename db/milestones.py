"""Milestones that were reached, and who asked to be told of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from db.schema import consents, people, petitions, reached_milestones


def watched(conn: Connection) -> Sequence[RowMapping]:
    """The petitions that may have reached one: `id`, `milestones`, `signature_count`."""
    return (
        conn.execute(
            select(petitions.c.id, petitions.c.milestones, petitions.c.signature_count).where(
                petitions.c.state.in_(("open", "closed"))
            )
        )
        .mappings()
        .all()
    )


def highest(conn: Connection) -> dict[int, int]:
    """The highest milestone that was recorded as reached, by petition."""
    rows = conn.execute(
        select(reached_milestones.c.petition_id, func.max(reached_milestones.c.milestone)).group_by(
            reached_milestones.c.petition_id
        )
    )
    return {row[0]: row[1] for row in rows}


def add(
    conn: Connection, petition_id: int, milestone: int, now: datetime, told_at: datetime | None
) -> None:
    """Record that a milestone was reached, once for ever."""
    conn.execute(
        insert(reached_milestones).values(
            petition_id=petition_id, milestone=milestone, reached_at=now, told_at=told_at
        )
    )


def untold(conn: Connection) -> Sequence[RowMapping]:
    """Those that nobody was told of yet, the oldest first."""
    return (
        conn.execute(
            select(reached_milestones)
            .where(reached_milestones.c.told_at.is_(None))
            .order_by(reached_milestones.c.reached_at, reached_milestones.c.milestone)
        )
        .mappings()
        .all()
    )


def mark_told(conn: Connection, petition_id: int, milestone: int, now: datetime) -> None:
    """Everyone's message is in the outbox."""
    conn.execute(
        update(reached_milestones)
        .where(
            reached_milestones.c.petition_id == petition_id,
            reached_milestones.c.milestone == milestone,
        )
        .values(told_at=now)
    )


def followers(petition_id: int, default_language: str) -> "Select[tuple[int, str]]":
    """`(recipient, language)` of those who asked to be told and did not block the bot."""
    return (
        select(
            people.c.id.label("recipient"),
            func.coalesce(people.c.language, default_language).label("language"),
        )
        .join(consents, consents.c.person_id == people.c.id)
        .where(
            consents.c.purpose == "milestones",
            consents.c.petition_id == petition_id,
            consents.c.revoked_at.is_(None),
            people.c.blocked_at.is_(None),
        )
    )
