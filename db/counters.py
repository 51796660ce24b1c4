"""How far a message is: counters kept by the same transactions that move its rows.

Nobody ever has to count a million rows to show a figure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from db.schema import messages, outbox


@dataclass(frozen=True, slots=True)
class Progress:
    """A message's recipients by state."""

    kind: str
    created_at: datetime
    paused_at: datetime | None
    cancelled_at: datetime | None
    pending: int
    sending: int
    sent: int
    failed: int
    blocked: int
    unconfirmed: int
    cancelled: int

    @property
    def settled(self) -> int:
        """Those who have an outcome."""
        return self.sent + self.failed + self.blocked + self.unconfirmed + self.cancelled

    @property
    def total(self) -> int:
        """Everyone it was queued for."""
        return self.pending + self.sending + self.settled

    @property
    def finished(self) -> bool:
        """Everyone has an outcome."""
        return self.pending + self.sending == 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason in Telegram's words, and how many it stopped."""

    reason: str
    count: int


def progress(conn: Connection, message_id: int) -> Progress | None:
    """The counters of a message, or None when there is none of that id."""
    columns = [messages.c[field.name] for field in fields(Progress)]
    row = conn.execute(select(*columns).where(messages.c.id == message_id)).one_or_none()
    return Progress(*row) if row else None


def failures(conn: Connection, message_id: int, limit: int = 20) -> list[Failure]:
    """Why rows of this message failed, the most frequent reason first."""
    number = func.count()
    rows = conn.execute(
        select(outbox.c.error, number)
        .where(outbox.c.state == "failed", outbox.c.message_id == message_id)
        .group_by(outbox.c.error)
        .order_by(number.desc(), outbox.c.error)
        .limit(limit)
    )
    return [Failure(row[0] or "", row[1]) for row in rows]


def count(conn: Connection, message_id: int, changes: Mapping[str, int]) -> None:
    """Change a message's counters by these numbers."""
    moved = {messages.c[state]: messages.c[state] + by for state, by in changes.items() if by}
    if moved:
        conn.execute(update(messages).where(messages.c.id == message_id).values(moved))


def count_moves(conn: Connection, moves: "Counter[tuple[int, str, str]]") -> None:
    """Change the counters for rows that moved: `(message id, from, to)` and how many."""
    by_message: dict[int, Counter[str]] = {}
    for (message_id, origin, state), number in moves.items():
        changes = by_message.setdefault(message_id, Counter())
        changes[origin] -= number
        changes[state] += number
    for message_id, changes in by_message.items():
        count(conn, message_id, changes)
