"""Where a person is in a conversation: kept in the database, dropped after a day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from campaign.people import Person
from db import drafts, people, remembered
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
    said = {key: value for key, value in row["data"].items() if key != drafts.ALONE}
    return Draft(row["kind"], row["step"], said)


async def keep(database: Database, person: Person, draft: Draft, now: datetime) -> None:
    """Keep this step in place of whatever the person was in the middle of.

    Who is remembered for a form alone is forgotten with it.
    """

    def change(conn: Connection) -> None:
        alone = people.get(conn, person.id) is None or drafts.is_alone(conn, person.id)
        people.remember(conn, person.id, person.language, now)
        data = {**draft.data, drafts.ALONE: True} if alone else draft.data
        drafts.put(conn, person.id, draft.kind, draft.step, data, now)

    await database.write(change)


async def drop(database: Database, person_id: int) -> bool:
    """Forget the draft; False when there was none."""
    return await database.write(lambda conn: _drop(conn, person_id))


async def drop_old(database: Database, now: datetime) -> int:
    """Forget what has lain for a day; how many."""

    def change(conn: Connection) -> int:
        old = drafts.untouched_since(conn, now - DROPPED_AFTER)
        for person_id in old:
            _drop(conn, person_id)
        return len(old)

    return await database.write(change)


def _drop(conn: Connection, person_id: int) -> bool:
    alone = drafts.is_alone(conn, person_id)
    dropped = drafts.drop(conn, person_id)
    if alone:
        remembered.erase_if_for_nothing(conn, person_id)
    return dropped
