"""Whatever audience is chosen, only those are written to whose consent to updates stands."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from campaign import broadcasts, consents, people, petitions, privacy
from campaign.broadcasts import Audience, Broadcast, PerLanguage
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import amendments
from db import people as people_rows
from db.schema import consents as consent_table
from db.schema import outbox
from db.schema import people as people_table
from tests.campaign.conftest import Campaign, Workshop

YES = ConsentText("en", "Write to me.")
AUDIENCES = [
    Audience(signers_of=signed, language=language)
    for signed in (None, 1, 2)
    for language in (None, "en", "es", "pt")
]


@dataclass(frozen=True)
class Member:
    """Someone, as a test imagines them."""

    language: str | None
    follows: bool
    left: bool
    came_back: bool
    signed: bool
    withdrew: bool
    digest_only: bool

    def reached_by(self, chosen: Audience) -> bool:
        """Whether they should be written to; the reader without a language reads Spanish."""
        return (
            self.follows
            and not self.left
            and chosen.signers_of in (None, 1)
            and (chosen.signers_of is None or (self.signed and not self.withdrew))
            and chosen.language in (None, self.language or "es")
        )


members = st.lists(
    st.builds(
        Member,
        st.sampled_from(["en", "es", None]),
        *[st.booleans()] * 6,
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(crowd=members, data=st.data())
def test_recipients_are_those_who_agreed_and_can_be_reached(
    workshop: Workshop, crowd: list[Member], data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(AUDIENCES))

    async def act(campaign: Campaign) -> None:
        for person_id, member in enumerate(crowd, start=3_300_000_001):
            await _live(campaign, person_id, member)
        rows: list[Any] = await campaign.database.read(
            lambda conn: list(conn.execute(chosen.recipients("es")).mappings())
        )
        found = {row["recipient"]: row["language"] for row in rows}
        expected = {
            person_id: member.language or "es"
            for person_id, member in enumerate(crowd, start=3_300_000_001)
            if member.reached_by(chosen)
        }
        assert found == expected
        assert len(rows) == len(expected)
        assert await broadcasts.count(campaign.database, chosen, "es") == len(expected)
        assert set(found) <= await _standing(campaign)

    workshop.run(act)


async def _live(campaign: Campaign, person_id: int, member: Member) -> None:
    database, now = campaign.database, campaign.now
    person = Person(person_id, member.language or "en")
    if member.follows:
        await people.follow_updates(database, person, YES, now)
    if member.digest_only:
        await database.write(lambda conn: _give(conn, person, Purpose.DIGEST, campaign))
    if member.signed:
        await campaign.sign(person_id, now=now + timedelta(seconds=1))
        if member.withdrew:
            await petitions.withdraw(database, campaign.petition.id, person_id, now)
    if member.left:
        await people.left(database, person_id, now)
    if member.came_back:
        await people.came_back(database, person_id)
    spoken = update(people_table).where(people_table.c.id == person_id)
    await database.write(lambda conn: conn.execute(spoken.values(language=member.language)))


def _give(conn: Connection, person: Person, purpose: Purpose, campaign: Campaign) -> None:
    people_rows.remember(conn, person.id, person.language, campaign.now)
    consents.give(conn, person.id, purpose, YES, campaign.now)


async def _standing(campaign: Campaign) -> set[int]:
    query = (
        select(people_table.c.id)
        .join(consent_table, consent_table.c.person_id == people_table.c.id)
        .where(
            consent_table.c.purpose == "updates",
            consent_table.c.revoked_at.is_(None),
            people_table.c.blocked_at.is_(None),
        )
    )
    return set(await campaign.database.read(lambda conn: conn.execute(query).scalars().all()))


async def test_signing_never_subscribes(campaign: Campaign) -> None:
    await campaign.sign(3_300_000_001)
    assert not await consents.receives_updates(campaign.database, 3_300_000_001)
    for chosen in AUDIENCES:
        assert await broadcasts.count(campaign.database, chosen, "es") == 0


async def test_a_consent_for_a_petition_is_none_to_be_written_to(campaign: Campaign) -> None:
    await campaign.sign(3_300_000_001)
    for purpose in Purpose:
        await amendments.set_consent(
            campaign.database, campaign.petition.id, 3_300_000_001, purpose, YES, campaign.now
        )
    for chosen in AUDIENCES:
        assert await broadcasts.count(campaign.database, chosen, "es") == 0


async def test_someone_marked_as_blocking_is_not_written_to_even_with_a_consent(
    campaign: Campaign,
) -> None:
    await _follow(campaign, 3_300_000_001, 3_300_000_002)
    blocking = update(people_table).where(people_table.c.id == 3_300_000_001)
    await campaign.database.write(
        lambda conn: conn.execute(blocking.values(blocked_at=campaign.now))
    )
    assert await broadcasts.count(campaign.database, Audience(), "es") == 1


async def test_an_audience_without_anyone_sends_nothing(campaign: Campaign) -> None:
    await campaign.sign(3_300_000_001)
    draft = await broadcasts.draft(campaign.database, 3_300_000_001, _says("Hello"), campaign.now)
    with pytest.raises(broadcasts.NobodyToSendTo):
        await _send(campaign, draft.id)
    assert (await broadcasts.get(campaign.database, draft.id)).state == "draft"


async def test_a_broadcast_goes_once_to_each_however_often_it_is_sent(campaign: Campaign) -> None:
    crowd = [3_300_000_001 + number for number in range(5)]
    await _follow(campaign, *crowd)
    draft = await broadcasts.draft(campaign.database, crowd[0], _says("Hello"), campaign.now)
    came = await asyncio.gather(
        *(_send(campaign, draft.id) for _ in range(4)), return_exceptions=True
    )
    assert [type(each) for each in came].count(broadcasts.BroadcastGone) == 3
    assert sorted(await _recipients(campaign)) == crowd
    sent = await broadcasts.get(campaign.database, draft.id)
    assert (sent.state, sent.payload) == ("sending", _says("Hello"))


async def test_a_crash_while_queueing_is_gone_on_with_and_nobody_gets_it_twice(
    campaign: Campaign,
) -> None:
    crowd = [3_300_000_001 + number for number in range(5)]
    await _follow(campaign, *crowd)
    database = campaign.database
    draft = await broadcasts.draft(database, crowd[0], _says("Hello"), campaign.now)

    def crash(payload: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        raise RuntimeError(language)

    with pytest.raises(RuntimeError):
        await _send(campaign, draft.id, crash)
    assert (await broadcasts.get(database, draft.id)).state == "queueing"
    for _ in range(2):
        await broadcasts.resume_queueing(
            database, _as_written, ("en", "es"), default_language="es", now=campaign.now
        )
    assert sorted(await _recipients(campaign)) == crowd
    assert (await broadcasts.get(database, draft.id)).state == "sending"


async def test_who_leaves_while_it_is_on_its_way_is_spared(campaign: Campaign) -> None:
    stays, leaves, blocks, goes = (3_300_000_001 + number for number in range(4))
    await _follow(campaign, stays, leaves, blocks, goes)
    database, now = campaign.database, campaign.now
    draft = await broadcasts.draft(database, stays, _says("Hello"), now)
    sent = await _send(campaign, draft.id)
    await people.leave_updates(database, leaves, now)
    await people.left(database, blocks, now)
    await privacy.forget(database, goes, now)
    assert sent.message_id is not None
    progress = await broadcasts.progress(database, sent.message_id)
    assert (progress.waiting, progress.cancelled, progress.total) == (1, 3, 4)
    states = select(outbox.c.recipient, outbox.c.state).order_by(outbox.c.recipient)
    rows = await database.read(lambda conn: [tuple(row) for row in conn.execute(states)])
    assert rows == [(stays, "pending"), (leaves, "cancelled"), (blocks, "cancelled")]


async def test_stopping_cancels_what_has_not_left_and_finishing_ends_it_once(
    campaign: Campaign,
) -> None:
    await _follow(campaign, 3_300_000_001, 3_300_000_002)
    database, now = campaign.database, campaign.now
    draft = await broadcasts.draft(database, 3_300_000_001, _says("Hello"), now)
    with pytest.raises(broadcasts.BroadcastGone):
        await broadcasts.stop(database, draft.id, actor_id=1, now=now)
    sent = await _send(campaign, draft.id)
    await broadcasts.stop(database, sent.id, actor_id=3_300_000_001, now=now)
    ((_, progress),) = await broadcasts.under_way(database)
    assert (progress.waiting, progress.cancelled) == (0, 2)
    assert await broadcasts.finish(database, sent.id, now)
    assert not await broadcasts.finish(database, sent.id, now)
    assert await broadcasts.under_way(database) == []


async def test_what_was_sent_or_dropped_is_no_draft_any_more(campaign: Campaign) -> None:
    await _follow(campaign, 3_300_000_001)
    database, now = campaign.database, campaign.now
    dropped = await broadcasts.draft(database, 3_300_000_001, _says("No"), now)
    await broadcasts.discard(database, dropped.id)
    sent = await broadcasts.draft(database, 3_300_000_001, _says("Yes"), now)
    await _send(campaign, sent.id)
    for gone in (dropped.id, sent.id, 999):
        for trying in (
            broadcasts.choose_audience(database, gone, Audience(language="en")),
            broadcasts.discard(database, gone),
            _send(campaign, gone),
        ):
            with pytest.raises(broadcasts.BroadcastGone):
                await trying
    assert (await broadcasts.get(database, sent.id)).audience == Audience()


async def _follow(campaign: Campaign, *person_ids: int) -> None:
    for person_id in person_ids:
        await people.follow_updates(campaign.database, Person(person_id, "en"), YES, campaign.now)


def _as_written(payload: Mapping[str, Any], _: str) -> Mapping[str, Any]:
    return payload


async def _send(
    campaign: Campaign, broadcast_id: int, per_language: PerLanguage = _as_written
) -> Broadcast:
    return await broadcasts.send(
        campaign.database,
        broadcast_id,
        per_language,
        ("en", "es"),
        default_language="es",
        actor_id=3_300_000_001,
        now=campaign.now,
    )


async def _recipients(campaign: Campaign) -> list[int]:
    query = select(outbox.c.recipient)
    return list(await campaign.database.read(lambda conn: conn.execute(query).scalars().all()))


def _says(text: str) -> dict[str, Any]:
    return {"method": "sendMessage", "params": {"text": text}}


def test_nothing_but_the_audience_query_says_who_gets_a_broadcast() -> None:
    """The one door to bulk recipients; a milestone has its own, to those who asked for it."""
    sources = Path(broadcasts.__file__).parents[1]
    callers = [
        path.relative_to(sources).as_posix()
        for folder in ("bot", "handlers", "campaign", "db")
        for path in (sources / folder).rglob("*.py")
        if "queue_select(" in path.read_text(encoding="utf-8")
    ]
    assert sorted(callers) == [
        "campaign/broadcasts.py",
        "campaign/petitions/milestones.py",
        "db/outbox.py",
    ]
