"""The audit: what was done, when, and by whom while they are known. Actions are subject:action."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select

from db.bulk import insert_all
from db.schema import audit


def add(
    conn: Connection, action: str, *, actor_id: int | None, now: datetime, subject: str = ""
) -> None:
    """One line. `subject` names the thing (a slug, an id), never a person or their words."""
    conn.execute(insert(audit).values(at=now, actor_id=actor_id, action=action, subject=subject))


def add_all(
    conn: Connection, action: str, actor_ids: Sequence[int], *, now: datetime, subject: str = ""
) -> None:
    """The same line for each of these actors."""
    insert_all(
        conn,
        audit,
        [
            {"at": now, "actor_id": actor_id, "action": action, "subject": subject}
            for actor_id in actor_ids
        ],
    )


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """What the person is recorded to have done."""
    return (
        conn.execute(select(audit).where(audit.c.actor_id == person_id).order_by(audit.c.id))
        .mappings()
        .all()
    )
