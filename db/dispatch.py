"""The road out, as the sender sees it: claim rows, settle what became of them, recover.

A row is durably `sending` before its request leaves. After a crash those rows are the only ones in
doubt, since the Bot API has no key that would let a call be repeated safely.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, ScalarSelect, bindparam, case, func, or_, select, update

from db import people
from db.counters import count_moves
from db.outbox import cancel_for, sweep_cancelled
from db.schema import message_contents, messages, outbox

LANES = ("notice", "digest", "broadcast")
"""The kinds of messages, in the order in which they go."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is durably `sending`."""

    id: int
    message_id: int
    kind: str
    recipient: int
    language: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed row.

    `state` is `sent`, `failed`, `blocked`, `unconfirmed`, or `pending` to try it again: from
    `due_at` on, in its old place without one, at `recipient` when the group has a new id. `tried`
    is false for an attempt that says nothing about the row, such as a 429. `deactivated` says that
    the recipient's account is deleted.
    """

    id: int
    state: str
    error: str | None = None
    telegram_message_id: int | None = None
    due_at: datetime | None = None
    recipient: int | None = None
    tried: bool = True
    deactivated: bool = False


Place = tuple[int, datetime, int]
"""Where a waiting row stands in line: its kind's lane, when it is due, its id."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A due row; `others` says that its message has more that wait."""

    place: Place
    row: Claimed
    others: bool = False


def claim(conn: Connection, limit: int, now: datetime) -> list[Claimed]:
    """Mark up to `limit` due rows `sending`: by kind, then by due time, then as they were queued.

    Messages that are paused or cancelled are passed over; waiting rows of cancelled ones move on.
    """
    if limit < 1:
        return []
    _sweep(conn, now)
    line: list[_Waiting] = []
    for head in _heads(conn, limit, now):
        if len(line) >= limit and line[-1].place < head.place:
            break
        waiting = _due(conn, head, limit, now) if head.others else [head]
        line = sorted((*line, *waiting), key=attrgetter("place"))[:limit]
    claimed = [waiting.row for waiting in line]
    if claimed:
        conn.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in claimed]))
            .values(state="sending", updated_at=now)
        )
        count_moves(conn, Counter((row.message_id, "pending", "sending") for row in claimed))
    return claimed


def settle(conn: Connection, outcomes: Sequence[Outcome], now: datetime) -> frozenset[int]:
    """Record what became of claimed rows; the ids of the messages they belong to.

    Who blocked the bot is marked so, and what else waits for them is cancelled. A row that is not
    `sending` any more (its person asked to be forgotten) is passed over, but for one whose message
    had left before its person was spared it: that one arrived.
    """
    if not outcomes:
        return frozenset()
    open_rows = {
        row.id: row
        for row in conn.execute(
            select(
                outbox.c.id,
                outbox.c.message_id,
                outbox.c.recipient,
                outbox.c.state,
                outbox.c.due_at,
                messages.c.cancelled_at,
            )
            .join(messages, messages.c.id == outbox.c.message_id)
            .where(
                outbox.c.id.in_([outcome.id for outcome in outcomes]),
                outbox.c.state.in_(("sending", "cancelled")),
            )
        )
    }
    settled = [
        _values(conn, outcome, open_rows[outcome.id], now)
        for outcome in outcomes
        if outcome.id in open_rows and _is_news(open_rows[outcome.id], outcome)
    ]
    if not settled:
        return frozenset()
    conn.execute(_SETTLE, settled)
    moves = [(open_rows[row["row_id"]], row["new_state"]) for row in settled]
    count_moves(conn, Counter((row.message_id, row.state, state) for row, state in moves))
    for row in settled:
        if row["new_state"] == "blocked":
            _mark_blocked(conn, row["new_recipient"], now)
        if row["deactivated"]:
            people.mark_deactivated(conn, row["new_recipient"], now)
    return frozenset(row.message_id for row, _ in moves)


def leaves(conn: Connection, row_id: int) -> bool:
    """Whether a claimed row may still leave: nobody stopped, left or was forgotten meanwhile."""
    return conn.execute(select(outbox.c.state).where(outbox.c.id == row_id)).scalar() == "sending"


def recover(conn: Connection, now: datetime) -> frozenset[int]:
    """After a crash: every row in `sending` becomes `unconfirmed`. The ids of their messages."""
    rows = conn.execute(
        select(outbox.c.id, outbox.c.message_id).where(outbox.c.state == "sending")
    ).all()
    conn.execute(
        update(outbox)
        .where(outbox.c.state == "sending")
        .values(state="unconfirmed", error="the bot stopped while it was sending", updated_at=now)
    )
    count_moves(conn, Counter((row.message_id, "sending", "unconfirmed") for row in rows))
    return frozenset(row.message_id for row in rows)


