"""Handing a petition over: its figures, what signers let be public, and the last step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from campaign.figures import Groups, publishable
from campaign.manifest import Wording
from campaign.petitions import lifecycle
from campaign.petitions.lifecycle import PeopleErased, State
from campaign.petitions.petition import wording_of
from campaign.proofs import register
from campaign.proofs.keys import keys_in
from campaign.refusals import Refusal
from db import audit, petitions, signatures
from db.engine import Database


class StillOpen(Refusal):
    "Only a petition that is closed can be delivered"


@dataclass(frozen=True)
class Comment:
    """A comment that its signer lets be public, and their name if they gave one."""

    number: int
    name: str | None
    text: str


@dataclass(frozen=True)
class Closing:
    """A closed petition at one moment: every figure is counted in the same snapshot.

    `by_day` are signatures that stand, by the day (UTC) on which they were given. `by_country` and
    `by_region` hold no group smaller than five (`campaign.figures`).
    """

    petition_id: int
    slug: str
    wordings: Mapping[str, Wording]
    goal: int
    count: int
    by_day: Sequence[tuple[date, int]]
    by_country: Groups
    by_region: Groups
    checkpoint: str | None
    """The newest checkpoint, as a signed note; None for a petition that nobody ever signed."""
    leaves: int
    verifier_key: str | None


def closing(conn: Connection, slug: str) -> Closing:
    """What there is to hand over.

    Raises `NoPetition`, `StillOpen` before it is closed, and `PeopleErased` when it is too late.
    """
    row = petitions.by_slug(conn, slug)
    row = lifecycle.must_get(conn, -1 if row is None else row["id"])
    if row["state"] not in {State.CLOSED, State.DELIVERED}:
        raise StillOpen
    if row["erased_at"] is not None:
        raise PeopleErased
    texts = petitions.texts(conn, row["id"], row["version"])
    newest = register.newest(conn)
    return Closing(
        petition_id=row["id"],
        slug=slug,
        wordings={text["language"]: wording_of(text) for text in texts},
        goal=row["goal"],
        count=row["signature_count"],
        by_day=signatures.by_day(conn, row["id"]),
        by_country=publishable(signatures.by_place(conn, row["id"], "country")),
        by_region=publishable(signatures.by_place(conn, row["id"], "region")),
        checkpoint=newest.note if newest else None,
        leaves=newest.size if newest else 0,
        verifier_key=str(keys_in(conn).signer.key) if newest else None,
    )


def slug_of(conn: Connection, petition_id: int) -> str:
    """The slug of that petition; raises `NoPetition`."""
    return str(lifecycle.must_get(conn, petition_id)["slug"])


def comments(conn: Connection, petition_id: int) -> Iterator[Comment]:
    """The public comments by number, one at a time."""
    for row in signatures.public_comments(conn, petition_id):
        yield Comment(row["number"], row["name"], row["comment"])


def public_list(conn: Connection, size: int) -> Iterator[str]:
    """The ledger's public list, a line for each of its first `size` leaves."""
    return register.export_lines(conn, size)


async def begin(database: Database, slug: str, *, actor_id: int | None, now: datetime) -> None:
    """Publish the checkpoint that the delivery carries, and write down who gets the signatures.

    Before anything leaves: a crash in between leaves a line too many, and never one too few.
    Raises `NoPetition` and `StillOpen`.
    """

    def change(conn: Connection) -> None:
        closing(conn, slug)
        register.publish(conn, now)
        audit.add(conn, "petition:exported", actor_id=actor_id, now=now, subject=slug)

    await database.write(change)


async def delivered(
    database: Database, petition_id: int, *, actor_id: int | None, now: datetime
) -> None:
    """A closed petition is delivered for good; one that was delivered before stays so."""

    def change(conn: Connection) -> None:
        if lifecycle.must_get(conn, petition_id)["state"] == State.CLOSED:
            lifecycle.deliver(conn, petition_id, actor_id=actor_id, now=now)

    await database.write(change)
