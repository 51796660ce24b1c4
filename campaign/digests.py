"""Digests: each person at the hour they chose, only when there is something new, never twice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, RowMapping

from campaign import consents
from campaign.articles import library
from campaign.articles.article import Article
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import Petition, open_in
from campaign.refusals import Refusal
from db import consents as consent_rows
from db import outbox, people, subscriptions
from db.engine import Database

DUE_AT_ONCE = 500
FARTHEST = timedelta(days=9)
"""No digest is due later than that: a week, and what a zone can change its clock by."""
_ARTICLES_AT_MOST = 5


class Frequency(StrEnum):
    """How often a digest may come."""

    DAILY = "daily"
    WEEKLY = "weekly"


class UnknownTimeZone(Refusal):
    "There is no time zone of that name"


@dataclass(frozen=True)
class Schedule:
    """When someone wants to hear: `hour` 0 to 23 at `time_zone`'s clock; `weekday` 0 is Monday."""

    frequency: Frequency
    hour: int
    time_zone: str
    weekday: int = 0


@dataclass(frozen=True)
class Edition:
    """What one digest tells, the same for all who read `language` and know the same already."""

    language: str
    articles: tuple[Article, ...]
    more: int
    petition: Petition | None


Render = Callable[[Edition], dict[str, Any]]


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """The next time (UTC) that is later than `after`: once for each local date.

    In an hour that the clock repeats it is the first; an hour that the clock leaves out is taken at
    the end of the gap.
    """
    zone = ZoneInfo(schedule.time_zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        if schedule.frequency is Frequency.DAILY or day.weekday() == schedule.weekday:
            local = datetime.combine(day, time(schedule.hour), zone)
            due = local.astimezone(UTC)  # fold 0: the first of two, the far side of a gap
            if due > after:
                return due
        day += timedelta(days=1)


async def schedule_of(database: Database, person_id: int) -> Schedule | None:
    """When the person wants to hear, or None for who has no subscription."""
    row = await database.read(lambda conn: subscriptions.get(conn, person_id))
    return _schedule(row) if row else None


def _schedule(row: RowMapping) -> Schedule:
    return Schedule(
        frequency=Frequency(row["frequency"]),
        hour=row["hour"],
        time_zone=row["time_zone"],
        weekday=row["weekday"],
    )


async def subscribe(
    database: Database, person: Person, schedule: Schedule, text: ConsentText, now: datetime
) -> None:
    """Start or change the subscription; raises `UnknownTimeZone`."""
    try:
        due = next_due(schedule, now)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone from None

    def change(conn: Connection) -> None:
        people.remember(conn, person.id, person.language, now)
        people.mark_back(conn, person.id)
        consents.give(conn, person.id, Purpose.DIGEST, text, now)
        subscriptions.put(
            conn,
            person.id,
            frequency=schedule.frequency,
            weekday=schedule.weekday,
            hour=schedule.hour,
            time_zone=schedule.time_zone,
            next_due_at=due,
            now=now,
        )

    await database.write(change)


async def unsubscribe(database: Database, person_id: int, now: datetime) -> bool:
    """End the subscription and its consent, and cancel what is on its way; False if none ran."""

    def change(conn: Connection) -> bool:
        outbox.cancel_for(conn, person_id, ("digest",), now)
        consent_rows.revoke(conn, person_id, Purpose.DIGEST, None, now)
        return subscriptions.retire(conn, person_id, now)

    return await database.write(change)


async def preview(database: Database, language: str) -> Edition:
    """What a digest would look like for someone to whom everything is new."""
    return await database.read(lambda conn: _edition(conn, language, 0))


async def queue_due(
    database: Database, render: Render, default_language: str, now: datetime
) -> int:
    """Queue a digest for each person whose hour has come and for whom something is new.

    What they were told of and when to look again change in the same transaction as the outbox, so
    that a crash neither leaves anyone out nor tells anyone twice. Returns how many were due, at
    most `DUE_AT_ONCE`: call again until it is 0.
    """
    if not await database.read(lambda conn: _due(conn, now, 1)):
        return 0
    return await database.write(lambda conn: _queue_due(conn, render, default_language, now))


def _queue_due(conn: Connection, render: Render, default_language: str, now: datetime) -> int:
    due = _due(conn, now, DUE_AT_ONCE)
    newest = subscriptions.newest_article_id(conn)

    def knows(row: RowMapping) -> tuple[str, int]:
        return row["language"] or default_language, row["seen_article_id"]

    for (language, seen), rows in groupby(sorted(due, key=knows), key=knows):
        edition = _edition(conn, language, seen)
        waiting = list(rows)
        told = {row["person_id"] for row in waiting if edition.articles and _is_due(row, now)}
        if told:
            _queue(conn, edition, seen, newest, render(edition), told, now)
        for row in waiting:
            person_id, due_at = row["person_id"], next_due(_schedule(row), now)
            subscriptions.advance(conn, person_id, due_at, newest if person_id in told else None)
    return len(due)


def _due(conn: Connection, now: datetime, limit: int) -> Sequence[RowMapping]:
    return subscriptions.due(conn, now, limit, never_after=now + FARTHEST)


def _is_due(row: RowMapping, now: datetime) -> bool:
    """Else its time was set by a clock that ran ahead: it is told at the right one."""
    return bool(row["next_due_at"] <= now)


def _queue(
    conn: Connection,
    edition: Edition,
    seen: int,
    newest: int,
    payload: Mapping[str, Any],
    person_ids: Iterable[int],
    now: datetime,
) -> None:
    # A figure in the digest is of the moment it was counted, so each run has messages of its own.
    key = f"digest:{edition.language}:{seen}-{newest}:{now.isoformat()}"
    outbox.queue(
        conn,
        "digest",
        key,
        {edition.language: payload},
        [outbox.Recipient(person_id, edition.language) for person_id in person_ids],
        now,
    )


def _edition(conn: Connection, language: str, seen: int) -> Edition:
    fresh = library.newer_than(conn, seen, language)
    open_ones = open_in(conn, language)
    return Edition(
        language=language,
        articles=tuple(fresh[:_ARTICLES_AT_MOST]),
        more=max(0, len(fresh) - _ARTICLES_AT_MOST),
        petition=open_ones[0] if open_ones else None,
    )
