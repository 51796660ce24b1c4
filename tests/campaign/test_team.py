"""Who may do what, and the link that makes one owner, once, for a day."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaign import privacy, team
from campaign.people import Person
from campaign.team import LINK_LASTS, MAY, LinkSpent, NotAllowed, Permission, Role
from db import team as rows
from db.schema import invitations
from tests.campaign.conftest import Campaign

ANA, BEN = 1_200_000_001, 1_200_000_002
TABLE = {
    Role.OWNER: {"articles:edit", "broadcasts:send", "questions:answer", "results:see"},
    Role.ORGANISER: {"articles:edit", "broadcasts:send", "questions:answer", "results:see"},
    Role.MODERATOR: {"questions:answer", "results:see"},
    Role.ANALYST: {"results:see"},
}


async def _put(campaign: Campaign, person_id: int, role: Role) -> None:
    await team.make_owners(campaign.database, [person_id], campaign.now)
    await campaign.database.write(lambda conn: rows.set_role(conn, person_id, role, campaign.now))


async def _allowed(campaign: Campaign, person_id: int) -> set[Permission]:
    allowed = set()
    for permission in Permission:
        try:
            await team.require(campaign.database, person_id, permission)
        except NotAllowed:
            continue
        allowed.add(permission)
    return allowed


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_do_what_the_table_says(campaign: Campaign, role: Role) -> None:
    await _put(campaign, ANA, role)
    assert await team.role_of(campaign.database, ANA) is role
    assert await _allowed(campaign, ANA) == TABLE[role] == MAY[role]


async def test_a_supporter_may_do_nothing_of_it(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    assert await team.role_of(campaign.database, ANA) is None
    assert await _allowed(campaign, ANA) == set()
    assert await _allowed(campaign, BEN) == set()


async def test_a_role_that_was_changed_holds_at_once(campaign: Campaign) -> None:
    await _put(campaign, ANA, Role.OWNER)
    await _put(campaign, ANA, Role.ANALYST)
    assert await _allowed(campaign, ANA) == {Permission.SEE_RESULTS}
    assert await team.members(campaign.database) == [(ANA, Role.ANALYST)]


async def test_who_may_names_all_who_may(campaign: Campaign) -> None:
    for number, role in enumerate(Role):
        await _put(campaign, ANA + number, role)
    answering = await team.who_may(campaign.database, Permission.ANSWER_QUESTIONS)
    assert answering == [ANA, ANA + 1, ANA + 2]
    assert await team.who_may(campaign.database, Permission.SEND_BROADCASTS) == [ANA, ANA + 1]


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
    assert await team.members(database) == [(ANA, Role.OWNER)]
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
    assert len(await team.members(campaign.database)) == 1


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
    assert await team.members(campaign.database) == [(ANA, Role.OWNER), (BEN, Role.OWNER)]
    lines = [row for table, row in await campaign.kept() if table == "audit"]
    assert [row["action"] for row in lines].count("team:owner-named") == 2


async def test_who_is_forgotten_is_on_the_team_no_more(campaign: Campaign) -> None:
    await _put(campaign, ANA, Role.OWNER)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await team.members(campaign.database) == []
    assert await _allowed(campaign, ANA) == set()
