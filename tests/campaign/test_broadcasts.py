"""A broadcast goes once, to whom it was for; what was begun and never sent is forgotten."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from campaign import broadcasts, people
from campaign.broadcasts import Audience, BroadcastGone, NobodyToSendTo
from campaign.consents import ConsentText
from campaign.people import Person
from db.engine import Database

OLIVIA = 7
PAYLOAD = {"method": "sendMessage", "params": {"text": "The march is on Sunday."}}
YES = ConsentText("en", "Yes, write to me.")


def in_language(payload: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    return {**payload, "params": {**payload["params"], "text": f"{language}: hello"}}


async def _drafted(database: Database, now: datetime) -> int:
    await people.choose_language(database, Person(OLIVIA, "en"), now)
    return (await broadcasts.draft(database, OLIVIA, PAYLOAD, now)).id


async def _send(database: Database, broadcast_id: int, now: datetime) -> broadcasts.Broadcast:
    return await broadcasts.send(
        database,
        broadcast_id,
        in_language,
        ("en", "es"),
        default_language="es",
        actor_id=OLIVIA,
        now=now,
    )


async def test_two_taps_send_it_once(database: Database, now: datetime) -> None:
    for person_id, language in ((1, "en"), (2, "es"), (3, "es")):
        await people.follow_updates(database, Person(person_id, language), YES, now)
    broadcast_id = await _drafted(database, now)
    taps = await asyncio.gather(
        *(_send(database, broadcast_id, now) for _ in range(4)), return_exceptions=True
    )
    sent = [tap for tap in taps if isinstance(tap, broadcasts.Broadcast)]
    assert len(sent) == 1
    assert [type(tap) for tap in taps if tap not in sent] == [BroadcastGone] * 3
    [(under_way, progress)] = await broadcasts.under_way(database)
    assert under_way.id == broadcast_id
    assert (progress.total, progress.waiting, progress.done) == (3, 3, 0)


async def test_nothing_is_sent_to_nobody(database: Database, now: datetime) -> None:
    broadcast_id = await _drafted(database, now)
    with pytest.raises(NobodyToSendTo):
        await _send(database, broadcast_id, now)
    assert (await broadcasts.get(database, broadcast_id)).state == "draft"


async def test_stopping_cancels_what_waits(database: Database, now: datetime) -> None:
    await people.follow_updates(database, Person(1, "en"), YES, now)
    broadcast_id = await _drafted(database, now)
    await _send(database, broadcast_id, now)
    await broadcasts.stop(database, broadcast_id, actor_id=OLIVIA, now=now)
    [(_, progress)] = await broadcasts.under_way(database)
    assert (progress.cancelled, progress.waiting) == (1, 0)
    assert await broadcasts.finish(database, broadcast_id, now)
    with pytest.raises(BroadcastGone):
        await broadcasts.stop(database, broadcast_id, actor_id=OLIVIA, now=now)


async def test_only_a_draft_changes_its_audience(database: Database, now: datetime) -> None:
    await people.follow_updates(database, Person(1, "en"), YES, now)
    broadcast_id = await _drafted(database, now)
    spanish = Audience(language="es")
    assert (await broadcasts.choose_audience(database, broadcast_id, spanish)).audience == spanish
    assert await broadcasts.count(database, spanish, "es") == 0
    await broadcasts.choose_audience(database, broadcast_id, Audience())
    await _send(database, broadcast_id, now)
    with pytest.raises(BroadcastGone):
        await broadcasts.choose_audience(database, broadcast_id, spanish)


async def test_what_was_begun_and_never_sent_is_forgotten(
    database: Database, now: datetime
) -> None:
    await people.follow_updates(database, Person(1, "en"), YES, now)
    sent, begun, dropped = [await _drafted(database, now) for _ in range(3)]
    await _send(database, sent, now)
    await broadcasts.discard(database, dropped)
    assert await broadcasts.drop_old_drafts(database, now + timedelta(hours=23)) == 0
    assert await broadcasts.drop_old_drafts(database, now + timedelta(hours=25)) == 2
    assert (await broadcasts.get(database, sent)).state == "sending"
    for gone in (begun, dropped):
        with pytest.raises(BroadcastGone):
            await broadcasts.get(database, gone)


async def test_a_crash_while_queueing_is_made_good(database: Database, now: datetime) -> None:
    await people.follow_updates(database, Person(1, "en"), YES, now)
    broadcast_id = await _drafted(database, now)
    await _send(database, broadcast_id, now)
    for _ in range(2):
        await broadcasts.resume_queueing(
            database, in_language, ("en", "es"), default_language="es", now=now
        )
    [(_, progress)] = await broadcasts.under_way(database)
    assert progress.total == 1
