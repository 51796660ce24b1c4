"""What a member of the team has pending, and what they took out of the bot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from db import team
from db.engine import Database

_UNDER_WAY = ("queueing", "sending")


@dataclass(frozen=True)
class Export:
    """Data that left the bot by a member's hand: `subject` is a petition's slug, or empty."""

    at: datetime
    subject: str


@dataclass(frozen=True)
class Holdings:
    """What ends with a place on the team, what goes on without it, and what cannot be taken back.

    `form` is the kind of the form that they are in the middle of. `approvals` are the slugs of
    petitions that have not opened and that they agreed to. Broadcasts under way are named by their
    ids, so that they can be stopped.
    """

    broadcast_drafts: int
    broadcasts_under_way: Sequence[int]
    approvals: Sequence[str]
    form: str | None
    exports: Sequence[Export]


async def held_by(database: Database, person_id: int, forms: Collection[str]) -> Holdings:
    """What the member has now; `forms` are the drafts that are the team's."""
    return await database.read(lambda conn: held_in(conn, person_id, forms))


def held_in(conn: Connection, person_id: int, forms: Collection[str]) -> Holdings:
    """`held_by` within a transaction.

    Every audit action that puts data into a member's hands ends in `:exported`.
    """
    return Holdings(
        broadcast_drafts=len(team.broadcasts_of(conn, person_id, ("draft",))),
        broadcasts_under_way=team.broadcasts_of(conn, person_id, _UNDER_WAY),
        approvals=team.pending_approvals(conn, person_id),
        form=team.open_form(conn, person_id, forms),
        exports=[Export(row["at"], row["subject"]) for row in team.exports(conn, person_id)],
    )
