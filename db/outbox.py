"""The road out, as who fills it sees it: a message, its words by language, a row a recipient.

`db/dispatch.py` is the sender's side of the same tables; `db/counters.py` tells how far it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    Subquery,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from db.counters import Failure as Failure
from db.counters import Progress as Progress
from db.counters import count
from db.counters import failures as failures
from db.counters import progress as progress
from db.engine import Database
from db.schema import UtcDateTime, message_contents, messages, outbox

CHUNK = 10_000  # rows a write: nobody waits for the lock longer than some 20 ms

Payload = Mapping[str, Any]


class NoContent(Exception):
    "A message needs its words in at least one language"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat and the language in which it is written to."""

    chat: int
    language: str


def queue(
    conn: Connection,
    kind: str,
    key: str,
    contents: Mapping[str, Payload],
    recipients: Iterable[Recipient],
    now: datetime,
    *,
    due_at: datetime | None = None,
    default_language: str | None = None,
) -> int:
    """Queue a message (`notice`, `digest`, `broadcast`) for these chats; the message's id.

    The same `key` is the same message: who has it already does not get it again. A payload is
    `{"method": "sendMessage", "params": {...}}` with the fields of the Bot API but `chat_id`. Who
    reads no language of `contents` gets `default_language`, the first one unless told. It is sent
    from `due_at` on.
    """
    message_id = _message(conn, kind, key, contents, now)
    fallback = default_language or next(iter(contents))
    by_chat = {recipient.chat: recipient.language for recipient in recipients}
    fresh = sorted(by_chat.keys() - _queued(conn, message_id, sorted(by_chat)))
    if fresh:
        conn.execute(
            insert(outbox),
            [
                {
                    "message_id": message_id,
                    "recipient": chat,
                    "language": by_chat[chat] if by_chat[chat] in contents else fallback,
                    "due_at": due_at or now,
                    "updated_at": now,
                }
                for chat in fresh
            ],
        )
        count(conn, message_id, {"pending": len(fresh)})
    return message_id


async def queue_select(
    database: Database,
    kind: str,
    key: str,
    contents: Mapping[str, Payload],
    chosen: "Select[tuple[int, str]]",
    now: datetime,
    *,
    due_at: datetime | None = None,
    default_language: str | None = None,
    chunk: int = CHUNK,
) -> int:
    """Queue a message for whom `chosen` selects, as `recipient` and `language`; the message's id.

    It is done in writes of `chunk` rows, and the first are sent while the rest are queued. After a
    crash in between, the same call with the same `key` goes on.
    """
    message_id = await database.write(lambda conn: _message(conn, kind, key, contents, now))
    fallback = default_language or next(iter(contents))
    people = chosen.subquery()
    rows = _rows(people, message_id, contents, fallback, due_at or now, now)
    after: int | None = None
    while True:
        until = await database.read(partial(_end_of_chunk, people, after, chunk))
        if until is None:
            return message_id
        part = rows.where(people.c.recipient <= until)
        if after is not None:
            part = part.where(people.c.recipient > after)
        await database.write(partial(_insert, message_id, part))
        after = until


def pause(conn: Connection, message_id: int, now: datetime) -> bool:
    """Send no more of it until `resume`; False when it was paused or cancelled before."""
    return _stamp(conn, message_id, {"paused_at": now}, messages.c.paused_at.is_(None))


def resume(conn: Connection, message_id: int) -> bool:
    """Go on with a paused message; False when it was not paused, or was cancelled."""
    return _stamp(conn, message_id, {"paused_at": None}, messages.c.paused_at.is_not(None))


def cancel(conn: Connection, message_id: int, now: datetime) -> bool:
    """Nobody else gets it, from now on; False when it was cancelled before.

    Its first rows move here, the rest of a large one as the sender comes by.
    """
    if not _stamp(conn, message_id, {"cancelled_at": now}):
        return False
    sweep_cancelled(conn, message_id, now)
    return True


def cancel_for(
    conn: Connection, recipient: int, kinds: Sequence[str], now: datetime, *, about: str = ""
) -> int:
    """Spare one chat what waits for it, of these kinds; how many messages that was.

    `about` bounds it to messages whose key begins so.

    A row that was claimed is spared too: it is not tried again, and does not leave if it has not
    left. Had it left, `db.dispatch.settle` says so.
    """
    rows = conn.execute(
        select(outbox.c.id, outbox.c.message_id, outbox.c.state)
        .join(messages, messages.c.id == outbox.c.message_id)
        .where(
            outbox.c.recipient == recipient,
            outbox.c.state.in_(("pending", "sending")),
            messages.c.kind.in_(kinds),
            messages.c.key.startswith(about, autoescape=True),
        )
    ).all()
    if rows:
        conn.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in rows]))
            .values(state="cancelled", updated_at=now)
        )
    for row in rows:
        count(conn, row.message_id, {row.state: -1, "cancelled": 1})
    return len(rows)


