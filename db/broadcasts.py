"""Broadcasts: an organiser's update, from its draft to its report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from db.schema import broadcasts


def add(
    conn: Connection,
    created_by: int,
    payload: dict[str, Any],
    audience: dict[str, Any],
    now: datetime,
) -> int:
    """A draft; its id."""
    result = conn.execute(
        insert(broadcasts)
        .values(
            state="draft",
            created_by=created_by,
            payload=payload,
            audience=audience,
            created_at=now,
        )
        .returning(broadcasts.c.id)
    )
    return int(result.scalar_one())


def get(conn: Connection, broadcast_id: int) -> RowMapping | None:
    """The broadcast of that id, or None."""
    return (
        conn.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id))
        .mappings()
        .one_or_none()
    )


def set_audience(conn: Connection, broadcast_id: int, audience: dict[str, Any]) -> None:
    """Who a draft is for."""
    conn.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "draft")
        .values(audience=audience)
    )


def move(conn: Connection, broadcast_id: int, origin: str, state: str, **fields: Any) -> bool:
    """Go from one state to the next; False when it was not in `origin` any more."""
    changed = conn.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state == origin)
        .values(state=state, **fields)
    )
    return changed.rowcount > 0


def set_progress_message(
    conn: Connection, broadcast_id: int, chat_id: int, telegram_message_id: int
) -> None:
    """Where the live progress is shown."""
    conn.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(progress_chat_id=chat_id, progress_message_id=telegram_message_id)
    )


def in_state(conn: Connection, state: str) -> Sequence[RowMapping]:
    """The broadcasts in that state, oldest first."""
    return (
        conn.execute(
            select(broadcasts).where(broadcasts.c.state == state).order_by(broadcasts.c.id)
        )
        .mappings()
        .all()
    )


def drop_unsent_before(conn: Connection, moment: datetime) -> int:
    """Delete what was begun before `moment` and never sent, words and all; how many."""
    return conn.execute(
        delete(broadcasts).where(
            broadcasts.c.state.in_(("draft", "cancelled")),
            broadcasts.c.message_id.is_(None),
            broadcasts.c.created_at < moment,
        )
    ).rowcount


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The broadcasts that this organiser wrote."""
    return (
        conn.execute(
            select(
                broadcasts.c.id,
                broadcasts.c.state,
                broadcasts.c.payload,
                broadcasts.c.created_at,
            )
            .where(broadcasts.c.created_by == person_id)
            .order_by(broadcasts.c.id)
        )
        .mappings()
        .all()
    )


def erase(conn: Connection, person_id: int) -> None:
    """Delete what the person wrote and never sent; the rest no longer says whose it was.

    What was sent belongs to those who got it. A chat with a person has the person's id.
    """
    conn.execute(
        delete(broadcasts).where(
            broadcasts.c.created_by == person_id, broadcasts.c.state.in_(("draft", "cancelled"))
        )
    )
    conn.execute(
        update(broadcasts).where(broadcasts.c.created_by == person_id).values(created_by=None)
    )
    conn.execute(
        update(broadcasts)
        .where(broadcasts.c.progress_chat_id == person_id)
        .values(progress_chat_id=None, progress_message_id=None)
    )
