"""Every night each petition is counted again, and a difference is told: never mended in silence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campaign.proofs.leaf import COUNTS
from db import audit, meta, recounts
from db.engine import Database

_HOUR = 3  # at the campaign's own clock
_DONE = "recount:day"


@dataclass(frozen=True)
class Difference:
    """A petition whose three counts are not one: what is shown, the rows, and the ledger's sum."""

    petition_id: int
    slug: str
    shown: int
    rows: int
    ledger: int


Tell = Callable[[Connection, Sequence[Difference]], None]
"""Queues the notices, in the transaction that remembers that the night's work is done."""


async def differences(database: Database) -> Sequence[Difference]:
    """Count every petition in all three ways, over one snapshot; those that do not agree."""
    counted = await database.read(lambda conn: recounts.counts(conn, COUNTS))
    return [
        Difference(each.petition_id, each.slug, each.shown, each.rows, each.ledger)
        for each in counted
        if not each.shown == each.rows == each.ledger
    ]


async def recount_nightly(
    database: Database, tell: Tell, time_zone: str, now: datetime
) -> Sequence[Difference] | None:
    """Once a day, after three in the morning there: what was found, or None when it is not time."""
    here = now.astimezone(ZoneInfo(time_zone))
    today = here.date().isoformat()
    done = await database.read(lambda conn: meta.get(conn, _DONE))
    if done == today or here.hour < _HOUR:
        return None
    found = await differences(database)

    def keep(conn: Connection) -> None:
        meta.put(conn, _DONE, today)
        for each in found:
            audit.add(conn, "petition:miscounted", actor_id=None, now=now, subject=each.slug)
        if found:
            tell(conn, found)

    await database.write(keep)
    return found
