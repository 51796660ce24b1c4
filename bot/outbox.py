"""Somewhere to read from: the outbox of the database, as the sender sees it."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.sender import Job, Payload, SourceUnavailable, Turn
from campaign import questions
from db import dispatch
from db.dispatch import Claimed, Outcome
from db.engine import Database

T = TypeVar("T")
Key = tuple[int, str]

_PAYLOADS = 256


@dataclass(frozen=True, slots=True)
class _Written:
    """What one commit brought."""

    touched: frozenset[int]
    claimed: list[Claimed]
    payloads: dict[Key, dict[str, Any]]
    next_due: datetime | None


class Outbox:
    """The outbox of one database. `now` is the clock by which rows fall due."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._payloads: OrderedDict[Key, Payload] = OrderedDict()

    async def recover(self) -> frozenset[int]:
        """Every row in `sending` becomes `unconfirmed`; the ids of their messages."""
        return await self._write(partial(_recover, self._now()))

    async def turn(self, outcomes: Sequence[Outcome], slots: int) -> Turn:
        """Record the outcomes and claim up to `slots` due rows in one commit, if there are any."""
        now = self._now()
        if not outcomes:
            if slots < 1:
                return Turn()
            due = await self._read(dispatch.next_due)
            if due is None or due > now:
                return Turn(next_due=due)
        known = frozenset(self._payloads)
        written = await self._write(partial(_write, outcomes, slots, now, known))
        for key, payload in written.payloads.items():
            self._payloads[key] = Payload(payload.get("method", ""), payload.get("params", {}))
        jobs = [self._job(row) for row in written.claimed]
        while len(self._payloads) > _PAYLOADS:
            self._payloads.popitem(last=False)
        return Turn(jobs, written.touched, written.next_due)

    async def leaves(self, row: int) -> bool:
        """Whether a claimed row may still leave: its person neither stopped nor left meanwhile."""
        return await self._read(lambda conn: dispatch.leaves(conn, row))

    def _job(self, row: Claimed) -> Job:
        key = row.message_id, row.language
        self._payloads.move_to_end(key)
        payload = self._payloads[key]
        return Job(row.id, row.message_id, row.kind, row.recipient, row.attempts, payload)

    async def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            return await self._database.read(query)
        except DBAPIError as error:
            raise SourceUnavailable(str(error.orig)) from None  # the rest of it holds the rows

    async def _write(self, change: Callable[[Connection], T]) -> T:
        try:
            return await self._database.write(change)
        except DBAPIError as error:
            raise SourceUnavailable(str(error.orig)) from None


def _recover(now: datetime, conn: Connection) -> frozenset[int]:
    return dispatch.recover(conn, now)


def _write(
    outcomes: Sequence[Outcome],
    slots: int,
    now: datetime,
    known: frozenset[Key],
    conn: Connection,
) -> _Written:
    touched = dispatch.settle(conn, outcomes, now)
    if touched:
        questions.unlink_told(conn, touched)
    claimed = dispatch.claim(conn, slots, now)
    wanted = {(row.message_id, row.language) for row in claimed} - known
    return _Written(
        touched=touched | {row.message_id for row in claimed},
        claimed=claimed,
        payloads=dispatch.payloads(conn, wanted) if wanted else {},
        next_due=now if len(claimed) == slots else dispatch.next_due(conn),
    )
