"""The campaign's channel: what is posted there, once each, and who hears when it cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from campaign import notices, team
from campaign.people import Person
from campaign.proofs import register
from campaign.proofs.keys import keys_in
from campaign.team import Permission
from db import meta, outbox, people
from db.engine import Database
from db.ledger import CheckpointRow

_CHAT = "channel"
_POSTED = "channel checkpoint"
_FAILED = "channel failure told"
ONCE = timedelta(days=1)


@dataclass(frozen=True)
class Checkpoint:
    """What the channel is shown each day: the signed note, and the key that verifies it."""

    note: str
    verifier_key: str
    size: int
    at: datetime


Render = Callable[[Checkpoint], Mapping[str, Any]]
Warn = Callable[[str, str], Mapping[str, Any]]
"""A warning in a language, for a reason in Telegram's words."""


async def remember(database: Database, name: str, chat_id: int) -> None:
    """Keep which chat goes by that name, so that a post need not wait for Telegram to say so."""
    await database.write(lambda conn: meta.put(conn, _CHAT, f"{name} {chat_id}"))


async def known(database: Database, name: str) -> int | None:
    """The chat that goes by that name, or None before the first time that it was found."""
    kept = await database.read(lambda conn: meta.get(conn, _CHAT))
    found, _, chat_id = (kept or "").rpartition(" ")
    return int(chat_id) if found == name else None


def post(
    conn: Connection,
    chat_id: int,
    key: str,
    payload: Mapping[str, Any],
    language: str,
    now: datetime,
) -> None:
    """Queue one post; the same `key` is the same post, and is queued once."""
    outbox.queue(
        conn,
        "notice",
        f"channel:{key}",
        {language: payload},
        [outbox.Recipient(chat_id, language)],
        now,
    )


async def post_checkpoint(
    database: Database, chat_id: int, render: Render, language: str, now: datetime
) -> bool:
    """Post the newest checkpoint, once a day (UTC) and only when it says something new."""
    day = now.date().isoformat()
    posted = await database.read(lambda conn: meta.get(conn, _POSTED))
    if posted is not None and posted.partition(" ")[0] == day:
        return False

    def change(conn: Connection) -> bool:
        row = register.publish(conn, now) or register.published(conn)
        if row is None or (posted is not None and posted.partition(" ")[2] == str(row.size)):
            return False
        post(conn, chat_id, f"checkpoint:{day}", render(_shown(conn, row)), language, now)
        meta.put(conn, _POSTED, f"{day} {row.size}")
        return True

    return await database.write(change)


def _shown(conn: Connection, row: CheckpointRow) -> Checkpoint:
    return Checkpoint(row.note, str(keys_in(conn).signer.key), row.size, row.at)


async def failure(database: Database, chat_id: int, now: datetime) -> str | None:
    """Why a post of the last day did not get there, in Telegram's words; None when all did."""
    return await database.read(lambda conn: outbox.failure_of(conn, chat_id, now - ONCE))


async def warn_owners(
    database: Database, reason: str, warn: Warn, default_language: str, now: datetime
) -> bool:
    """Tell each owner why nothing can be posted, once a day; False when they know."""
    day = now.date().isoformat()
    if await database.read(lambda conn: meta.get(conn, _FAILED)) == day:
        return False
    owners = await team.who_may(database, Permission.MANAGE_TEAM)

    def change(conn: Connection) -> None:
        for owner_id in owners:
            owner = Person(owner_id, _language(conn, owner_id) or default_language)
            payload = warn(reason, owner.language)
            notices.queue(conn, owner, f"channel-failed:{day}:{owner_id}", payload, now)
        meta.put(conn, _FAILED, day)

    await database.write(change)
    return True


def _language(conn: Connection, person_id: int) -> str | None:
    row = people.get(conn, person_id)
    return row["language"] if row else None