def delivered_since(conn: Connection, recipient: int, moment: datetime) -> list[int]:
    """Telegram's ids of what reached one chat since `moment`."""
    return list(
        conn.execute(
            select(outbox.c.telegram_message_id).where(
                outbox.c.recipient == recipient,
                outbox.c.telegram_message_id.is_not(None),
                outbox.c.updated_at >= moment,
            )
        ).scalars()
    )


def failure_of(conn: Connection, recipient: int, since: datetime) -> str | None:
    """Why the newest message to this chat since then failed; None when it did not."""
    newest = (
        select(outbox.c.state, outbox.c.error)
        .where(
            outbox.c.recipient == recipient,
            outbox.c.updated_at >= since,
            outbox.c.state.in_(("sent", "failed", "blocked")),
        )
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    row = conn.execute(newest).one_or_none()
    return None if row is None or row.state == "sent" else row.error or row.state


def forget(conn: Connection, recipient: int) -> None:
    """Delete every row of one chat. The counters stay: they name nobody."""
    rows = conn.execute(
        select(outbox.c.message_id, outbox.c.state).where(
            outbox.c.recipient == recipient, outbox.c.state.in_(("pending", "sending"))
        )
    ).all()
    for row in rows:
        ended = "cancelled" if row.state == "pending" else "unconfirmed"
        count(conn, row.message_id, {row.state: -1, ended: 1})
    conn.execute(delete(outbox).where(outbox.c.recipient == recipient))


def sweep_cancelled(conn: Connection, message_id: int, now: datetime, limit: int = CHUNK) -> int:
    """Move up to `limit` waiting rows of a cancelled message; how many moved."""
    waiting = (
        select(outbox.c.id)
        .where(outbox.c.state == "pending", outbox.c.message_id == message_id)
        .limit(limit)
    )
    moved = conn.execute(
        update(outbox).where(outbox.c.id.in_(waiting)).values(state="cancelled", updated_at=now)
    ).rowcount
    count(conn, message_id, {"pending": -moved, "cancelled": moved})
    return moved


def _message(
    conn: Connection, kind: str, key: str, contents: Mapping[str, Payload], now: datetime
) -> int:
    if not contents:
        raise NoContent
    known = conn.execute(select(messages.c.id).where(messages.c.key == key)).scalar_one_or_none()
    if known is not None:
        return int(known)
    message_id = int(
        conn.execute(
            insert(messages).values(kind=kind, key=key, created_at=now).returning(messages.c.id)
        ).scalar_one()
    )
    conn.execute(
        insert(message_contents),
        [
            {"message_id": message_id, "language": language, "payload": dict(payload)}
            for language, payload in contents.items()
        ],
    )
    return message_id


def _queued(conn: Connection, message_id: int, chats: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(chats), 500):
        found.update(
            conn.execute(
                select(outbox.c.recipient).where(
                    outbox.c.message_id == message_id,
                    outbox.c.recipient.in_(chats[start : start + 500]),
                )
            ).scalars()
        )
    return found


def _end_of_chunk(people: Subquery, after: int | None, chunk: int, conn: Connection) -> int | None:
    chats = select(people.c.recipient).order_by(people.c.recipient).limit(chunk)
    if after is not None:
        chats = chats.where(people.c.recipient > after)
    end: int | None = conn.execute(select(func.max(chats.subquery().c.recipient))).scalar_one()
    return end


def _rows(
    people: Subquery,
    message_id: int,
    contents: Mapping[str, Payload],
    fallback: str,
    due_at: datetime,
    now: datetime,
) -> "Select[Any]":
    spoken = case((people.c.language.in_(list(contents)), people.c.language), else_=fallback)
    queued = exists().where(
        outbox.c.message_id == message_id, outbox.c.recipient == people.c.recipient
    )
    return (
        select(
            literal(message_id, BigInteger),
            people.c.recipient,
            func.min(spoken),
            literal(due_at, UtcDateTime),
            literal(now, UtcDateTime),
        )
        .where(~queued)
        .group_by(people.c.recipient)
    )


def _insert(message_id: int, rows: "Select[Any]", conn: Connection) -> None:
    names = ["message_id", "recipient", "language", "due_at", "updated_at"]
    inserted = conn.execute(insert(outbox).from_select(names, rows)).rowcount
    count(conn, message_id, {"pending": inserted})


def _stamp(conn: Connection, message_id: int, values: dict[str, Any], *conditions: Any) -> bool:
    changed = conn.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.cancelled_at.is_(None), *conditions)
        .values(values)
    )
    return changed.rowcount > 0
