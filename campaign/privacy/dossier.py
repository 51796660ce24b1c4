"""Everything that is held about one person, gathered when they ask for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping

from campaign.petitions.codes import code_of
from campaign.proofs.keys import keys_in
from db import (
    audit,
    broadcasts,
    consents,
    drafts,
    notices,
    people,
    personal,
    questions,
    signatures,
    subscriptions,
    team,
)
from db.engine import Database


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
        """The dossier as the file that the person may ask for; `docs/mydata.md` explains it."""
        return {"telegram_id": self.person_id, **self.parts}


async def everything_about(database: Database, person_id: int) -> Dossier:
    """All that is held about the person."""

    def query(conn: Connection) -> Dossier:
        parts = {name: _plain(rows(conn, person_id)) for name, rows in PARTS.items()}
        return Dossier(person_id, parts)

    return await database.read(query)


def _one(
    get: Callable[[Connection, int], RowMapping | None],
) -> Callable[[Connection, int], list[RowMapping]]:
    def rows(conn: Connection, person_id: int) -> list[RowMapping]:
        row = get(conn, person_id)
        return [row] if row is not None else []

    return rows


def _signatures(conn: Connection, person_id: int) -> list[Mapping[str, Any]]:
    """With the code that moves or withdraws each, which is worked out and kept nowhere."""
    return [
        {**row, "receipt_code": _code(conn, row)} for row in signatures.of_person(conn, person_id)
    ]


def _code(conn: Connection, row: RowMapping) -> str | None:
    if row["leaf"] is None:
        return None  # nobody signed here since there are keys
    key = keys_in(conn).code
    return str(code_of(key, row["petition_id"], row["number"], row["person_id"]))


PARTS: Mapping[str, Callable[[Connection, int], Sequence[Mapping[Any, Any]]]] = {
    "person": _one(people.get),
    "role": _one(team.get),
    "signatures": _signatures,
    "ledger": personal.ledger_of,
    "identities": personal.identities_of,
    "consents": consents.of_person,
    "referral": personal.referral_of,
    "digest": subscriptions.of_person,
    "open_form": _one(drafts.get),
    "questions_passed_on": questions.of_person,
    "messages_queued": notices.of_person,
    "invitations": personal.invitations_of,
    "approvals": personal.approvals_of,
    "set_aside": personal.invalidations_of,
    "broadcasts_written": broadcasts.of_person,
    "audit": audit.of_person,
}
"""What is shown, and where it is read; each is a list, since most may be many."""


def _plain(rows: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    return [{str(key): _plain_value(value) for key, value in row.items()} for row in rows]


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value
