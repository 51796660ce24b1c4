"""Retention: months after a petition is over, nothing is kept of who signed it.

The months run from the day it was delivered, or closed where it was not. The team is told a week
before. What stays is the count, the text, and the ledger's leaves and checkpoints, which show that
nothing was rewritten and name nobody.
"""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, RowMapping

from campaign.privacy import forgetting
from campaign.refusals import Refusal
from db import audit, erasing
from db.engine import Database

NOTICE = timedelta(days=7)
CHUNK = 500  # signatures a write: nobody who signs elsewhere waits long for it


class NotOver(Refusal):
    "The petition is not closed, or its people were erased before"


@dataclass(frozen=True)
class Erasure:
    """A petition whose people will be erased: when it was over, when they go, and what is there."""

    petition_id: int
    slug: str
    over_since: datetime
    due_at: datetime
    announced_at: datetime | None
    count: int

    @property
    def erases_at(self) -> datetime:
        """Not before it is due, and never less than a week after the team was told."""
        if self.announced_at is None:
            return self.due_at
        return max(self.due_at, self.announced_at + NOTICE)

    def is_to_be_announced(self, now: datetime) -> bool:
        """Whether it is time to tell the team, and they do not know."""
        return self.announced_at is None and now >= self.due_at - NOTICE

    def is_to_be_done(self, now: datetime) -> bool:
        """Whether it is time, and the team knew."""
        return self.announced_at is not None and now >= self.erases_at


@dataclass(frozen=True)
class Held:
    """What a petition holds of people: signatures, those with words, and hashes of identities."""

    signatures: int
    with_words: int
    identities: int


Announce = Callable[[Connection, Erasure], None]
"""Queues what the team is told, in the transaction that keeps that they were."""


async def coming(database: Database, months: int) -> Sequence[Erasure]:
    """Every petition that is over and not erased yet."""

    def query(conn: Connection) -> Sequence[Erasure]:
        found = (_erasure(row, months) for row in erasing.over(conn))
        return [erasure for erasure in found if erasure is not None]

    return await database.read(query)


async def held(database: Database, erasure: Erasure) -> Held:
    """What would be erased."""
    return Held(*await database.read(lambda conn: erasing.measure(conn, erasure.petition_id)))


async def keep(database: Database, months: int, now: datetime, announce: Announce) -> list[str]:
    """Announce what comes within a week, erase what is due; the slugs of what was erased."""
    for row in await database.read(erasing.half_done):
        await _erase_on(database, row["id"], row["slug"], now)
    erased = []
    for erasure in await coming(database, months):
        if erasure.is_to_be_announced(now):
            await _announce(database, erasure, now, announce)
        elif erasure.is_to_be_done(now):
            await erase(database, erasure, now)
            erased.append(erasure.slug)
    return erased


async def erase(database: Database, erasure: Erasure, now: datetime) -> None:
    """Erase the petition's people now. After a crash `keep` goes on with it. Raises `NotOver`."""

    def begin(conn: Connection) -> None:
        if not erasing.begin(conn, erasure.petition_id, now):
            raise NotOver
        audit.add(conn, "petition:erased", actor_id=None, now=now, subject=erasure.slug)

    await database.write(begin)
    await _erase_on(database, erasure.petition_id, erasure.slug, now)


async def by_slug(database: Database, slug: str, months: int) -> Erasure:
    """The erasure that awaits this petition; raises `NotOver`."""
    found = {erasure.slug: erasure for erasure in await coming(database, months)}
    if slug not in found:
        raise NotOver
    return found[slug]


async def _announce(database: Database, erasure: Erasure, now: datetime, tell: Announce) -> None:
    def change(conn: Connection) -> None:
        erasing.announced(conn, erasure.petition_id, now)
        tell(conn, erasure)

    await database.write(change)


async def _erase_on(database: Database, petition_id: int, slug: str, now: datetime) -> None:
    """The records first: as long as a signature is left, a crash leaves something to go on with."""
    await database.write(erasing.prepare)
    last: int | None = -1
    while last is not None:
        some = partial(erasing.erase_records, petition_id=petition_id, after=last, limit=CHUNK)
        last = await database.write(some)
    while await database.write(lambda conn: _erase_some(conn, petition_id, slug)):
        pass
    await forgetting.finish_forgetting(database)


def _erase_some(conn: Connection, petition_id: int, slug: str) -> bool:
    """Whether more is left."""
    if erasing.erase_some(conn, petition_id, slug, CHUNK) == CHUNK:
        return True
    erasing.finish(conn, petition_id)
    forgetting.owe_scrub(conn)
    return False


def _erasure(row: RowMapping, months: int) -> Erasure | None:
    over_since = row["delivered_at"] or row["closed_at"]
    if over_since is None:
        return None
    due_at = months_after(over_since, months)
    told = row["erasure_announced_at"]
    return Erasure(
        petition_id=row["id"],
        slug=row["slug"],
        over_since=over_since,
        due_at=due_at,
        # what was announced before it was delivered was another day
        announced_at=told if told is not None and told >= due_at - NOTICE else None,
        count=row["signature_count"],
    )


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and hour so many calendar months later, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
