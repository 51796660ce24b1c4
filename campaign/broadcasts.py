"""Broadcasts: what an organiser sends to those who agreed to updates, from draft to report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select

from campaign.drafts import DROPPED_AFTER
from campaign.refusals import Refusal
from db import audience, audit, broadcasts, counters, outbox
from db.engine import Database


class BroadcastGone(Refusal):
    "The broadcast was sent, cancelled or never was"


class NobodyToSendTo(Refusal):
    "Nobody in the audience agreed to updates"


@dataclass(frozen=True)
class Audience:
    """Whom a broadcast is for, within those who agreed to updates: choices that combine."""

    signers_of: int | None = None
    language: str | None = None

    def recipients(self, default_language: str) -> "Select[tuple[int, str]]":
        """The query, which consent bounds whatever is chosen here."""
        return audience.recipients(
            default_language=default_language, signers_of=self.signers_of, language=self.language
        )


@dataclass(frozen=True)
class Broadcast:
    """An update: what it says, for whom, and how far it got."""

    id: int
    state: str
    payload: dict[str, Any]
    audience: Audience
    message_id: int | None
    progress_chat_id: int | None
    progress_message_id: int | None
    created_by: int | None


@dataclass(frozen=True)
class Progress:
    """How many recipients are in each state; kept by the outbox, never estimated."""

    waiting: int
    delivered: int
    blocked: int
    failed: int
    unconfirmed: int
    cancelled: int

    @property
    def total(self) -> int:
        """All whom it was for."""
        return sum(vars(self).values())

    @property
    def done(self) -> int:
        """Those for whom nothing more happens."""
        return self.total - self.waiting


PerLanguage = Callable[[Mapping[str, Any], str], Mapping[str, Any]]


async def draft(
    database: Database, created_by: int, payload: dict[str, Any], now: datetime
) -> Broadcast:
    """Keep what the organiser wrote, for everyone until they choose."""

    def change(conn: Connection) -> Broadcast:
        broadcast_id = broadcasts.add(conn, created_by, payload, asdict(Audience()), now)
        return _must_get(conn, broadcast_id)

    return await database.write(change)


async def get(database: Database, broadcast_id: int) -> Broadcast:
    """The broadcast of that id; raises `BroadcastGone`."""
    return await database.read(lambda conn: _must_get(conn, broadcast_id))


async def choose_audience(database: Database, broadcast_id: int, chosen: Audience) -> Broadcast:
    """Who a draft is for; raises `BroadcastGone` when it is no draft any more."""

    def change(conn: Connection) -> Broadcast:
        broadcasts.set_audience(conn, broadcast_id, asdict(chosen))
        return _must_be_draft(conn, broadcast_id)

    return await database.write(change)


async def count(database: Database, chosen: Audience, default_language: str) -> int:
    """How many it would go to now."""
    return await database.read(
        lambda conn: audience.count(conn, chosen.recipients(default_language))
    )


async def send(
    database: Database,
    broadcast_id: int,
    per_language: PerLanguage,
    languages: Sequence[str],
    *,
    default_language: str,
    actor_id: int,
    now: datetime,
) -> Broadcast:
    """Queue the draft for everyone in its audience, once, whoever taps again.

    `per_language` gives the payload its last button in a reader's language. Raises
    `BroadcastGone` and `NobodyToSendTo`.
    """

    def change(conn: Connection) -> None:
        broadcast = _must_be_draft(conn, broadcast_id)
        if audience.count(conn, broadcast.audience.recipients(default_language)) == 0:
            raise NobodyToSendTo
        broadcasts.move(conn, broadcast_id, "draft", "queueing")
        audit.add(conn, "broadcast:sent", actor_id=actor_id, now=now, subject=str(broadcast_id))

    await database.write(change)
    return await _queue(
        database, broadcast_id, per_language, languages, default_language=default_language, now=now
    )


async def resume_queueing(
    database: Database,
    per_language: PerLanguage,
    languages: Sequence[str],
    *,
    default_language: str,
    now: datetime,
) -> None:
    """Go on with what a crash cut short while its recipients were being queued."""
    for row in await database.read(lambda conn: broadcasts.in_state(conn, "queueing")):
        await _queue(
            database, row["id"], per_language, languages, default_language=default_language, now=now
        )


async def _queue(
    database: Database,
    broadcast_id: int,
    per_language: PerLanguage,
    languages: Sequence[str],
    *,
    default_language: str,
    now: datetime,
) -> Broadcast:
    broadcast = await get(database, broadcast_id)
    message_id = await outbox.queue_select(
        database,
        "broadcast",
        f"broadcast:{broadcast_id}",
        {language: per_language(broadcast.payload, language) for language in languages},
        broadcast.audience.recipients(default_language),
        now,
        default_language=default_language,
    )

    def change(conn: Connection) -> Broadcast:
        broadcasts.move(conn, broadcast_id, "queueing", "sending", message_id=message_id)
        return _must_get(conn, broadcast_id)

    return await database.write(change)


async def discard(database: Database, broadcast_id: int) -> None:
    """Drop a draft; raises `BroadcastGone`."""

    def change(conn: Connection) -> None:
        if not broadcasts.move(conn, broadcast_id, "draft", "cancelled"):
            raise BroadcastGone

    await database.write(change)


async def drop_old_drafts(database: Database, now: datetime) -> int:
    """Forget what was begun a day ago and never sent; how many."""
    return await database.write(
        lambda conn: broadcasts.drop_unsent_before(conn, now - DROPPED_AFTER)
    )


async def stop(database: Database, broadcast_id: int, *, actor_id: int, now: datetime) -> Broadcast:
    """Cancel what has not left yet; what was delivered stays delivered."""

    def change(conn: Connection) -> Broadcast:
        broadcast = _must_get(conn, broadcast_id)
        if broadcast.state != "sending" or broadcast.message_id is None:
            raise BroadcastGone
        outbox.cancel(conn, broadcast.message_id, now)
        audit.add(conn, "broadcast:stopped", actor_id=actor_id, now=now, subject=str(broadcast_id))
        return broadcast

    return await database.write(change)


async def show_progress_in(
    database: Database, broadcast_id: int, chat_id: int, telegram_message_id: int
) -> None:
    """Where the live progress is shown, so that a restart finds it again."""
    await database.write(
        lambda conn: broadcasts.set_progress_message(
            conn, broadcast_id, chat_id, telegram_message_id
        )
    )


async def under_way(database: Database) -> Sequence[tuple[Broadcast, Progress]]:
    """Every broadcast that is being sent, with how far it got."""
    return await database.read(
        lambda conn: [
            (broadcast, _progress(conn, broadcast.message_id))
            for broadcast in map(_broadcast, broadcasts.in_state(conn, "sending"))
            if broadcast.message_id is not None
        ]
    )


async def finish(database: Database, broadcast_id: int, now: datetime) -> bool:
    """Nothing more happens; False when it was finished before."""
    return await database.write(
        lambda conn: broadcasts.move(conn, broadcast_id, "sending", "done", finished_at=now)
    )


async def progress(database: Database, message_id: int) -> Progress:
    """How far the broadcast with this outbox message got."""
    return await database.read(lambda conn: _progress(conn, message_id))


async def failures(database: Database, message_id: int) -> Sequence[tuple[str, int]]:
    """Why it failed, in Telegram's words, and for how many; the most frequent reason first."""
    found = await database.read(lambda conn: counters.failures(conn, message_id))
    return [(failure.reason, failure.count) for failure in found]


def _progress(conn: Connection, message_id: int) -> Progress:
    counted = counters.progress(conn, message_id)
    if counted is None:
        raise BroadcastGone
    return Progress(
        waiting=counted.pending + counted.sending,
        delivered=counted.sent,
        blocked=counted.blocked,
        failed=counted.failed,
        unconfirmed=counted.unconfirmed,
        cancelled=counted.cancelled,
    )


def _must_be_draft(conn: Connection, broadcast_id: int) -> Broadcast:
    broadcast = _must_get(conn, broadcast_id)
    if broadcast.state != "draft":
        raise BroadcastGone
    return broadcast


def _must_get(conn: Connection, broadcast_id: int) -> Broadcast:
    row = broadcasts.get(conn, broadcast_id)
    if row is None:
        raise BroadcastGone
    return _broadcast(row)


def _broadcast(row: RowMapping) -> Broadcast:
    return Broadcast(
        id=row["id"],
        state=row["state"],
        payload=row["payload"],
        audience=Audience(**row["audience"]),
        message_id=row["message_id"],
        progress_chat_id=row["progress_chat_id"],
        progress_message_id=row["progress_message_id"],
        created_by=row["created_by"],
    )
