"""A form that was begun waits through a restart, for a day, one a person."""

from datetime import datetime, timedelta

import pytest

from campaign import drafts
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
