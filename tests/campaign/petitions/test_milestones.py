"""Each milestone is told once, to those who asked for it and in the channel, whatever happens."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, update

from campaign import people
from campaign.consents import ConsentText, Purpose
from campaign.petitions import amendments, milestones, withdraw
from campaign.petitions.milestones import Reached
from db import notices
from db import outbox as road
from db.schema import message_contents, messages, outbox, petitions, reached_milestones
from tests.campaign.conftest import Campaign

ANA, BEN, CLEO = 11, 12, 13
CHANNEL = -1001234567890
YES = ConsentText("en", "Tell me.")


class Milestones:
    """The campaign's petition with milestones, and what was queued about them."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    async def have(self, *counts: int) -> None:
        await self.campaign.database.write(
            lambda conn: conn.execute(update(petitions).values(milestones=list(counts)))
        )

    async def follow(self, person: int) -> None:
        await amendments.set_consent(
            self.campaign.database,
            self.campaign.petition.id,
            person,
            Purpose.MILESTONES,
            YES,
            self.campaign.now,
        )

    async def look(self, channel_id: int | None = CHANNEL) -> int:
        database, now = self.campaign.database, self.campaign.now
        await milestones.note(database, now)
        return await milestones.tell(
            database,
            _render,
            ("en", "es"),
            default_language="es",
            channel_id=channel_id,
            now=now,
        )

    async def queued(self) -> list[tuple[int, str]]:
        rows = (
            select(outbox.c.recipient, message_contents.c.payload)
            .join(
                message_contents,
                (message_contents.c.message_id == outbox.c.message_id)
                & (message_contents.c.language == outbox.c.language),
            )
            .order_by(outbox.c.id)
        )
        return await self.campaign.database.read(
            lambda conn: [(row[0], row[1]["text"]) for row in conn.execute(rows)]
        )

    async def reached(self) -> list[int]:
        rows = select(reached_milestones.c.milestone).order_by(reached_milestones.c.milestone)
        return await self.campaign.database.read(lambda conn: list(conn.execute(rows).scalars()))


def _render(told: Reached, language: str, personal: bool) -> Mapping[str, Any]:
    title = told.petition.wording.title
    return {"text": f"{told.milestone} {title} {'personal' if personal else 'public'}"}


@pytest.fixture
async def marks(campaign: Campaign) -> Milestones:
    marks = Milestones(campaign)
    await marks.have(2, 4)
    return marks


async def test_nothing_is_told_before_the_count_is_there(marks: Milestones) -> None:
    await marks.campaign.sign(ANA)
    await marks.follow(ANA)
    assert await marks.look() == 0
    assert await marks.queued() == []


async def test_those_who_asked_and_the_channel_hear_of_it_once(marks: Milestones) -> None:
    for person in (ANA, BEN):
        await marks.campaign.sign(person)
    await marks.follow(ANA)
    assert await marks.look() == 1
    assert await marks.queued() == [
        (ANA, "2 Keep it free personal"),
        (CHANNEL, "2 Que sea libre public"),
    ]
    assert await marks.look() == 0
    assert len(await marks.queued()) == 2


async def test_without_a_channel_people_hear_all_the_same(marks: Milestones) -> None:
    for person in (ANA, BEN):
        await marks.campaign.sign(person)
    await marks.follow(BEN)
    await marks.look(channel_id=None)
    assert [recipient for recipient, _ in await marks.queued()] == [BEN]


async def test_of_several_passed_at_once_only_the_highest_is_told(marks: Milestones) -> None:
    await marks.have(1, 2, 3, 4)
    for person in (ANA, BEN, CLEO):
        await marks.campaign.sign(person)
    assert await marks.look() == 1
    assert await marks.reached() == [1, 2, 3]
    assert [text.split()[0] for _, text in await marks.queued()] == ["3"]


async def test_what_was_reached_is_not_reached_again(marks: Milestones) -> None:
    for person in (ANA, BEN):
        await marks.campaign.sign(person)
    await marks.look()
    await withdraw(marks.campaign.database, marks.campaign.petition.id, BEN, marks.campaign.now)
    assert await marks.look() == 0
    await marks.campaign.sign(BEN)
    assert await marks.look() == 0


async def test_a_crash_in_the_middle_of_telling_leaves_nobody_out_and_tells_nobody_twice(
    marks: Milestones,
) -> None:
    campaign = marks.campaign
    for person in (ANA, BEN):
        await campaign.sign(person)
        await marks.follow(person)
    await milestones.note(campaign.database, campaign.now)
    key = milestones.key(campaign.petition.id, 2)
    await campaign.database.write(
        lambda conn: road.queue(
            conn, "notice", key, {"en": {"text": "2"}}, [road.Recipient(ANA, "en")], campaign.now
        )
    )
    assert await marks.look() == 1
    assert sorted(recipient for recipient, _ in await marks.queued()) == [CHANNEL, ANA, BEN]


async def test_one_tap_ends_them_and_what_is_on_its_way(marks: Milestones) -> None:
    campaign = marks.campaign
    for person in (ANA, BEN):
        await campaign.sign(person)
        await marks.follow(person)
    await marks.look()
    assert await milestones.leave(campaign.database, campaign.petition.id, ANA, campaign.now)
    assert not await milestones.leave(campaign.database, campaign.petition.id, ANA, campaign.now)
    states = await campaign.database.read(
        lambda conn: dict(conn.execute(select(outbox.c.recipient, outbox.c.state)).all())
    )
    assert states == {ANA: "cancelled", BEN: "pending", CHANNEL: "pending"}
    for person in (CLEO, 14):
        await campaign.sign(person)
    await marks.look()
    assert [who for who, text in await marks.queued() if text[0] == "4"] == [BEN, CHANNEL]


async def test_who_blocks_the_bot_hears_no_more_even_when_back(marks: Milestones) -> None:
    campaign = marks.campaign
    for person in (ANA, BEN):
        await campaign.sign(person)
    await marks.follow(ANA)
    await people.left(campaign.database, ANA, campaign.now)
    await people.came_back(campaign.database, ANA)
    await marks.look()
    assert [recipient for recipient, _ in await marks.queued()] == [CHANNEL]


async def test_who_is_forgotten_takes_nobody_s_message_along(marks: Milestones) -> None:
    campaign = marks.campaign
    for person in (ANA, BEN):
        await campaign.sign(person)
        await marks.follow(person)
    await marks.look()

    def forget(conn: Any) -> None:
        notices.erase(conn, ANA)
        road.forget(conn, ANA)

    await campaign.database.write(forget)
    assert [recipient for recipient, _ in await marks.queued()] == [BEN, CHANNEL]
    kinds = await campaign.database.read(
        lambda conn: set(conn.execute(select(messages.c.kind)).scalars())
    )
    assert kinds == {"notice"}
