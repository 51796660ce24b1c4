"""A person's data is theirs: all of it shown when they ask, all of it erased when they say so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping

from db import (
    audit,
    broadcasts,
    consents,
    drafts,
    meta,
    notices,
    outbox,
    people,
    questions,
    signatures,
    subscriptions,
    team,
)
from db.engine import Database

_FORGOTTEN, _UNSCRUBBED = "forgotten", "unscrubbed"


class Held(StrEnum):
    """How a table may hold something of a person, and so what /forget does to it."""

    NOTHING = "nothing"
    ERASED = "erased"  # its rows of that person are deleted
    UNLINKED = "unlinked"  # its rows stay and no longer say who


TABLES: Mapping[str, Held] = {
    "approvals": Held.ERASED,
    "articles": Held.NOTHING,
    "audit": Held.UNLINKED,
    "broadcasts": Held.UNLINKED,  # and erased what was never sent
    "checkpoints": Held.NOTHING,
    "consent_texts": Held.NOTHING,
    "consents": Held.ERASED,
    "drafts": Held.ERASED,
    "embeddings": Held.NOTHING,
    "identities": Held.ERASED,
    "invalidations": Held.UNLINKED,
    "invitations": Held.UNLINKED,
    "leaf_records": Held.ERASED,
    "leaves": Held.NOTHING,
    "message_contents": Held.ERASED,
    "messages": Held.ERASED,
    "meta": Held.NOTHING,
    "outbox": Held.ERASED,
    "people": Held.ERASED,
    "petition_texts": Held.NOTHING,
    "petitions": Held.NOTHING,
    "questions": Held.ERASED,
    "reached_milestones": Held.NOTHING,
    "referrals": Held.ERASED,
    "secrets": Held.NOTHING,
    "signatures": Held.ERASED,
    "subscriptions": Held.ERASED,
    "team": Held.ERASED,
    "tree_nodes": Held.NOTHING,
}
"""Every table: a test fails while one is missing here or is not treated as it says."""


@dataclass(frozen=True)
class Dossier:
    """All that is held about one person, by kind, as plain values that JSON can hold."""

    person_id: int
    parts: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not any(self.parts.values())

    def to_json(self) -> dict[str, Any]:
        """The dossier as the file that the person may ask for."""
        return {"telegram_id": self.person_id, **self.parts}


async def everything_about(database: Database, person_id: int) -> Dossier:
    """All that is held about the person."""

    def query(conn: Connection) -> Dossier:
        parts = {name: _plain(rows(conn, person_id)) for name, rows in _PARTS.items()}
        return Dossier(person_id, parts)

    return await database.read(query)


async def forget(database: Database, person_id: int, now: datetime) -> None:
    """Erase all of it in one transaction, then from the pages and the log that SQLite keeps.

    A broadcast that was sent stays, without its author: its words belong to those who got it.
    """

    def change(conn: Connection) -> None:
        audit.add(conn, "person:forgotten", actor_id=None, now=now)
        _erase_questions(conn, person_id)
        notices.erase(conn, person_id)
        outbox.forget(conn, person_id)
        broadcasts.erase(conn, person_id)
        signatures.erase(conn, person_id)
        people.erase(conn, person_id)
        meta.put(conn, _UNSCRUBBED, str(meta.increment(conn, _FORGOTTEN)))

    await database.write(change)
    await finish_forgetting(database)


async def finish_forgetting(database: Database) -> None:
    """Clear pages and log of what was erased, if a crash or a long reader was in the way before."""
    owed = await database.read(lambda conn: meta.get(conn, _UNSCRUBBED))
    if not owed or not await database.scrub():
        return

    def change(conn: Connection) -> None:
        if meta.get(conn, _UNSCRUBBED) == owed:  # else someone else was forgotten meanwhile
            meta.put(conn, _UNSCRUBBED, "")

    await database.write(change)


def _erase_questions(conn: Connection, person_id: int) -> None:
    """Those that wait for an answer, and those answered whose answer still says to whom it went."""
    waiting = [row["id"] for row in questions.of_person(conn, person_id)]
    for question_id in waiting:
        notices.erase_about(conn, f"question:{question_id}")  # the team was told its words
    questions.erase(conn, [*waiting, *notices.answered(conn, person_id)])


def _one(
    get: Callable[[Connection, int], RowMapping | None],
) -> Callable[[Connection, int], list[RowMapping]]:
    def rows(conn: Connection, person_id: int) -> list[RowMapping]:
        row = get(conn, person_id)
        return [row] if row is not None else []

    return rows


_PARTS: Mapping[str, Callable[[Connection, int], Sequence[RowMapping]]] = {
    "person": _one(people.get),
    "role": _one(team.get),
    "signatures": signatures.of_person,
    "consents": consents.of_person,
    "digest": subscriptions.of_person,
    "open_form": _one(drafts.get),
    "questions_passed_on": questions.of_person,
    "messages_queued": notices.of_person,
    "broadcasts_written": broadcasts.of_person,
    "audit": audit.of_person,
}


def _plain(rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    return [{str(key): _plain_value(value) for key, value in row.items()} for row in rows]


def _plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
