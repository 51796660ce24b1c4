"""Milestones: each told once, to those who asked for it and in the campaign's channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from campaign import channel
from campaign.consents import Purpose
from campaign.petitions.petition import Petition, get_in
from db import consents, milestones, outbox
from db.engine import Database


@dataclass(frozen=True)
class Reached:
    """A petition in the reader's language, and the count of signatures that it has come to."""

    petition: Petition
    milestone: int


Render = Callable[[Reached, str, bool], Mapping[str, Any]]
"""The message in a language; True for a person, who can end such messages, False for a channel."""


async def note(database: Database, now: datetime) -> int:
    """Record what was reached since; how many will be told.

    By the counter alone. Where several are passed at once only the highest is told. One that was
    reached stays reached when signatures are withdrawn, and is never told again.
    """
    if not await database.read(_fresh):
        return 0
    return await database.write(lambda conn: _note(conn, now))


def _note(conn: Connection, now: datetime) -> int:
    fresh = _fresh(conn)
    for petition_id, passed in fresh.items():
        for milestone in passed:
            told_at = None if milestone == passed[-1] else now
            milestones.add(conn, petition_id, milestone, now, told_at)
    return len(fresh)


def _fresh(conn: Connection) -> dict[int, list[int]]:
    """By petition the milestones passed beyond the highest that is recorded, in order."""
    highest = milestones.highest(conn)
    found = {row["id"]: _passed(row, highest.get(row["id"], 0)) for row in milestones.watched(conn)}
    return {petition_id: passed for petition_id, passed in found.items() if passed}


def _passed(row: RowMapping, highest: int) -> list[int]:
    return sorted(each for each in row["milestones"] if highest < each <= row["signature_count"])


async def tell(
    database: Database,
    render: Render,
    languages: Sequence[str],
    *,
    default_language: str,
    channel_id: int | None,
    now: datetime,
) -> int:
    """Queue the messages about what was recorded; how many milestones that was.

    After a crash in between the same call goes on: nobody is left out or told twice.
    """
    waiting = await database.read(milestones.untold)
    for row in waiting:
        petition_id, milestone = row["petition_id"], row["milestone"]
        reached = {
            language: await _reached(database, petition_id, milestone, language)
            for language in languages
        }
        await outbox.queue_select(
            database,
            "notice",
            key(petition_id, milestone),
            {language: render(reached[language], language, True) for language in languages},
            milestones.followers(petition_id, default_language),
            now,
            default_language=default_language,
        )
        post = render(reached[default_language], default_language, False)

        def finish(
            conn: Connection,
            petition_id: int = petition_id,
            milestone: int = milestone,
            post: Mapping[str, Any] = post,
        ) -> None:
            if channel_id is not None:
                name = key(petition_id, milestone)
                channel.post(conn, channel_id, name, post, default_language, now)
            milestones.mark_told(conn, petition_id, milestone, now)

        await database.write(finish)
    return len(waiting)


async def leave(database: Database, petition_id: int, person_id: int, now: datetime) -> bool:
    """No more of them for this person and petition, from now on; False when there were none."""

    def change(conn: Connection) -> bool:
        outbox.cancel_for(conn, person_id, ("notice",), now, about=f"milestone:{petition_id}:")
        return consents.revoke(conn, person_id, Purpose.MILESTONES, petition_id, now)

    return await database.write(change)


def key(petition_id: int, milestone: int) -> str:
    """The message's key in the outbox, by which it goes to each recipient once."""
    return f"milestone:{petition_id}:{milestone}"


async def _reached(database: Database, petition_id: int, milestone: int, language: str) -> Reached:
    petition = await database.read(lambda conn: get_in(conn, petition_id, language))
    return Reached(petition, milestone)
