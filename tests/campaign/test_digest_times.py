"""A digest comes once for each local date, at the hour on that person's clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.digests import Frequency, Schedule, next_due
from handlers.views.digest import ZONES

AWKWARD = (
    "Pacific/Chatham",  # 45 minutes
    "Australia/Lord_Howe",  # clocks that move by half an hour
    "Asia/Kathmandu",
    "Africa/Cairo",  # clocks that move at midnight
    "Asia/Beirut",
    "America/Nuuk",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",  # summer time all year but for Ramadan
    "Europe/Dublin",
)
zones = st.sampled_from(sorted({*ZONES, *AWKWARD}))
hours = st.integers(0, 23)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
daily = st.builds(Schedule, st.just(Frequency.DAILY), hours, zones)
weekly = st.builds(Schedule, st.just(Frequency.WEEKLY), hours, zones, st.integers(0, 6))


def _local(due: datetime, schedule: Schedule) -> datetime:
    return due.astimezone(ZoneInfo(schedule.time_zone))


def _chain(schedule: Schedule, after: datetime, length: int) -> list[datetime]:
    dues = [next_due(schedule, after)]
    while len(dues) < length:
        dues.append(next_due(schedule, dues[-1]))
    return dues


@settings(deadline=None)
@given(st.one_of(daily, weekly), moments)
def test_the_next_time_is_later_and_in_utc(schedule: Schedule, after: datetime) -> None:
    due = next_due(schedule, after)
    assert due > after
    assert due.tzinfo is UTC
    longest = timedelta(days=1 if schedule.frequency is Frequency.DAILY else 7, hours=2)
    assert due - after <= longest


@settings(deadline=None)
@given(daily, moments)
def test_a_daily_digest_comes_once_for_each_local_date(schedule: Schedule, after: datetime) -> None:
    dates = [_local(due, schedule).date() for due in _chain(schedule, after, 12)]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(dates))


@settings(deadline=None)
@given(weekly, moments)
def test_a_weekly_digest_comes_on_its_weekday(schedule: Schedule, after: datetime) -> None:
    dates = [_local(due, schedule).date() for due in _chain(schedule, after, 6)]
    assert {day.weekday() for day in dates} == {schedule.weekday}
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(dates))


@settings(deadline=None)
@given(st.one_of(daily, weekly), moments)
def test_it_comes_at_the_hour_or_at_the_end_of_a_gap(schedule: Schedule, after: datetime) -> None:
    due = next_due(schedule, after)
    local = _local(due, schedule)
    if (local.hour, local.minute) != (schedule.hour, 0):
        before = _local(due - timedelta(microseconds=1), schedule)
        assert before.replace(tzinfo=None) < datetime.combine(local.date(), time(schedule.hour))
        assert local.replace(tzinfo=None) > datetime.combine(local.date(), time(schedule.hour))


@settings(deadline=None)
@given(daily, moments)
def test_no_earlier_time_was_passed_over(schedule: Schedule, after: datetime) -> None:
    """Quarter by quarter: the first moment since `after` at which a date's hour has come."""
    due = next_due(schedule, after)
    quarter = timedelta(minutes=15)
    moment = after.replace(minute=after.minute // 15 * 15, second=0, microsecond=0)
    reached = _dates_reached(schedule, moment)
    while not _dates_reached(schedule, moment) > reached:
        moment += quarter
    if moment > after:
        assert due == moment


def _dates_reached(schedule: Schedule, moment: datetime) -> int:
    """How many dates' hours have come at this moment, as an ordinal."""
    local = _local(moment, schedule)
    return local.date().toordinal() - (local.time() < time(schedule.hour))


@settings(deadline=None)
@given(st.one_of(daily, weekly), moments)
def test_asking_twice_gives_the_same(schedule: Schedule, after: datetime) -> None:
    assert next_due(schedule, after) == next_due(schedule, after)
    just_before = next_due(schedule, after) - timedelta(microseconds=1)
    assert next_due(schedule, just_before) == next_due(schedule, after)


@pytest.mark.parametrize(
    ("zone", "hour", "day", "due"),
    [
        # Madrid 2027: at 02:00 on 28 March it becomes 03:00, at 03:00 on 31 October 02:00.
        ("Europe/Madrid", 2, date(2027, 3, 28), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Madrid", 3, date(2027, 3, 28), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Madrid", 2, date(2027, 10, 31), datetime(2027, 10, 31, 0, tzinfo=UTC)),
        ("Europe/Madrid", 3, date(2027, 10, 31), datetime(2027, 10, 31, 2, tzinfo=UTC)),
        # Santiago 2027: there is no 00:00 on 5 September; it is 01:00 at once.
        ("America/Santiago", 0, date(2027, 9, 5), datetime(2027, 9, 5, 4, tzinfo=UTC)),
        ("America/Santiago", 1, date(2027, 9, 5), datetime(2027, 9, 5, 4, tzinfo=UTC)),
        ("America/Mexico_City", 8, date(2027, 4, 4), datetime(2027, 4, 4, 14, tzinfo=UTC)),
        ("America/Mexico_City", 23, date(2027, 12, 31), datetime(2028, 1, 1, 5, tzinfo=UTC)),
        ("America/Mexico_City", 8, date(2028, 2, 29), datetime(2028, 2, 29, 14, tzinfo=UTC)),
        ("Asia/Kathmandu", 6, date(2027, 1, 1), datetime(2027, 1, 1, 0, 15, tzinfo=UTC)),
    ],
)
def test_known_dates(zone: str, hour: int, day: date, due: datetime) -> None:
    schedule = Schedule(Frequency.DAILY, hour, zone)
    dues = _chain(schedule, due - timedelta(days=3), 6)
    assert [each for each in dues if _local(each, schedule).date() == day] == [due]


def test_a_repeated_hour_does_not_bring_a_second_digest() -> None:
    schedule = Schedule(Frequency.DAILY, 2, "Europe/Madrid")
    first = next_due(schedule, datetime(2027, 10, 30, 12, tzinfo=UTC))
    assert first == datetime(2027, 10, 31, 0, tzinfo=UTC)
    between = first + timedelta(minutes=30)
    assert next_due(schedule, between) == datetime(2027, 11, 1, 1, tzinfo=UTC)
