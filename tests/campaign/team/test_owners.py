"""The link that makes one owner, once, for a day; and the owners whom the settings name."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaign import team
from campaign.people import Person
from campaign.team import LINK_LASTS, LinkSpent, Role
from db import team as rows
from db.schema import invitations
from tests.campaign.conftest import Campaign

ANA, BEN = 1_200_000_001, 1_200_000_002


async def places(campaign: Campaign) -> list[tuple[int, Role]]:
    """Everyone on the team, with their role."""
    return [(each.person_id, each.role) for each in await team.members(campaign.database)]


async def test_the_link_makes_an_owner_once(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    assert not await team.has_owner(database)
    token = await team.owner_link(database, now)
    assert await team.redeem(database, Person(ANA, "es"), token, now) is Role.OWNER
    assert await team.has_owner(database)
    with pytest.raises(LinkSpent):
        await team.redeem(database, Person(BEN, "en"), token, now)
    with pytest.raises(LinkSpent):
        await team.redeem(database, Person(ANA, "es"), token, now)
    assert await places(campaign) == [(ANA, Role.OWNER)]
    assert await campaign.holding(BEN) == []


async def test_the_link_works_for_one_of_many_who_tap_at_once(campaign: Campaign) -> None:
    token = await team.owner_link(campaign.database, campaign.now)
    came = await asyncio.gather(
        *(
            team.redeem(campaign.database, Person(ANA + tap, "en"), token, campaign.now)
            for tap in range(10)
        ),
        return_exceptions=True,
    )
    assert came.count(Role.OWNER) == 1
    assert sum(isinstance(each, LinkSpent) for each in came) == 9
    assert len(await places(campaign)) == 1


async def test_the_link_works_for_a_day_and_not_a_moment_longer(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    spent, good = await team.owner_link(database, now), await team.owner_link(database, now)
    with pytest.raises(LinkSpent):
        await team.redeem(database, Person(ANA, "en"), spent, now + LINK_LASTS)
    last_moment = now + LINK_LASTS - timedelta(seconds=1)
    assert await team.redeem(database, Person(ANA, "en"), good, last_moment) is Role.OWNER


@pytest.mark.parametrize("token", ["", "own-", "own-guess", "x" * 5000, "own-✈", "' OR 1=1 --"])
async def test_a_made_up_link_does_nothing(campaign: Campaign, token: str) -> None:
    await team.owner_link(campaign.database, campaign.now)
    with pytest.raises(LinkSpent):
        await team.redeem(campaign.database, Person(ANA, "en"), token, campaign.now)
    assert await campaign.holding(ANA) == []


async def test_only_the_hash_of_a_link_is_kept(campaign: Campaign) -> None:
    token = await team.owner_link(campaign.database, campaign.now)
    assert await campaign.holding(token, token.removeprefix("own-")) == []
    kept = select(invitations.c.token_hash)
    (row,) = await campaign.database.read(lambda conn: conn.execute(kept).all())
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()


async def test_a_link_fits_what_telegram_takes_as_a_payload(campaign: Campaign) -> None:
    tokens = [await team.owner_link(campaign.database, campaign.now) for _ in range(20)]
    assert len(set(tokens)) == 20
    for token in tokens:
        assert len(token) <= 64
        assert token.replace("-", "").replace("_", "").isalnum()
        assert token.isascii()


async def test_owners_named_in_the_settings_are_made_once(campaign: Campaign) -> None:
    for _ in range(2):
        await team.make_owners(campaign.database, (ANA, BEN), campaign.now)
    assert await places(campaign) == [(ANA, Role.OWNER), (BEN, Role.OWNER)]
    lines = [row for table, row in await campaign.kept() if table == "audit"]
    assert [row["action"] for row in lines].count("team:owner-named") == 2


async def test_a_suspended_owner_owns_nothing_and_the_settings_do_not_change_that(
    campaign: Campaign,
) -> None:
    await team.make_owners(campaign.database, [ANA], campaign.now)
    await campaign.database.write(lambda conn: rows.suspend(conn, ANA, campaign.now))
    assert not await team.has_owner(campaign.database)
    await team.make_owners(campaign.database, [ANA], campaign.now)
    assert not await team.has_owner(campaign.database)


async def test_the_link_gives_a_suspended_owner_their_place_back(campaign: Campaign) -> None:
    await team.make_owners(campaign.database, [ANA], campaign.now)
    await campaign.database.write(lambda conn: rows.suspend(conn, ANA, campaign.now))
    token = await team.owner_link(campaign.database, campaign.now)
    await team.redeem(campaign.database, Person(ANA, "en"), token, campaign.now)
    assert await team.role_of(campaign.database, ANA) is Role.OWNER


async def test_the_links_of_earlier_starts_end_with_the_first_one_used(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    earlier, newest = await team.owner_link(database, now), await team.owner_link(database, now)
    await team.redeem(database, Person(ANA, "en"), newest, now)
    with pytest.raises(LinkSpent):
        await team.redeem(database, Person(BEN, "en"), earlier, now)
