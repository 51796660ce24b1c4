"""What the team looks at: the marked signatures of a petition, and the decision that one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.petitions.petition import Petition, get_in
from campaign.petitions.suspicion import KEPT, Suspicion
from campaign.refusals import Refusal
from db import audit, petitions, reviews
from db.engine import Database

_SHOWN = ("open", "closed", "delivered")


class NotMarked(Refusal):
    "The signature is not marked any more: it was looked at, withdrawn or set aside"


@dataclass(frozen=True)
class Tally:
    """How a petition's signatures stand: `accepted` less `withdrawn` less `set_aside` is shown."""

    petition: Petition
    accepted: int
    withdrawn: int
    set_aside: int
    marked: Mapping[Suspicion, int]


@dataclass(frozen=True)
class Marked:
    """A signature to look at, and how many are marked for the same."""

    petition_id: int
    suspicion: Suspicion
    number: int
    name: str
    signed_at: datetime
    alike: int


async def reviewed(database: Database, language: str) -> Sequence[Petition]:
    """The petitions that took signatures, newest first."""
    return await database.read(lambda conn: reviewed_in(conn, language))


def reviewed_in(conn: Connection, language: str) -> Sequence[Petition]:
    """`reviewed` within a transaction."""
    rows = [row for state in _SHOWN for row in petitions.in_state(conn, state)]
    return [
        get_in(conn, row["id"], language)
        for row in sorted(rows, key=lambda row: row["id"], reverse=True)
    ]


async def tally(database: Database, petition_id: int, language: str) -> Tally:
    """The petition's figures; raises `NoPetition`."""
    return await database.read(lambda conn: tally_in(conn, petition_id, language))


def tally_in(conn: Connection, petition_id: int, language: str) -> Tally:
    """`tally` within a transaction. Who used /forget counts as withdrawn."""
    petition = get_in(conn, petition_id, language)
    numbers = reviews.numbers_given(conn, petition_id)
    set_aside = reviews.set_aside(conn, petition_id)
    marked = reviews.by_reason(conn, petition_id, KEPT)
    return Tally(
        petition=petition,
        accepted=numbers,
        withdrawn=numbers - petition.count - set_aside,
        set_aside=set_aside,
        marked={each: marked[each] for each in Suspicion if each in marked},
    )


async def next_marked(
    database: Database, petition_id: int, suspicion: Suspicion, after: int
) -> Marked | None:
    """The next signature by number that is marked for this, or None at the end."""

    def query(conn: Connection) -> Marked | None:
        row = reviews.next_marked(conn, petition_id, suspicion, after)
        if row is None:
            return None
        alike = reviews.by_reason(conn, petition_id, KEPT)[suspicion]
        name, at = row["name"] or "", row["signed_at"]
        return Marked(petition_id, suspicion, row["number"], name, at, alike)

    return await database.read(query)


async def keep(
    database: Database,
    petition_id: int,
    number: int,
    suspicion: Suspicion,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """The signature stays, and is not marked again; raises `NotMarked`."""

    def change(conn: Connection) -> None:
        if not reviews.keep(conn, petition_id, number, suspicion, KEPT):
            raise NotMarked
        audit.add(conn, "signature:kept", actor_id=actor_id, now=now, subject=str(petition_id))

    await database.write(change)
