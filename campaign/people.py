"""People: remembered only when they ask for something that must be remembered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign import consents
from campaign.consents import ConsentText, Purpose
from db import consents as consent_rows
from db import drafts, outbox, people
from db.engine import Database


@dataclass(frozen=True)
class Person:
    """Someone in a chat of their own: a Telegram id and the language they are answered in."""

    id: int
    language: str


async def known(database: Database, person: Person) -> Person:
    """The same person with the language they chose or acted in before, if they are remembered.

    Someone remembered without one, as an owner whom the settings name is, has this one from now on.
    """
    row = await database.read(lambda conn: people.get(conn, person.id))
    if row is None:
        return person
    if row["deactivated_at"] is not None:  # an account that was restored
        await came_back(database, person.id)
    if row["language"] is None:
        await database.write(lambda conn: people.set_language(conn, person.id, person.language))
        return person
    return Person(person.id, row["language"])


async def addressed(database: Database, person_id: int, default_language: str) -> Person:
    """Someone to write to who did not just write: in their language, else in the campaign's."""
    row = await database.read(lambda conn: people.get(conn, person_id))
    return Person(person_id, (row["language"] if row else None) or default_language)


async def choose_language(database: Database, person: Person, now: datetime) -> None:
    """Answer this person in `person.language` from now on."""

    def change(conn: Connection) -> None:
        people.remember(conn, person.id, person.language, now)
        people.set_language(conn, person.id, person.language)
        drafts.is_alone_no_more(conn, person.id)

    await database.write(change)


async def follow_updates(
    database: Database, person: Person, text: ConsentText, now: datetime
) -> None:
    """Agree to receive what the organisers send."""

    def change(conn: Connection) -> None:
        people.remember(conn, person.id, person.language, now)
        people.mark_back(conn, person.id)
        consents.give(conn, person.id, Purpose.UPDATES, text, now)

    await database.write(change)


async def leave_updates(database: Database, person_id: int, now: datetime) -> bool:
    """Take that back; what was still on its way is cancelled. False when there was none."""

    def change(conn: Connection) -> bool:
        outbox.cancel_for(conn, person_id, ("broadcast",), now)
        return consent_rows.revoke(conn, person_id, Purpose.UPDATES, None, now)

    return await database.write(change)


async def left(database: Database, person_id: int, now: datetime) -> None:
    """The person blocked the bot: nothing more goes to them, and nothing on its way either."""

    def change(conn: Connection) -> None:
        outbox.cancel_for(conn, person_id, ("notice", "digest", "broadcast"), now)
        people.mark_blocked(conn, person_id, now)

    await database.write(change)


async def came_back(database: Database, person_id: int) -> None:
    """The person can be answered again; what they had ended stays ended."""
    await database.write(lambda conn: people.mark_back(conn, person_id))
