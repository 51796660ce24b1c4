"""Petitions by the clock: they open and close on time, and then forget what told signers apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from campaign.petitions import lifecycle
from campaign.petitions.lifecycle import State, Step, Tell, nobody
from db import audit, identities, petitions
from db.engine import Database


@dataclass(frozen=True)
class Moved:
    """The slugs of what opened and closed by the clock."""

    opened: Sequence[str]
    closed: Sequence[str]


async def is_due(database: Database, needed: int, trusted: Collection[str], now: datetime) -> bool:
    """Whether `move_due` would do anything."""
    return await database.read(lambda conn: _anything_due(conn, needed, trusted, now))


async def move_due(
    database: Database,
    needed: int,
    trusted: Collection[str],
    now: datetime,
    tell: Tell = nobody,
) -> Moved:
    """Open and close what the clock says, and erase the identities of what is closed for good.

    `trusted` are the slugs that the campaign's folder opens by itself.
    """
    return await database.write(lambda conn: _move_due(conn, needed, trusted, now, tell))


def _anything_due(conn: Connection, needed: int, trusted: Collection[str], now: datetime) -> bool:
    return bool(
        _to_open(conn, needed, trusted, now) or petitions.to_close(conn, now) or _over(conn, now)
    )


def _move_due(
    conn: Connection, needed: int, trusted: Collection[str], now: datetime, tell: Tell
) -> Moved:
    opened = _to_open(conn, needed, trusted, now)
    for row in opened:
        lifecycle.move(conn, row, State.OPEN, None, now)
        tell(conn, Step(row["id"], row["version"], State.OPEN, None))
    closed = petitions.to_close(conn, now)
    for row in closed:
        lifecycle.move(conn, row, State.CLOSED, None, now, closed_at=row["closes_at"])
        tell(conn, Step(row["id"], row["version"], State.CLOSED, None))
    for row in _over(conn, now):
        identities.drop_all(conn, row["id"])
        audit.add(conn, "petition:identities-erased", actor_id=None, now=now, subject=row["slug"])
    return Moved([row["slug"] for row in opened], [row["slug"] for row in closed])


def _to_open(
    conn: Connection, needed: int, trusted: Collection[str], now: datetime
) -> list[RowMapping]:
    return [
        row
        for row in petitions.to_open(conn, now)
        if (row["slug"] in trusted or len(lifecycle.agreed(conn, row)) >= needed)
        and not lifecycle.closes_before(row, now)
    ]


def _over(conn: Connection, now: datetime) -> list[RowMapping]:
    """The closed ones that hold identities, once no form that was begun can come in any more."""
    return [
        row
        for row in petitions.holding_identities(conn)
        if row["closed_at"] is None
        or row["closed_at"] + timedelta(minutes=row["grace_minutes"]) <= now
    ]
