"""Marks say only what can be seen, find what came together, and leave the rest alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from campaign.petitions import amendments
from campaign.petitions.suspicion import (
    TOGETHER,
    Given,
    Namesakes,
    Suspicion,
    folded,
    mark_new,
    suspicion_of,
)
from db.schema import signatures
from tests.campaign.conftest import Campaign

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
KNOWN = frozenset({folded("Free Internet"), folded("Internet Libre")})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("FREE  internet", Suspicion.CAMPAIGN_NAME),
        ("Ínternet libre", Suspicion.CAMPAIGN_NAME),
        ("Mаria", Suspicion.MIXED_SCRIPTS),
        ("Ana 2024", Suspicion.DIGITS),
        ("Aaaaana", Suspicion.REPEATED),
        ("Aaaa", Suspicion.REPEATED),
        ("Мария Lopez", None),
        ("李李李", None),
        ("Zoë Aaaron", None),
        ("María José de la Cruz y Gómez", None),
    ],
)
def test_a_name_is_marked_for_what_it_shows(name: str, reason: Suspicion | None) -> None:
    assert suspicion_of(name, KNOWN) is reason


def _names(*names: str, apart: timedelta = timedelta(seconds=10)) -> list[Given]:
    return [Given(at, name, START + at * apart) for at, name in enumerate(names)]


def repeated(given: list[Given]) -> set[int]:
    """The signatures that belong together, as they come one after the other."""
    namesakes = Namesakes()
    found = [namesakes.add(each) for each in given]
    return set().union(*found)


def test_a_full_name_five_times_within_minutes_is_marked_whatever_its_case() -> None:
    given = _names("Juan Pérez", "juan perez", "Ana Luz", "JUAN PEREZ", "Juan Pérez", "Juan  Pérez")
    assert repeated(given) == {0, 1, 3, 4, 5}
    assert repeated(given[:-1]) == set()


def test_the_same_over_hours_is_chance() -> None:
    assert repeated(_names(*["Juan Pérez"] * 50, apart=timedelta(minutes=5))) == set()


def test_first_names_are_shared_by_many() -> None:
    crowd = ["Ana", "Luis", "Eva", "Juan", "Rosa"] * 40
    assert repeated(_names(*crowd, apart=timedelta(seconds=1))) == set()
    assert len(repeated(_names(*["Ana"] * 20, apart=timedelta(seconds=1)))) == 20


def test_in_a_viral_hour_a_common_full_name_is_no_sign() -> None:
    crowd = [f"Person Number{at % 300}" for at in range(6000)]
    assert repeated(_names(*crowd, apart=timedelta(milliseconds=100))) == set()


@given(
    st.lists(st.tuples(st.sampled_from(["A B", "C D", "Ana"]), st.integers(0, 900)), max_size=60)
)
def test_whoever_is_marked_has_enough_namesakes_nearby(came: list[tuple[str, int]]) -> None:
    at = START
    given = []
    for number, (name, gap) in enumerate(came):
        at += timedelta(seconds=gap)
        given.append(Given(number, name, at))
    found = repeated(given)
    for each in given:
        if each.signature_id in found:
            near = [
                other
                for other in given
                if other.name == each.name and abs(other.at - each.at) <= TOGETHER
            ]
            assert len(near) >= 5


async def _reviews(campaign: Campaign) -> dict[int, str | None]:
    rows = await campaign.database.read(
        lambda conn: conn.execute(select(signatures.c.number, signatures.c.review)).all()
    )
    return {row[0]: row[1] for row in rows}


async def test_what_was_signed_is_marked_once_and_what_was_kept_stays_kept(
    campaign: Campaign,
) -> None:
    for person in range(1, 7):
        moment = campaign.now + timedelta(seconds=person)
        await campaign.sign(person, "Juan Pérez" if person > 1 else "Keep it free", now=moment)
    assert await mark_new(campaign.database, (), campaign.now) == 6
    assert await mark_new(campaign.database, (), campaign.now) == 0
    marked = await _reviews(campaign)
    assert marked == {1: "campaign-name"} | dict.fromkeys(range(2, 7), "same-name")


async def test_the_earlier_ones_of_a_burst_are_found_when_it_grows(campaign: Campaign) -> None:
    for person in range(1, 5):
        await campaign.sign(person, "Juan Pérez")
    assert await mark_new(campaign.database, (), campaign.now) == 0
    await campaign.sign(9, "Juan Pérez", now=campaign.now + timedelta(minutes=9))
    assert await mark_new(campaign.database, (), campaign.now) == 5


async def test_a_name_that_was_changed_is_looked_at_again(campaign: Campaign) -> None:
    await campaign.sign(1, "Ana")
    await mark_new(campaign.database, (), campaign.now)
    await amendments.rename(campaign.database, campaign.petition.id, 1, "Ana 999", campaign.now)
    assert await mark_new(campaign.database, (), campaign.now) == 1
    assert await _reviews(campaign) == {1: "digits-in-name"}
