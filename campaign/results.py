"""How it goes: totals and days, never a list of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from campaign.petitions import Petition
from campaign.petitions.reviewing import Tally, reviewed_in, tally_in
from db import audience, questions, signatures, subscriptions
from db.engine import Database


@dataclass(frozen=True)
class Results:
    """Counted now. Days are UTC, oldest first.

    `tally` is of one petition, `others` are those to choose from besides. Each day holds how many
    of those who are counted now signed, began to receive updates (`followed_by_day`) or began to
    receive the digest (`subscribed_by_day`) on it.
    """

    tally: Tally | None
    others: Sequence[Petition]
    updates: int
    digests: int
    questions: Mapping[str, int]
    waiting: int
    signed_by_day: Sequence[tuple[date, int]]
    followed_by_day: Sequence[tuple[date, int]]
    subscribed_by_day: Sequence[tuple[date, int]]

    @property
    def petition(self) -> Petition | None:
        """The petition that the figures are of."""
        return self.tally.petition if self.tally else None


async def results(database: Database, language: str, petition_id: int | None = None) -> Results:
    """The campaign's figures, with those of this petition; else of the first that is open, else
    of the newest.
    """

    def query(conn: Connection) -> Results:
        known = reviewed_in(conn, language)
        chosen = _chosen(known, petition_id)
        return Results(
            tally=tally_in(conn, chosen.id, language) if chosen else None,
            others=[each for each in known if each is not chosen],
            updates=audience.count(conn, audience.recipients(default_language=language)),
            digests=subscriptions.running(conn),
            questions=questions.totals(conn),
            waiting=questions.count_waiting(conn),
            signed_by_day=signatures.by_day(conn, chosen.id) if chosen else [],
            followed_by_day=audience.by_day(conn),
            subscribed_by_day=subscriptions.by_day(conn),
        )

    return await database.read(query)


def _chosen(known: Sequence[Petition], petition_id: int | None) -> Petition | None:
    """The one that is wanted, of petitions that stand newest first."""
    for each in known:
        if each.id == petition_id:
            return each
    open_ones = [each for each in known if each.state == "open"]
    if open_ones:
        return open_ones[-1]
    return known[0] if known else None
