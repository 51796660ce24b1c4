"""Who may do what: one table, which holds at once, and for nobody who is suspended."""

import pytest

from campaign import privacy, team
from campaign.team import MAY, NotAllowed, Permission, Role
from db import team as rows
from tests.campaign.conftest import Campaign

ANA, BEN = 1_200_000_001, 1_200_000_002
TABLE = {
    Role.OWNER: {
        "articles:edit",
        "petitions:edit",
        "petitions:open",
        "petitions:deliver",
        "signatures:review",
        "broadcasts:send",
        "questions:answer",
        "results:see",
        "team:suspend",
        "team:manage",
    },
    Role.ORGANISER: {
        "articles:edit",
        "petitions:edit",
        "petitions:open",
        "petitions:deliver",
        "signatures:review",
        "broadcasts:send",
        "questions:answer",
        "results:see",
        "team:suspend",
    },
    Role.MODERATOR: {"signatures:review", "questions:answer", "results:see"},
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
    assert [each.role for each in await team.members(campaign.database)] == [Role.ANALYST]


async def test_who_may_names_all_who_may(campaign: Campaign) -> None:
    for number, role in enumerate(Role):
        await _put(campaign, ANA + number, role)
    answering = await team.who_may(campaign.database, Permission.ANSWER_QUESTIONS)
    assert answering == [ANA, ANA + 1, ANA + 2]
    assert await team.who_may(campaign.database, Permission.SEND_BROADCASTS) == [ANA, ANA + 1]


@pytest.mark.parametrize("role", Role)
async def test_who_is_suspended_may_do_nothing_until_restored(
    campaign: Campaign, role: Role
) -> None:
    await _put(campaign, ANA, role)
    await campaign.database.write(lambda conn: rows.suspend(conn, ANA, campaign.now))
    assert await team.role_of(campaign.database, ANA) is None
    assert await _allowed(campaign, ANA) == set()
    with pytest.raises(NotAllowed):
        await team.require(campaign.database, ANA, None)
    for permission in Permission:
        assert await team.who_may(campaign.database, permission) == []
    (member,) = await team.members(campaign.database)
    assert (member.role, member.is_active) == (role, False)
    await campaign.database.write(lambda conn: rows.restore(conn, ANA))
    assert await _allowed(campaign, ANA) == TABLE[role]


async def test_some_things_are_for_everyone_on_the_team_and_for_nobody_else(
    campaign: Campaign,
) -> None:
    await _put(campaign, ANA, Role.ANALYST)
    assert await team.require(campaign.database, ANA, None) is Role.ANALYST
    with pytest.raises(NotAllowed):
        await team.require(campaign.database, BEN, None)


async def test_who_is_forgotten_is_on_the_team_no_more(campaign: Campaign) -> None:
    await _put(campaign, ANA, Role.OWNER)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await team.members(campaign.database) == []
    assert await _allowed(campaign, ANA) == set()
