"""A form that was begun waits through a restart, for a day, one a person."""

from datetime import datetime, timedelta

import pytest

from campaign import drafts, people
from campaign.drafts import DROPPED_AFTER, Draft
from campaign.people import Person
from db.engine import Database
from tests.campaign.conftest import Campaign

ANA, BEN = 1_400_000_001, 1_400_000_002
NAME = Draft("sign", "name", {"petition": 1, "version": 2, "said": "¿Así? ✓"})


async def test_a_draft_is_kept_as_it_was_left(database: Database, now: datetime) -> None:
    await drafts.keep(database, Person(ANA, "es"), NAME, now)
    assert await drafts.current(database, ANA, now) == NAME
    assert await drafts.current(database, BEN, now) is None


async def test_the_next_step_takes_the_place_of_the_one_before(
    database: Database, now: datetime
) -> None:
    later = Draft("contact", "message")
    await drafts.keep(database, Person(ANA, "es"), NAME, now)
    await drafts.keep(database, Person(ANA, "es"), later, now)
    assert await drafts.current(database, ANA, now) == later
    assert await drafts.drop(database, ANA)
    assert not await drafts.drop(database, ANA)
    assert await drafts.current(database, ANA, now) is None


async def test_a_draft_survives_closing_and_opening(
    database: Database, key: bytes, now: datetime
) -> None:
    await drafts.keep(database, Person(ANA, "es"), NAME, now)
    await database.close()
    reopened = Database.open(database.path, key)
    try:
        assert await drafts.current(reopened, ANA, now + timedelta(hours=23)) == NAME
    finally:
        await reopened.close()


@pytest.mark.parametrize(("late", "there"), [(timedelta(0), True), (timedelta(seconds=1), False)])
async def test_a_draft_is_dropped_after_a_day(
    campaign: Campaign, late: timedelta, there: bool
) -> None:
    database, then = campaign.database, campaign.now + DROPPED_AFTER + late
    await drafts.keep(database, Person(ANA, "es"), NAME, campaign.now)
    await drafts.keep(database, Person(BEN, "es"), NAME, then)
    assert (await drafts.current(database, ANA, then) is not None) is there
    assert await drafts.drop_old(database, then) == (0 if there else 1)
    assert bool([row for table, row in await campaign.holding(ANA) if table == "drafts"]) is there
    assert await drafts.current(database, BEN, then) == NAME


async def test_each_step_begins_the_day_anew(database: Database, now: datetime) -> None:
    half = timedelta(hours=20)
    await drafts.keep(database, Person(ANA, "es"), NAME, now)
    await drafts.keep(database, Person(ANA, "es"), NAME, now + half)
    assert await drafts.drop_old(database, now + 2 * half) == 0
    assert await drafts.current(database, ANA, now + 2 * half) == NAME


async def test_who_only_began_a_form_is_forgotten_with_it(campaign: Campaign) -> None:
    database = campaign.database
    later = Draft("sign", "country", {"petition": 1})
    for step in (NAME, later):
        await drafts.keep(database, Person(ANA, "es"), step, campaign.now)
        await drafts.keep(database, Person(BEN, "es"), step, campaign.now)
    assert await drafts.current(database, ANA, campaign.now) == later
    await drafts.drop(database, ANA)
    await drafts.drop_old(database, campaign.now + DROPPED_AFTER + timedelta(seconds=1))
    assert await campaign.holding(ANA, BEN) == []


async def test_who_had_or_chose_something_stays_when_a_form_is_dropped(campaign: Campaign) -> None:
    database = campaign.database
    await campaign.sign(ANA)
    await drafts.keep(database, Person(ANA, "en"), NAME, campaign.now)
    await drafts.keep(database, Person(BEN, "en"), NAME, campaign.now)
    await people.choose_language(database, Person(BEN, "es"), campaign.now)
    assert await drafts.current(database, BEN, campaign.now) == NAME
    for person_id in (ANA, BEN):
        await drafts.drop(database, person_id)
    assert await campaign.count() == 1
    assert (await people.known(database, Person(BEN, "en"))).language == "es"


async def test_who_chose_a_language_before_keeps_it(campaign: Campaign) -> None:
    await people.choose_language(campaign.database, Person(ANA, "es"), campaign.now)
    await drafts.keep(campaign.database, Person(ANA, "en"), NAME, campaign.now)
    await drafts.drop(campaign.database, ANA)
    assert (await people.known(campaign.database, Person(ANA, "en"))).language == "es"


async def test_who_signs_in_a_form_is_remembered_for_it(campaign: Campaign) -> None:
    await drafts.keep(campaign.database, Person(ANA, "en"), NAME, campaign.now)
    await campaign.sign(ANA)
    await drafts.drop(campaign.database, ANA)
    assert await campaign.count() == 1
