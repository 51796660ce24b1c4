"""Drafts: where each person is in a conversation, so that a restart loses no step."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from db.schema import drafts


def get(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's open draft, or None."""
    return (
        conn.execute(select(drafts).where(drafts.c.person_id == person_id)).mappings().one_or_none()
    )


def put(
    conn: Connection, person_id: int, kind: str, step: str, data: dict[str, Any], now: datetime
) -> None:
    """Keep this step, in place of whatever the person was in the middle of."""
    drop(conn, person_id)
    conn.execute(
        insert(drafts).values(person_id=person_id, kind=kind, step=step, data=data, updated_at=now)
    )


def drop(conn: Connection, person_id: int) -> bool:
    """Forget the draft; False when there was none."""
    return conn.execute(delete(drafts).where(drafts.c.person_id == person_id)).rowcount > 0


def drop_before(conn: Connection, moment: datetime) -> int:
    """Forget the drafts untouched since `moment`; how many."""
    return conn.execute(delete(drafts).where(drafts.c.updated_at < moment)).rowcount
