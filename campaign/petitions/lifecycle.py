"""From a draft to the hand-over: the states of a petition, and who must agree that it opens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping

from campaign.petitions.petition import NoPetition
from campaign.refusals import Refusal
from campaign.team import MAY, Permission, Role
from db import approvals, audit, petitions
from db.engine import Database


class State(StrEnum):
    """Where a petition is."""

    DRAFT = "draft"  # being written
    REVIEW = "review"  # submitted: others read it, and agree or send it back
    OPEN = "open"  # takes signatures
    CLOSED = "closed"
    DELIVERED = "delivered"  # in the addressee's hands, for good


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.REVIEW}),
    State.REVIEW: frozenset({State.DRAFT, State.OPEN}),
    State.OPEN: frozenset({State.CLOSED, State.REVIEW}),
    State.CLOSED: frozenset({State.OPEN, State.DELIVERED}),
    State.DELIVERED: frozenset(),
}
"""Where a petition may go from where it is. Open goes to review when its text changed."""


class WrongState(Refusal):
    "The petition cannot go there from where it is"


class OtherVersion(Refusal):
    "The text is not the one that the person read before agreeing"


class ClosingPassed(Refusal):
    "The closing time of the petition has passed, so it cannot open"


class PeopleErased(Refusal):
    "Who signed was erased, so the petition neither opens again nor can be handed over"


class AgreementMissing(Refusal):
    "Not enough people agreed that the petition opens"

    def __init__(self, agreed: int, needed: int) -> None:
        self.agreed = agreed
        self.needed = needed


@dataclass(frozen=True)
class Step:
    """A petition that came to a state, by someone of the team or, with None, by the clock."""

    petition_id: int
    version: int
    state: State
    by: int | None


Tell = Callable[[Connection, Step], None]
"""Queues what the team is told of a step, in the transaction that takes it."""


def nobody(conn: Connection, step: Step) -> None:
    """The team is told nothing: they find the petition in the list."""


async def submit(
    database: Database,
    petition_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    tell: Tell = nobody,
) -> None:
    """From draft to review; it counts as the submitter's own agreement. Raises `WrongState`."""

    def change(conn: Connection) -> None:
        row = must_get(conn, petition_id)
        if row["state"] != State.DRAFT:  # an open one goes to review by its text alone
            raise WrongState
        move(conn, row, State.REVIEW, actor_id, now)
        if actor_id is not None:
            approvals.add(conn, petition_id, row["version"], actor_id, now)
        tell(conn, Step(petition_id, row["version"], State.REVIEW, actor_id))

    await database.write(change)


async def send_back(
    database: Database, petition_id: int, *, actor_id: int | None, now: datetime
) -> None:
    """From review to draft: what was agreed to counts no more. Raises `WrongState`."""

    def change(conn: Connection) -> None:
        move(conn, must_get(conn, petition_id), State.DRAFT, actor_id, now)
        approvals.drop(conn, petition_id)

    await database.write(change)


async def agree(
    database: Database,
    petition_id: int,
    version: int,
    *,
    actor_id: int,
    needed: int,
    now: datetime,
    tell: Tell = nobody,
) -> State:
    """Agree that this version opens; the state after it.

    The last of the `needed` people opens it, unless `opens_at` is still to come. Raises
    `WrongState`, `OtherVersion` and `ClosingPassed`.
    """

    def change(conn: Connection) -> State:
        row = must_get(conn, petition_id)
        if row["state"] != State.REVIEW:
            raise WrongState
        if row["version"] != version:
            raise OtherVersion
        _check_closing(row, now)
        if approvals.add(conn, petition_id, version, actor_id, now):
            audit.add(conn, "petition:agreed", actor_id=actor_id, now=now, subject=row["slug"])
        if len(agreed(conn, row)) < needed or _opens_later(row, now):
            return State.REVIEW
        move(conn, row, State.OPEN, actor_id, now)
        tell(conn, Step(petition_id, version, State.OPEN, actor_id))
        return State.OPEN

    return await database.write(change)


