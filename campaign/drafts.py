"""Where a person is in a conversation: kept in the database, dropped after a day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from campaign.people import Person
from db import drafts, people
from db.engine import Database

DROPPED_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Draft:
    """One open conversation: what it is about, the step that waits, and what was said so far."""

    kind: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)


async def current(database: Database, person_id: int, now: datetime) -> Draft | None:
    """The person's open draft, unless it is older than a day."""
    row = await database.read(lambda conn: drafts.get(conn, person_id))
    if row is None or row["updated_at"] < now - DROPPED_AFTER:
        return None
    return Draft(row["kind"], row["step"], row["data"])


async def keep(database: Database, person: Person, draft: Draft, now: datetime) -> None:
    """Keep this step in place of whatever the person was in the middle of."""

    def change(conn: Connection) -> None:
        people.remember(conn, person.id, person.language, now)
        drafts.put(conn, person.id, draft.kind, draft.step, draft.data, now)

    await database.write(change)


async def drop(database: Database, person_id: int) -> bool:
    """Forget the draft; False when there was none."""
    return await database.write(lambda conn: drafts.drop(conn, person_id))


async def drop_old(database: Database, now: datetime) -> int:
    """Forget what has lain for a day; how many."""
    return await database.write(lambda conn: drafts.drop_before(conn, now - DROPPED_AFTER))
