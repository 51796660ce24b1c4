"""Dates and times of day as an organiser types them, at the campaign's clock."""

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from campaign.articles.dates import find_date
from campaign.refusals import Refusal
from handlers.organiser.fields import NotADate

DAY_BEGINS, DAY_ENDS = time(0, 0), time(23, 59)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:h](\d{2})(?:\s*([ap])\.?\s?m\b)?", re.IGNORECASE)
_HOUR = re.compile(r"(?<![\d:])(\d{1,2})\s*([ap])\.?\s?m\b", re.IGNORECASE)


class NotAnHour(Refusal):
    "The time of day that was typed is none"


class MomentPast(Refusal):
    "The date and time that were typed are past"


def read_moment(said: str, zone: str, default: time, now: datetime) -> datetime:
    """The time to come that was typed ("31 December 2026, 18:00"), as UTC.

    Without a time of day it is `default`, at the clock of `zone`. Raises `NotADate`, `NotAnHour`
    and `MomentPast`.
    """
    day = find_date(" ".join(said.split()).replace("T", " T", 1))
    if day is None:
        raise NotADate
    moment = datetime.combine(day, _time_in(said) or default, ZoneInfo(zone)).astimezone(UTC)
    if moment <= now:
        raise MomentPast
    return moment


def _time_in(said: str) -> time | None:
    match = _CLOCK.search(said)
    if match is not None:
        return _time(int(match[1]), int(match[2]), match[3])
    match = _HOUR.search(said)
    return _time(int(match[1]), 0, match[2]) if match is not None else None


def _time(hour: int, minute: int, half: str | None) -> time:
    if half is not None:
        if not 1 <= hour <= 12:
            raise NotAnHour
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotAnHour from None
