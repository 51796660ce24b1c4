"""Forgetting a person: every row of theirs in one transaction, then the bytes they lay in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from campaign.proofs import register
from campaign.proofs.leaf import Kind
from campaign.proofs.register import Entry
from campaign.team import telling
from db import (
    audit,
    broadcasts,
    meta,
    notices,
    outbox,
    people,
    questions,
    signatures,
)
from db.engine import Database

DELETABLE_FOR = timedelta(hours=48)
"""How long Telegram lets a bot delete a message of a private chat (Bot API, deleteMessage)."""
_FORGOTTEN, _UNSCRUBBED = "forgotten", "unscrubbed"


@dataclass(frozen=True)
class Forgotten:
    """What is left to do in the chat: the ids of messages there that may still be deleted."""

    message_ids: tuple[int, ...]


async def forget(database: Database, person_id: int, now: datetime) -> Forgotten:
    """Erase all of it in one transaction, then from the pages and the log that SQLite keeps.

    A broadcast that was sent stays, without its author: its words belong to those who got it.
    """

    def change(conn: Connection) -> Forgotten:
        told = outbox.delivered_since(conn, person_id, now - DELETABLE_FOR)
        audit.add(conn, "person:forgotten", actor_id=None, now=now)
        _erase_questions(conn, person_id)
        notices.erase(conn, person_id)
        outbox.forget(conn, person_id)
        broadcasts.erase(conn, person_id)
        telling.erase_person(conn, person_id)
        _forget_signatures(conn, person_id, now)
        people.erase(conn, person_id)  # and all that hangs on the row by a foreign key
        owe_scrub(conn)
        return Forgotten(tuple(told))

    forgotten = await database.write(change)
    await finish_forgetting(database)
    return forgotten


def owe_scrub(conn: Connection) -> None:
    """Keep that bytes of what this transaction erases lie in the file until they are cleared."""
    meta.put(conn, _UNSCRUBBED, str(meta.increment(conn, _FORGOTTEN)))


async def finish_forgetting(database: Database) -> None:
    """Clear pages and log of what was erased, if a crash or a long reader was in the way before."""
    owed = await database.read(lambda conn: meta.get(conn, _UNSCRUBBED))
    if not owed or not await database.scrub():
        return

    def change(conn: Connection) -> None:
        if meta.get(conn, _UNSCRUBBED) == owed:  # else someone else was forgotten meanwhile
            meta.put(conn, _UNSCRUBBED, "")

    await database.write(change)


def _forget_signatures(conn: Connection, person_id: int, now: datetime) -> None:
    """Their leaves stay, and nothing tells any more whose they are. One more says that one left."""
    rows = signatures.of_person(conn, person_id)
    entered = [row for row in rows if row["leaf"] is not None]
    for row in entered:
        register.forget_records(conn, row["leaf"])
    signatures.erase(conn, person_id)
    leaving = [_leaving(row, now) for row in entered if signatures.stands(row)]
    register.enter(conn, leaving, now, keep_records=False)


def _leaving(row: RowMapping, now: datetime) -> Entry:
    return Entry(
        petition_id=row["petition_id"],
        slug=row["slug"],
        kind=Kind.WITHDRAWN,
        version=row["version"],
        language=row["language"],
        number=row["number"],
        person_id=row["person_id"],
        at=now,
        refers_to=row["leaf"],
    )


def _erase_questions(conn: Connection, person_id: int) -> None:
    """Those that wait for an answer, and those answered whose answer still says to whom it went."""
    waiting = [row["id"] for row in questions.of_person(conn, person_id)]
    for question_id in waiting:
        notices.erase_about(conn, f"question:{question_id}")  # the team was told its words
    questions.erase(conn, [*waiting, *notices.answered(conn, person_id)])
