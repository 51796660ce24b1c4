"""Dates and times of day are read as organisers of both languages type them."""

from datetime import UTC, datetime

import pytest

from handlers.organiser.fields import NotADate
from handlers.organiser.moments import (
    DAY_BEGINS,
    DAY_ENDS,
    MomentPast,
    NotAnHour,
    read_moment,
)

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ZONE = "America/Mexico_City"  # six hours behind UTC


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("31 December 2026, 18:00", 18),
        ("December 31, 2026 at 6 pm", 18),
        ("Thursday 31 December 2026, 6:00 p.m.", 18),
        ("31 de diciembre de 2026 a las 18:00", 18),
        ("31 de diciembre de 2026, 6 p. m.", 18),
        ("2026-12-31 18:00", 18),
        ("2026-12-31T18:00", 18),
        ("31 December 2026 18h00", 18),
        ("31 December 2026, 12 am", 0),
        ("31 December 2026, 12 pm", 12),
    ],
)
def test_a_moment_is_at_the_campaign_s_clock(said: str, hour: int) -> None:
    local = datetime(2026, 12, 31, hour, tzinfo=UTC).timestamp() + 6 * 3600
    assert read_moment(said, ZONE, DAY_ENDS, NOW).timestamp() == local


def test_without_a_time_of_day_it_is_the_day_s_beginning_or_end() -> None:
    end = read_moment("31 December 2026", ZONE, DAY_ENDS, NOW)
    assert end == datetime(2027, 1, 1, 5, 59, tzinfo=UTC)
    begin = read_moment("31 December 2026", ZONE, DAY_BEGINS, NOW)
    assert begin == datetime(2026, 12, 31, 6, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "tomorrow", "18:00", "31 February 2027", "December"])
def test_what_holds_no_whole_date_is_refused(said: str) -> None:
    with pytest.raises(NotADate):
        read_moment(said, ZONE, DAY_ENDS, NOW)


@pytest.mark.parametrize("hour", ["25:00", "18:60", "13 pm", "0 am", "0:30 pm"])
def test_an_hour_that_is_none_is_refused(hour: str) -> None:
    with pytest.raises(NotAnHour):
        read_moment(f"31 December 2026, {hour}", ZONE, DAY_ENDS, NOW)


def test_what_is_past_is_refused() -> None:
    with pytest.raises(MomentPast):
        read_moment("24 November 2026, 9:00", ZONE, DAY_ENDS, NOW)
    assert read_moment("24 November 2026, 9:01", ZONE, DAY_ENDS, NOW) > NOW