async def open_agreed(
    database: Database,
    petition_id: int,
    *,
    actor_id: int | None,
    needed: int,
    now: datetime,
    tell: Tell = nobody,
) -> State:
    """Open what is in review and enough people agreed to, or closed; the state after it.

    Who hosts the bot counts as one who agrees where one suffices. A petition whose `opens_at` is
    still to come stays in review until then. Raises `WrongState`, `AgreementMissing`,
    `ClosingPassed`, `PeopleErased`.
    """

    def change(conn: Connection) -> State:
        row = must_get(conn, petition_id)
        _check_closing(row, now)
        if row["state"] == State.CLOSED:
            move(conn, row, State.OPEN, actor_id, now, closed_at=None)
            tell(conn, Step(petition_id, row["version"], State.OPEN, actor_id))
            return State.OPEN
        if row["state"] != State.REVIEW:
            raise WrongState
        people = len(agreed(conn, row))
        if needed > 1 and people < needed:
            raise AgreementMissing(people, needed)
        if _opens_later(row, now):
            return State.REVIEW
        move(conn, row, State.OPEN, actor_id, now)
        tell(conn, Step(petition_id, row["version"], State.OPEN, actor_id))
        return State.OPEN

    return await database.write(change)


async def close(
    database: Database,
    petition_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    tell: Tell = nobody,
) -> None:
    """No more signatures, but for forms already begun within the grace. Raises `WrongState`."""

    def change(conn: Connection) -> None:
        row = must_get(conn, petition_id)
        move(conn, row, State.CLOSED, actor_id, now, closed_at=now)
        tell(conn, Step(petition_id, row["version"], State.CLOSED, actor_id))

    await database.write(change)


def deliver(conn: Connection, petition_id: int, *, actor_id: int | None, now: datetime) -> None:
    """From closed to delivered, in the transaction that is its reason. Raises `WrongState`."""
    row = must_get(conn, petition_id)
    move(conn, row, State.DELIVERED, actor_id, now, delivered_at=now)


def agreed(conn: Connection, row: RowMapping) -> list[int]:
    """Who agreed to the petition's version of now, and may still say so."""
    return [
        approval["person_id"]
        for approval in approvals.standing(conn, row["id"], row["version"])
        if Permission.OPEN_PETITIONS in MAY[Role(approval["role"])]
    ]


def move(
    conn: Connection,
    row: RowMapping,
    state: State,
    actor_id: int | None,
    now: datetime,
    **values: datetime | None,
) -> None:
    """One guarded step, with its line in the audit; raises `WrongState` and `PeopleErased`."""
    if row["erased_at"] is not None:  # what is signed from now on would be erased as well
        raise PeopleErased
    if state not in MOVES[State(row["state"])]:
        raise WrongState
    if not petitions.move(conn, row["id"], row["state"], state, **values):
        raise WrongState
    audit.add(conn, _ACTIONS[state], actor_id=actor_id, now=now, subject=row["slug"])


_ACTIONS: Mapping[State, str] = {
    State.DRAFT: "petition:sent-back",
    State.REVIEW: "petition:submitted",
    State.OPEN: "petition:opened",
    State.CLOSED: "petition:closed",
    State.DELIVERED: "petition:delivered",
}


def must_get(conn: Connection, petition_id: int) -> RowMapping:
    """The petition's row, whatever its state; raises `NoPetition`."""
    row = petitions.by_id(conn, petition_id)
    if row is None:
        raise NoPetition
    return row


def _opens_later(row: RowMapping, now: datetime) -> bool:
    return row["opens_at"] is not None and row["opens_at"] > now


def closes_before(row: RowMapping, now: datetime) -> bool:
    """Whether its closing time has come."""
    return row["closes_at"] is not None and row["closes_at"] <= now


def _check_closing(row: RowMapping, now: datetime) -> None:
    if closes_before(row, now):
        raise ClosingPassed