def next_due(conn: Connection) -> datetime | None:
    """When there is next something to `claim`: in the past when there is, None when none waits."""
    due: datetime | None = conn.execute(
        select(func.min(func.coalesce(messages.c.cancelled_at, outbox.c.due_at)))
        .select_from(messages.join(outbox, outbox.c.id == _first_waiting()))
        .where(
            messages.c.pending > 0,
            or_(messages.c.paused_at.is_(None), messages.c.cancelled_at.is_not(None)),
        )
    ).scalar_one()
    return due


def payloads(
    conn: Connection, wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], dict[str, Any]]:
    """The payloads of these messages and languages."""
    rows = conn.execute(
        select(message_contents).where(
            message_contents.c.message_id.in_({message_id for message_id, _ in wanted})
        )
    )
    return {(row.message_id, row.language): row.payload for row in rows}


_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(
        state=bindparam("new_state"),
        recipient=bindparam("new_recipient"),
        attempts=outbox.c.attempts + bindparam("tried"),
        due_at=bindparam("new_due_at"),
        error=bindparam("new_error"),
        telegram_message_id=bindparam("new_message_id"),
        updated_at=bindparam("now"),
    )
)


def _is_news(row: Any, outcome: Outcome) -> bool:
    return bool(row.state == "sending" or outcome.state == "sent")


def _values(conn: Connection, outcome: Outcome, row: Any, now: datetime) -> dict[str, Any]:
    state, recipient, error = outcome.state, outcome.recipient or row.recipient, outcome.error
    if state == "pending" and row.cancelled_at is not None:
        state = "cancelled"
    elif recipient != row.recipient and _reaches(conn, row.message_id, recipient):
        state, recipient, error = "cancelled", row.recipient, "reached under its new id"
    return {
        "row_id": outcome.id,
        "new_state": state,
        "new_recipient": recipient,
        "tried": int(outcome.tried),
        "new_due_at": outcome.due_at or row.due_at,
        "new_error": error,
        "new_message_id": outcome.telegram_message_id,
        "deactivated": outcome.deactivated,
        "now": now,
    }


def _reaches(conn: Connection, message_id: int, recipient: int) -> bool:
    return (
        conn.execute(
            select(outbox.c.id).where(
                outbox.c.message_id == message_id, outbox.c.recipient == recipient
            )
        ).first()
        is not None
    )


def _mark_blocked(conn: Connection, recipient: int, now: datetime) -> None:
    cancel_for(conn, recipient, LANES, now)
    if recipient > 0:
        people.mark_blocked(conn, recipient, now)


def _sweep(conn: Connection, now: datetime) -> None:
    cancelled = select(messages.c.id).where(
        messages.c.pending > 0, messages.c.cancelled_at.is_not(None)
    )
    for message_id in conn.execute(cancelled).scalars().all():
        sweep_cancelled(conn, message_id, now)


_LANE = case({kind: lane for lane, kind in enumerate(LANES)}, value=messages.c.kind)
_ROW = (outbox.c.id, outbox.c.message_id, messages.c.kind, outbox.c.recipient, outbox.c.language,
        outbox.c.attempts)  # fmt: skip


def _heads(conn: Connection, limit: int, now: datetime) -> list[_Waiting]:
    """The first due row of each message that has one of the next `limit`, in their order."""
    rows = conn.execute(
        select(*_ROW, outbox.c.due_at, messages.c.pending)
        .select_from(messages.join(outbox, outbox.c.id == _first_waiting()))
        .where(
            messages.c.pending > 0,
            messages.c.paused_at.is_(None),
            messages.c.cancelled_at.is_(None),
            outbox.c.due_at <= now,
        )
        .order_by(_LANE, outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    return [_waiting(row, others=row.pending > 1) for row in rows]


def _first_waiting() -> "ScalarSelect[int]":
    waiting = outbox.alias()
    return (
        select(waiting.c.id)
        .where(waiting.c.state == "pending", waiting.c.message_id == messages.c.id)
        .order_by(waiting.c.due_at, waiting.c.id)
        .limit(1)
        .correlate(messages)
        .scalar_subquery()
    )


def _due(conn: Connection, head: _Waiting, limit: int, now: datetime) -> list[_Waiting]:
    """The first due rows of the head's message."""
    rows = conn.execute(
        select(*_ROW, outbox.c.due_at)
        .join(messages, messages.c.id == outbox.c.message_id)
        .where(
            outbox.c.state == "pending",
            outbox.c.message_id == head.row.message_id,
            outbox.c.due_at <= now,
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    return [_waiting(row) for row in rows]


def _waiting(row: Any, *, others: bool = False) -> _Waiting:
    claimed = Claimed(*row[: len(_ROW)])
    return _Waiting((LANES.index(claimed.kind), row.due_at, claimed.id), claimed, others)
