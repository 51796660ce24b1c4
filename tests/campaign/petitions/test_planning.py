"""What the folder says of its petitions is known at each start, and undoes nothing of the rest."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaign.manifest import Beginning, PetitionPlan, Wording
from campaign.petitions import authoring, lifecycle, plan, planning
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State, Step
from campaign.terms import Field, IdentityKind, Need
from db.engine import Database

PLAN = PetitionPlan("river", 1000, 16, (Wording("en", "T", "A", "B"),))
CHANGED = replace(PLAN, wordings=(Wording("en", "T", "A", "Anew."),))
DAY = timedelta(days=1)


async def _planned(
    database: Database, planned: PetitionPlan, now: datetime, needed: int = 1
) -> Sheet:
    await plan(database, planned, now, needed=needed)
    (shown,) = await authoring.sheets(database, "en")
    return shown


async def test_the_folder_s_word_opens_its_petition(database: Database, now: datetime) -> None:
    shown = await _planned(database, PLAN, now)
    assert (shown.state, shown.petition.version) == (State.OPEN, 1)


async def test_a_start_with_nothing_new_changes_nothing(database: Database, now: datetime) -> None:
    first = await _planned(database, PLAN, now)
    assert await _planned(database, PLAN, now + DAY) == first


async def test_a_draft_of_the_folder_stays_one_until_it_says_open(
    database: Database, now: datetime
) -> None:
    draft = replace(PLAN, state=Beginning.DRAFT)
    assert (await _planned(database, draft, now)).state is State.DRAFT
    assert (await _planned(database, PLAN, now)).state is State.OPEN
    assert (await _planned(database, draft, now)).state is State.OPEN


async def test_it_waits_for_its_hour(database: Database, now: datetime) -> None:
    later = replace(PLAN, opens_at=now + DAY)
    assert (await _planned(database, later, now)).state is State.REVIEW
    assert planning.trusted([later], 1) == {"river"}
    assert planning.trusted([later], 2) == ()
    assert planning.trusted([replace(later, state=Beginning.DRAFT)], 1) == set()
    assert (await _planned(database, later, now + DAY)).state is State.OPEN


async def test_where_two_must_agree_the_folder_s_word_does_not_open(
    database: Database, now: datetime
) -> None:
    assert (await _planned(database, PLAN, now, needed=2)).state is State.REVIEW


async def test_what_the_team_closed_stays_closed(database: Database, now: datetime) -> None:
    shown = await _planned(database, PLAN, now)
    await lifecycle.close(database, shown.petition.id, actor_id=None, now=now)
    assert (await _planned(database, CHANGED, now)).state is State.CLOSED


@pytest.mark.parametrize(("needed", "state"), [(1, State.OPEN), (2, State.REVIEW)])
async def test_a_changed_text_is_a_new_version_that_others_agree_to_where_they_must(
    database: Database, now: datetime, needed: int, state: State
) -> None:
    await _planned(database, PLAN, now)
    shown = await _planned(database, CHANGED, now, needed=needed)
    assert (shown.state, shown.petition.version) == (state, 2)
    assert shown.petition.wording.body == "Anew."


async def test_what_is_over_stays_as_it_was_signed_but_for_its_closing_hour(
    database: Database, now: datetime
) -> None:
    before = await _planned(database, PLAN, now)
    await lifecycle.close(database, before.petition.id, actor_id=None, now=now)
    anew = replace(CHANGED, minimum_age=99, identity=IdentityKind.EMAIL, closes_at=now + DAY)
    closed = (await _planned(database, anew, now, needed=2)).petition
    assert (closed.version, closed.minimum_age) == (1, 16)
    assert (closed.identity, closed.closes_at) == (IdentityKind.ACCOUNT, now + DAY)
    await database.write(
        lambda conn: lifecycle.deliver(conn, before.petition.id, actor_id=None, now=now)
    )
    delivered = (await _planned(database, replace(anew, closes_at=None), now)).petition
    assert (delivered.version, delivered.closes_at) == (1, now + DAY)


async def test_all_terms_are_the_folder_s(database: Database, now: datetime) -> None:
    planned = replace(
        PLAN,
        milestones=(5, 10),
        fields={Field.REGION: Need.REQUIRED},
        postcode=True,
        identity=IdentityKind.EMAIL,
        closes_at=now + DAY,
        grace=timedelta(minutes=5),
    )
    petition = (await _planned(database, planned, now)).petition
    assert petition.milestones == (5, 10)
    assert petition.required == (Field.REGION,)
    assert (petition.postcode, petition.identity) == (True, IdentityKind.EMAIL)
    assert (petition.closes_at, petition.grace) == (now + DAY, timedelta(minutes=5))


async def test_several_petitions_live_side_by_side(database: Database, now: datetime) -> None:
    await plan(database, PLAN, now)
    await plan(database, replace(PLAN, slug="lake"), now)
    assert {each.petition.slug for each in await authoring.sheets(database, "en")} == {
        "river",
        "lake",
    }


async def test_the_team_hears_once_of_each_version_that_waits_for_it(
    database: Database, now: datetime
) -> None:
    told: list[Step] = []
    for planned in (PLAN, PLAN, CHANGED, CHANGED):
        await plan(database, planned, now, needed=2, tell=lambda _, step: told.append(step))
    (shown,) = await authoring.sheets(database, "en")
    assert told == [Step(shown.petition.id, each, State.REVIEW, None) for each in (1, 2)]
