"""Petitions and the versions of their texts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from db.schema import petition_texts, petitions


def add(
    conn: Connection, *, slug: str, state: str, goal: int, minimum_age: int, now: datetime
) -> int:
    """A new petition, still without texts; its id."""
    result = conn.execute(
        insert(petitions)
        .values(
            slug=slug, state=state, goal=goal, minimum_age=minimum_age, version=0, created_at=now
        )
        .returning(petitions.c.id)
    )
    return int(result.scalar_one())


def set_terms(conn: Connection, petition_id: int, goal: int, minimum_age: int) -> None:
    """Change what is asked for without changing what is said."""
    conn.execute(
        update(petitions)
        .where(petitions.c.id == petition_id)
        .values(goal=goal, minimum_age=minimum_age)
    )


def add_version(
    conn: Connection, petition_id: int, texts: Sequence[dict[str, str]], now: datetime
) -> int:
    """A new version of the texts (`language`, `title`, `addressee`, `body`); its number."""
    conn.execute(
        update(petitions)
        .where(petitions.c.id == petition_id)
        .values(version=petitions.c.version + 1)
    )
    version = conn.execute(
        select(petitions.c.version).where(petitions.c.id == petition_id)
    ).scalar_one()
    for text in texts:
        conn.execute(
            insert(petition_texts).values(
                petition_id=petition_id, version=version, created_at=now, **text
            )
        )
    return int(version)


def by_slug(conn: Connection, slug: str) -> RowMapping | None:
    """The petition of that slug, or None."""
    return conn.execute(select(petitions).where(petitions.c.slug == slug)).mappings().one_or_none()


def by_id(conn: Connection, petition_id: int) -> RowMapping | None:
    """The petition of that id, or None."""
    return (
        conn.execute(select(petitions).where(petitions.c.id == petition_id))
        .mappings()
        .one_or_none()
    )


def in_state(conn: Connection, state: str) -> Sequence[RowMapping]:
    """The petitions in that state, oldest first."""
    return (
        conn.execute(select(petitions).where(petitions.c.state == state).order_by(petitions.c.id))
        .mappings()
        .all()
    )


def texts(conn: Connection, petition_id: int, version: int) -> Sequence[RowMapping]:
    """One version of the petition's texts, a row a language."""
    return (
        conn.execute(
            select(petition_texts)
            .where(petition_texts.c.petition_id == petition_id, petition_texts.c.version == version)
            .order_by(petition_texts.c.language)
        )
        .mappings()
        .all()
    )
