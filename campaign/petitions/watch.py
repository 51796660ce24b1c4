"""An alarm when people sign at another rate than they use to: told once, with what was counted.

Whether a post spread or a machine signs, numbers cannot tell: nothing is stopped, the team looks.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil, floor, sqrt
from statistics import median

from sqlalchemy import Connection

from campaign.petitions.petition import Petition, open_in
from db import meta, recounts
from db.engine import Database

WINDOW = timedelta(hours=1)
LOOK_BACK = timedelta(days=14)
_FEWEST_WINDOWS = 24  # a day: before, nobody knows what is usual
_FLOOR = 30  # signatures an hour below which nothing is out of the ordinary
_WIDTH = 6.0  # times the usual deviation
_NORMAL = 1.4826  # from the median absolute deviation to the standard one
_QUIET = timedelta(hours=2)  # within the band for so long, and an episode is over


class Direction(StrEnum):
    """On which side of the band the rate is."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Band:
    """How many sign in an hour, as a rule: `low` to `high`, both within."""

    low: int
    high: int

    def side(self, count: int) -> Direction | None:
        """Where a count is outside the band, or None within."""
        if count > self.high:
            return Direction.ABOVE
        return Direction.BELOW if count < self.low else None


@dataclass(frozen=True)
class Alarm:
    """The rate of one petition left its band at `since`; `count` is of the hour before that."""

    petition: Petition
    direction: Direction
    count: int
    band: Band
    since: datetime


@dataclass(frozen=True)
class _Episode:
    """An alarm that was told: it is not told again until the rate was usual for a while."""

    direction: str
    since: str
    last: str


Tell = Callable[[Connection, Alarm], None]
"""Queues the notices, in the transaction that remembers that it was told."""


def band_of(counts: Sequence[int]) -> Band | None:
    """The band around the counts of past hours; None for less than a day of them.

    Around the median by the median absolute deviation, which a few wild hours do not move; never
    narrower than chance alone would make it (the root of a count), nor than the days and nights in
    between (all but the tenth of hours at either end), nor lower than the floor.
    """
    if len(counts) < _FEWEST_WINDOWS:
        return None
    in_order = sorted(counts)
    tenth = len(in_order) // 10
    few, many = in_order[tenth], in_order[-1 - tenth]
    middle = median(in_order)
    deviation = _NORMAL * median(abs(count - middle) for count in counts)
    width = _WIDTH * max(deviation, sqrt(middle), 1.0)
    low = min(middle - width, few - _WIDTH * sqrt(few)) if middle >= _FLOOR else 0
    high = max(middle + width, many + _WIDTH * sqrt(many), _FLOOR)
    return Band(max(floor(low), 0), ceil(high))


def windows(by_hour: Mapping[str, int], since: datetime, until: datetime) -> list[int]:
    """The counts of all whole hours from `since` to `until`, those without a signature too."""
    start = since.replace(minute=0, second=0, microsecond=0)
    if start < since:
        start += WINDOW
    hours = int((until - start) / WINDOW)
    return [by_hour.get(f"{start + at * WINDOW:%Y-%m-%d %H}", 0) for at in range(max(hours, 0))]


async def look(database: Database, language: str, tell: Tell, now: datetime) -> Sequence[Alarm]:
    """Hold the last hour of each open petition against its band; what was told now.

    `language` is that of the petitions' titles in the alarms.
    """
    petitions = await database.read(lambda conn: open_in(conn, language))
    told = [await _look_at(database, petition, tell, now) for petition in petitions]
    return [alarm for alarm in told if alarm is not None]


async def _look_at(
    database: Database, petition: Petition, tell: Tell, now: datetime
) -> Alarm | None:
    def measure(conn: Connection) -> tuple[int, Band | None, _Episode | None]:
        hour_ago = now - WINDOW
        count = recounts.signed_between(conn, petition.id, hour_ago, now)
        first = recounts.first_signed_at(conn, petition.id) or now
        since = max(now - LOOK_BACK, first)
        by_hour = recounts.by_hour(conn, petition.id, since, hour_ago)
        return count, band_of(windows(by_hour, since, hour_ago)), _episode(conn, petition.id)

    count, band, episode = await database.read(measure)
    direction = band.side(count) if band else None
    if band is None or (direction is None and episode is None):
        return None
    if direction is None:
        if episode is not None and now - datetime.fromisoformat(episode.last) >= _QUIET:
            await database.write(lambda conn: _remember(conn, petition.id, None))
        return None
    if episode is not None and episode.direction == direction:
        going_on = replace(episode, last=now.isoformat())
        await database.write(lambda conn: _remember(conn, petition.id, going_on))
        return None
    alarm = Alarm(petition, direction, count, band, now)
    begun = _Episode(direction.value, now.isoformat(), now.isoformat())

    def begin(conn: Connection) -> None:
        _remember(conn, petition.id, begun)
        tell(conn, alarm)

    await database.write(begin)
    return alarm


async def busiest_hours(
    database: Database, petition_id: int, limit: int, now: datetime
) -> Sequence[tuple[datetime, int]]:
    """The hours (UTC) of the last fourteen days in which most signed, oldest first."""
    by_hour = await database.read(
        lambda conn: recounts.by_hour(conn, petition_id, now - LOOK_BACK, now)
    )
    busiest = sorted(by_hour.items(), key=lambda each: (-each[1], each[0]))[:limit]
    return [
        (datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC), count)
        for hour, count in sorted(busiest)
    ]


def _episode(conn: Connection, petition_id: int) -> _Episode | None:
    kept = json.loads(meta.get(conn, _key(petition_id)) or "null")
    return _Episode(**kept) if kept else None


def _remember(conn: Connection, petition_id: int, episode: _Episode | None) -> None:
    meta.put(conn, _key(petition_id), json.dumps(asdict(episode) if episode else None))


def _key(petition_id: int) -> str:
    return f"alarm:{petition_id}"
