"""How it goes: totals and days, never a list of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from campaign.petitions import Petition, open_in
from db import audience, questions, signatures, subscriptions
from db.engine import Database


@dataclass(frozen=True)
class Results:
    """Counted now. Days are UTC, oldest first.

    Each day holds how many of those who are counted now signed, began to receive updates
    (`followed_by_day`) or began to receive the digest (`subscribed_by_day`) on it.
    """

    petition: Petition | None
    updates: int
    digests: int
    questions: Mapping[str, int]
    waiting: int
    signed_by_day: Sequence[tuple[date, int]]
    followed_by_day: Sequence[tuple[date, int]]
    subscribed_by_day: Sequence[tuple[date, int]]


async def results(database: Database, language: str) -> Results:
    """The campaign's figures."""

    def query(conn: Connection) -> Results:
        open_ones = open_in(conn, language)
        petition = open_ones[0] if open_ones else None
        return Results(
            petition=petition,
            updates=audience.count(conn, audience.recipients(default_language=language)),
            digests=subscriptions.running(conn),
            questions=questions.totals(conn),
            waiting=questions.count_waiting(conn),
            signed_by_day=signatures.by_day(conn, petition.id) if petition else [],
            followed_by_day=audience.by_day(conn),
            subscribed_by_day=subscriptions.by_day(conn),
        )

    return await database.read(query)
