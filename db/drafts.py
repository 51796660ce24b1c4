"""Drafts: where each person is in a conversation, so that a restart loses no step."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from db.schema import drafts

ALONE = "remembered_for_this_alone"
"""Marks, in a draft's data, that the person had no row before it."""


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


def untouched_since(conn: Connection, moment: datetime) -> Sequence[int]:
    """Whose drafts have lain since before `moment`."""
    return (
        conn.execute(select(drafts.c.person_id).where(drafts.c.updated_at < moment)).scalars().all()
    )


def is_alone(conn: Connection, person_id: int) -> bool:
    """Whether the person's draft is what they were first remembered for, with nothing chosen."""
    row = get(conn, person_id)
    return row is not None and ALONE in row["data"]


def is_alone_no_more(conn: Connection, person_id: int) -> None:
    """The person chose something that stays when the draft goes."""
    row = get(conn, person_id)
    if row is not None and ALONE in row["data"]:
        kept = {key: value for key, value in row["data"].items() if key != ALONE}
        conn.execute(update(drafts).where(drafts.c.person_id == person_id).values(data=kept))
