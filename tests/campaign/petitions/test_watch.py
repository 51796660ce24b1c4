"""The band holds what is usual, small numbers raise no alarm, and an episode is told once."""

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from campaign.petitions import watch
from campaign.petitions.watch import Alarm, Direction, band_of, windows
from db.schema import signatures
from tests.campaign.conftest import Campaign

hours = st.lists(st.integers(0, 5000), min_size=24, max_size=336)


@given(hours)
def test_the_band_holds_the_median_and_is_never_narrower_than_chance(counts: list[int]) -> None:
    band = band_of(counts)
    assert band is not None
    assert 0 <= band.low <= median(counts) <= band.high
    assert band.side(int(median(counts))) is None
    assert band.high >= 30


@given(st.lists(st.integers(0, 5), min_size=24, max_size=336), st.integers(0, 30))
def test_small_numbers_cry_no_wolf(counts: list[int], now: int) -> None:
    band = band_of(counts)
    assert band is not None
    assert band.side(now) is None


@given(st.lists(st.integers(80, 120), min_size=48, max_size=336), st.data())
def test_a_few_wild_hours_do_not_move_it(counts: list[int], data: st.DataObject) -> None:
    calm = band_of(counts)
    wild = list(counts)
    for _ in range(len(counts) // 10):
        wild[data.draw(st.integers(0, len(counts) - 1))] = 1_000_000
    stirred = band_of(wild)
    assert calm is not None
    assert stirred is not None
    assert stirred.high <= 120 + 6 * 1.4826 * 40 + 1  # all deviate by 40 at most
    assert stirred.side(1_000_000) is Direction.ABOVE


@given(hours, st.integers(1, 20))
def test_the_order_of_the_hours_is_nothing_to_it(counts: list[int], turn: int) -> None:
    assert band_of(counts) == band_of(counts[turn:] + counts[:turn])


def test_before_a_day_has_passed_nothing_is_usual() -> None:
    assert band_of([10] * 23) is None
    assert band_of([10] * 24) is not None


def test_silence_is_told_where_many_sign_and_not_where_few_do() -> None:
    busy, quiet = band_of([400] * 100), band_of([10] * 100)
    assert busy is not None
    assert quiet is not None
    assert busy.side(0) is Direction.BELOW
    assert quiet.side(0) is None


def test_nights_and_days_are_both_within() -> None:
    week = [(5 if hour % 24 < 8 else 300) for hour in range(336)]
    band = band_of(week)
    assert band is not None
    assert band.side(5) is None
    assert band.side(300) is None


def test_hours_without_a_signature_count_as_well() -> None:
    since = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    until = datetime(2026, 11, 24, 13, 10, tzinfo=UTC)
    by_hour = {"2026-11-24 09": 5, "2026-11-24 11": 7, "2026-11-24 13": 9}
    assert windows(by_hour, since, until) == [0, 7, 0]
    assert windows(by_hour, until, since) == []


@pytest.fixture
async def usual(campaign: Campaign) -> Campaign:
    """Two days in which four sign an hour, by moving the moments of plain signatures."""
    for person in range(1, 193):
        await campaign.sign(person, now=campaign.now - timedelta(minutes=15 * person))
    return campaign


async def _flood(campaign: Campaign, count: int, moment: datetime) -> None:
    (newest,) = await campaign.database.read(lambda conn: [_people(conn)])
    for person in range(newest + 1, newest + 1 + count):
        await campaign.sign(person, now=moment)


def _people(conn: Connection) -> int:
    return int(conn.execute(signatures.select()).mappings().all()[-1]["person_id"])


class Told:
    """What was told, in the order in which it was."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []

    def __call__(self, _: Connection, alarm: Alarm) -> None:
        self.alarms.append(alarm)


async def test_a_flood_is_told_once_until_it_is_over_for_a_while(usual: Campaign) -> None:
    told, now = Told(), usual.now
    await watch.look(usual.database, "en", told, now)
    assert told.alarms == []
    await _flood(usual, 60, now)
    for minute in range(1, 50, 5):
        await watch.look(usual.database, "en", told, now + timedelta(minutes=minute))
    (alarm,) = told.alarms
    assert (alarm.direction, alarm.count >= 60, alarm.band.high) == (Direction.ABOVE, True, 30)
    assert alarm.petition.id == usual.petition.id
    # An hour's lull within the same flood is no end of it.
    for minutes in (70, 100):
        await watch.look(usual.database, "en", told, now + timedelta(minutes=minutes))
    await _flood(usual, 60, now + timedelta(minutes=110))
    await watch.look(usual.database, "en", told, now + timedelta(minutes=111))
    assert len(told.alarms) == 1
    later = now + timedelta(hours=5)
    await watch.look(usual.database, "en", told, later)
    await _flood(usual, 60, later)
    await watch.look(usual.database, "en", told, later + timedelta(minutes=1))
    assert len(told.alarms) == 2


async def test_a_petition_that_has_just_opened_raises_no_alarm(campaign: Campaign) -> None:
    told = Told()
    for person in range(1, 80):
        await campaign.sign(person)
    await watch.look(campaign.database, "en", told, campaign.now + timedelta(minutes=1))
    assert told.alarms == []
