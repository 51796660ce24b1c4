"""Petitions and the versions of their texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, insert, select, update

from db.schema import identities, petition_texts, petitions

# Made once: they are part of each signature, and to build a statement takes longer than to run it.
_BY_ID = select(petitions).where(petitions.c.id == bindparam("of"))
_TEXTS = (
    select(petition_texts)
    .where(
        petition_texts.c.petition_id == bindparam("of"),
        petition_texts.c.version == bindparam("said"),
    )
    .order_by(petition_texts.c.language)
)


def add(
    conn: Connection,
    *,
    slug: str,
    state: str,
    goal: int,
    minimum_age: int,
    now: datetime,
    **terms: Any,
) -> int:
    """A new petition, still without texts; its id. `terms` are other columns, by their names."""
    result = conn.execute(
        insert(petitions)
        .values(
            slug=slug,
            state=state,
            goal=goal,
            minimum_age=minimum_age,
            version=0,
            created_at=now,
            **terms,
        )
        .returning(petitions.c.id)
    )
    return int(result.scalar_one())


def set_terms(conn: Connection, petition_id: int, **terms: Any) -> None:
    """Change what is asked for, by the columns' names, without changing what is said."""
    conn.execute(update(petitions).where(petitions.c.id == petition_id).values(**terms))


def move(
    conn: Connection, petition_id: int, origin: str, state: str, **values: datetime | None
) -> bool:
    """From one state to another, `values` with it; False when it was not in `origin`."""
    moved = conn.execute(
        update(petitions)
        .where(petitions.c.id == petition_id, petitions.c.state == origin)
        .values(state=state, **values)
    )
    return moved.rowcount > 0


def remove(conn: Connection, petition_id: int) -> None:
    """Delete a petition that nobody signed, and with it its texts."""
    conn.execute(delete(petitions).where(petitions.c.id == petition_id))


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
    _write(conn, petition_id, version, texts, now)
    return int(version)


def rewrite_version(
    conn: Connection,
    petition_id: int,
    version: int,
    texts: Sequence[dict[str, str]],
    now: datetime,
) -> None:
    """Other texts in place of a version's that nobody signed."""
    conn.execute(
        delete(petition_texts).where(
            petition_texts.c.petition_id == petition_id, petition_texts.c.version == version
        )
    )
    _write(conn, petition_id, version, texts, now)


def _write(
    conn: Connection,
    petition_id: int,
    version: int,
    texts: Sequence[dict[str, str]],
    now: datetime,
) -> None:
    for text in texts:
        conn.execute(
            insert(petition_texts).values(
                petition_id=petition_id, version=version, created_at=now, **text
            )
        )


def by_slug(conn: Connection, slug: str) -> RowMapping | None:
    """The petition of that slug, or None."""
    return conn.execute(select(petitions).where(petitions.c.slug == slug)).mappings().one_or_none()


def by_id(conn: Connection, petition_id: int) -> RowMapping | None:
    """The petition of that id, or None."""
    return conn.execute(_BY_ID, {"of": petition_id}).mappings().one_or_none()


def in_state(conn: Connection, state: str) -> Sequence[RowMapping]:
    """The petitions in that state, oldest first."""
    return (
        conn.execute(select(petitions).where(petitions.c.state == state).order_by(petitions.c.id))
        .mappings()
        .all()
    )


def everything(conn: Connection) -> Sequence[RowMapping]:
    """All petitions, the newest first."""
    return conn.execute(select(petitions).order_by(petitions.c.id.desc())).mappings().all()


def to_open(conn: Connection, now: datetime) -> Sequence[RowMapping]:
    """Those in review whose hour to open has come."""
    return (
        conn.execute(
            select(petitions).where(petitions.c.state == "review", petitions.c.opens_at <= now)
        )
        .mappings()
        .all()
    )


def to_close(conn: Connection, now: datetime) -> Sequence[RowMapping]:
    """The open ones whose hour to close has come."""
    return (
        conn.execute(
            select(petitions).where(petitions.c.state == "open", petitions.c.closes_at <= now)
        )
        .mappings()
        .all()
    )


def holding_identities(conn: Connection) -> Sequence[RowMapping]:
    """The closed ones that still hold identities of their signers."""
    held = exists().where(identities.c.petition_id == petitions.c.id)
    return (
        conn.execute(select(petitions).where(petitions.c.state.in_(("closed", "delivered")), held))
        .mappings()
        .all()
    )


def texts(conn: Connection, petition_id: int, version: int) -> Sequence[RowMapping]:
    """One version of the petition's texts, a row a language."""
    return conn.execute(_TEXTS, {"of": petition_id, "said": version}).mappings().all()
