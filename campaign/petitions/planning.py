"""The petitions of the campaign's folder, made known when the program starts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from campaign.manifest import Beginning, PetitionPlan, Wording
from campaign.petitions import lifecycle
from campaign.petitions.lifecycle import State, Step, Tell, nobody
from campaign.petitions.petition import wording_of
from campaign.terms import ASKED_BY_DEFAULT, default_milestones
from db import audit, petitions
from db.engine import Database


async def plan(
    database: Database,
    planned: PetitionPlan,
    now: datetime,
    *,
    needed: int = 1,
    tell: Tell = nobody,
) -> None:
    """Make a petition of the folder known, with the terms and the texts that it has there.

    Changed texts become a new version; what is over stays as it was signed. Its `state` says how it
    begins, and never undoes what the team did. With `needed` of 1 the folder's word opens it; with
    more, it waits in review for so many people, and an open one whose text changed waits there
    again; `tell` hears of either.
    """

    def change(conn: Connection) -> None:
        row = petitions.by_slug(conn, planned.slug)
        before = None if row is None else row["state"]
        if row is None:
            row = _add(conn, planned, needed, now)
        else:
            _set_terms(conn, row, planned)
            _go_on(conn, row, planned, needed, now)
        changed = row["state"] not in _OVER and _texts(conn, row) != set(planned.wordings)
        if changed:
            texts = [vars(wording) for wording in planned.wordings]
            petitions.add_version(conn, row["id"], texts, now)
            if needed > 1 and row["state"] == State.OPEN:
                lifecycle.move(conn, row, State.REVIEW, None, now)
        row = lifecycle.must_get(conn, row["id"])
        if row["state"] == State.REVIEW and (changed or before != State.REVIEW):
            tell(conn, Step(row["id"], row["version"], State.REVIEW, None))

    await database.write(change)


def trusted(planned: Sequence[PetitionPlan], needed: int) -> Collection[str]:
    """The slugs that the folder opens by its own word when their hour comes."""
    if needed > 1:
        return ()
    return {each.slug for each in planned if each.state is Beginning.OPEN}


def _add(conn: Connection, planned: PetitionPlan, needed: int, now: datetime) -> RowMapping:
    state = _goes_to(planned, needed, now)
    terms = _terms(planned)
    petition_id = petitions.add(conn, slug=planned.slug, state=state, now=now, **terms)
    action = "planned" if state is State.DRAFT else _BEGUN[state]
    audit.add(conn, f"petition:{action}", actor_id=None, now=now, subject=planned.slug)
    return lifecycle.must_get(conn, petition_id)


_OVER = (State.CLOSED, State.DELIVERED)
_BEGUN = {State.REVIEW: "submitted", State.OPEN: "opened"}


def _go_on(
    conn: Connection, row: RowMapping, planned: PetitionPlan, needed: int, now: datetime
) -> None:
    """From where the petition is as far towards open as the folder's word carries it."""
    goal = _goes_to(planned, needed, now)
    if goal is not State.DRAFT and row["state"] == State.DRAFT:
        lifecycle.move(conn, row, State.REVIEW, None, now)
        row = lifecycle.must_get(conn, row["id"])
    if goal is State.OPEN and row["state"] == State.REVIEW:
        lifecycle.move(conn, row, State.OPEN, None, now)


def _goes_to(planned: PetitionPlan, needed: int, now: datetime) -> State:
    if planned.state is Beginning.DRAFT:
        return State.DRAFT
    due = planned.opens_at is None or planned.opens_at <= now
    return State.OPEN if due and needed <= 1 else State.REVIEW


def _terms(planned: PetitionPlan) -> dict[str, Any]:
    asked = planned.fields or ASKED_BY_DEFAULT
    fields = {field.value: need.value for field, need in asked.items()}
    return {
        "goal": planned.goal,
        "minimum_age": planned.minimum_age,
        "opens_at": planned.opens_at,
        "closes_at": planned.closes_at,
        "grace_minutes": int(planned.grace.total_seconds() // 60),
        "fields": {**fields, "region_is": "postcode"} if planned.postcode else fields,
        "identity": planned.identity.value,
        "milestones": list(planned.milestones or default_milestones(planned.goal)),
    }


def _set_terms(conn: Connection, row: RowMapping, planned: PetitionPlan) -> None:
    """What is over stays as it was signed, but for the hour that would keep it from opening."""
    if row["state"] not in _OVER:
        petitions.set_terms(conn, row["id"], **_terms(planned))
    elif row["state"] == State.CLOSED:
        petitions.set_terms(conn, row["id"], closes_at=planned.closes_at)


def _texts(conn: Connection, row: RowMapping) -> set[Wording]:
    return {wording_of(text) for text in petitions.texts(conn, row["id"], row["version"])}
