"""An invitation: one person, one day, and an owner who says yes."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from campaign import notices, privacy, team
from campaign.consents import ConsentText
from campaign.people import Person, follow_updates
from campaign.team import (
    LINK_LASTS,
    InvitationGone,
    LinkSpent,
    NotAllowed,
    OnTeamAlready,
    Role,
    invitations,
    telling,
)
from campaign.team.invitations import Invitation
from db import team as rows
from tests.campaign.conftest import Campaign

OLIVIA, ANA, BEN = 1_200_000_001, 1_200_000_002, 1_200_000_003
NAME = "Ana, as Telegram shows her now"


def untold(_: Connection, __: Invitation) -> None:
    """Tells nobody."""


@pytest.fixture
async def campaign(campaign: Campaign) -> Campaign:
    """With Olivia as its owner."""
    await team.make_owners(campaign.database, [OLIVIA], campaign.now)
    return campaign


async def link(campaign: Campaign, role: Role = Role.ORGANISER) -> str:
    secret = invitations.new_secret()
    token, _ = await invitations.invite(
        campaign.database, secret, role, actor_id=OLIVIA, now=campaign.now
    )
    return token


async def come(
    campaign: Campaign, person_id: int, token: str, *, after: timedelta = timedelta(0)
) -> Invitation:
    """Come by the link; the owner is told the name, as the handlers do."""
    owner, now = Person(OLIVIA, "en"), campaign.now + after

    def tell(conn: Connection, came: Invitation) -> None:
        payload = {"method": "sendMessage", "params": {"text": f"{NAME} came."}}
        notices.queue(conn, owner, telling.invitation_key(came.mark, OLIVIA), payload, now)

    return await invitations.come(
        campaign.database, Person(person_id, "en"), token, now=now, tell=tell
    )


async def confirm(
    campaign: Campaign, mark: str, *, by: int = OLIVIA, after: timedelta = timedelta(0)
) -> Invitation:
    return await invitations.confirm(
        campaign.database, mark, actor_id=by, now=campaign.now + after, tell=untold
    )


async def refuse(campaign: Campaign, mark: str, *, by: int = OLIVIA) -> Invitation:
    return await invitations.refuse(
        campaign.database, mark, actor_id=by, now=campaign.now, tell=untold
    )


async def lines(campaign: Campaign) -> list[tuple[str, int | None, str]]:
    return [
        (row["action"], row["actor_id"], row["subject"])
        for table, row in await campaign.kept()
        if table == "audit" and row["action"].startswith("team:")
    ]


async def test_the_place_is_theirs_only_when_an_owner_confirmed(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign))
    assert (came.role, came.used_by, came.is_confirmed) == (Role.ORGANISER, ANA, False)
    assert await team.role_of(campaign.database, ANA) is None
    confirmed = await confirm(campaign, came.mark)
    assert confirmed.is_confirmed
    assert await team.role_of(campaign.database, ANA) is Role.ORGANISER
    assert await lines(campaign) == [
        ("team:owner-named", OLIVIA, ""),
        ("team:invited", OLIVIA, "organiser"),
        ("team:came", ANA, "organiser"),
        ("team:confirmed", OLIVIA, "organiser"),
        ("team:joined", ANA, "organiser"),
    ]


async def test_the_name_is_gone_once_an_owner_decided(campaign: Campaign) -> None:
    for person_id, decide in ((ANA, confirm), (BEN, refuse)):
        came = await come(campaign, person_id, await link(campaign))
        assert await campaign.holding(NAME) != []
        await decide(campaign, came.mark)
        assert await campaign.holding(NAME) == []


async def test_only_the_hash_of_a_link_is_kept(campaign: Campaign) -> None:
    token = await link(campaign)
    assert await campaign.holding(token, token.removeprefix("inv-")) == []
    assert len(token) <= 64


async def test_the_same_button_makes_the_same_link(campaign: Campaign) -> None:
    secret = invitations.new_secret()
    made = [
        await invitations.invite(campaign.database, secret, role, actor_id=OLIVIA, now=campaign.now)
        for role in (Role.ORGANISER, Role.ORGANISER, Role.OWNER)
    ]
    assert len({token for token, _ in made}) == 1
    assert {made.role for _, made in made} == {Role.ORGANISER}
    assert len(await invitations.unused(campaign.database, campaign.now)) == 1


async def test_a_button_whose_link_was_used_makes_no_other(campaign: Campaign) -> None:
    secret = invitations.new_secret()
    token, _ = await invitations.invite(
        campaign.database, secret, Role.ANALYST, actor_id=OLIVIA, now=campaign.now
    )
    await come(campaign, ANA, token)
    with pytest.raises(LinkSpent):
        await invitations.invite(
            campaign.database, secret, Role.ANALYST, actor_id=OLIVIA, now=campaign.now
        )


async def test_to_come_twice_is_to_come_once(campaign: Campaign) -> None:
    token = await link(campaign)
    first = await come(campaign, ANA, token)
    assert await come(campaign, ANA, token) == first
    assert len([row for table, row in await campaign.kept() if table == "outbox"]) == 1


async def test_a_link_is_for_the_first_of_many_who_tap_at_once(campaign: Campaign) -> None:
    token = await link(campaign)
    came = await asyncio.gather(
        *(come(campaign, ANA + tap, token) for tap in range(10)), return_exceptions=True
    )
    assert sum(isinstance(each, Invitation) for each in came) == 1
    assert sum(isinstance(each, LinkSpent) for each in came) == 9


async def test_a_link_works_for_a_day(campaign: Campaign) -> None:
    token = await link(campaign)
    with pytest.raises(LinkSpent):
        await come(campaign, ANA, token, after=LINK_LASTS)
    assert await campaign.holding(ANA) == []
    came = await come(campaign, ANA, token, after=LINK_LASTS - timedelta(seconds=1))
    assert came.used_by == ANA


async def test_who_came_waits_for_a_day(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign))
    with pytest.raises(InvitationGone):
        await confirm(campaign, came.mark, after=LINK_LASTS)
    assert await team.role_of(campaign.database, ANA) is None


async def test_a_link_that_was_taken_back_leads_nowhere(campaign: Campaign) -> None:
    token = await link(campaign)
    (made,) = await invitations.unused(campaign.database, campaign.now)
    for _ in range(2):
        await invitations.revoke(campaign.database, made.mark, actor_id=OLIVIA, now=campaign.now)
    with pytest.raises(LinkSpent):
        await come(campaign, ANA, token)
    assert await invitations.unused(campaign.database, campaign.now) == []
    assert [action for action, *_ in await lines(campaign)].count("team:invitation-revoked") == 1


async def test_a_link_that_somebody_came_by_is_refused_and_not_taken_back(
    campaign: Campaign,
) -> None:
    came = await come(campaign, ANA, await link(campaign))
    with pytest.raises(InvitationGone):
        await invitations.revoke(campaign.database, came.mark, actor_id=OLIVIA, now=campaign.now)


async def test_who_is_refused_is_forgotten_when_nothing_else_is_theirs(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign))
    await refuse(campaign, came.mark)
    assert await campaign.holding(ANA) == []
    with pytest.raises(InvitationGone):
        await refuse(campaign, came.mark)
    with pytest.raises(InvitationGone):
        await confirm(campaign, came.mark)


async def test_who_is_refused_keeps_what_was_theirs(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    came = await come(campaign, ANA, await link(campaign))
    await refuse(campaign, came.mark)
    assert await campaign.count() == 1
    other = await come(campaign, BEN, await link(campaign))
    text = ConsentText("en", "Write to me.")
    await follow_updates(campaign.database, Person(BEN, "en"), text, campaign.now)
    await refuse(campaign, other.mark)
    assert {table for table, _ in await campaign.holding(BEN)} == {"people", "consents", "audit"}


async def test_to_confirm_twice_is_to_confirm_once(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign))
    assert await confirm(campaign, came.mark) == await confirm(campaign, came.mark)
    assert [action for action, *_ in await lines(campaign)].count("team:joined") == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_nobody_but_an_owner_invites_or_decides(campaign: Campaign, role: Role) -> None:
    database, now = campaign.database, campaign.now
    await team.make_owners(database, [BEN], now)
    await database.write(lambda conn: rows.set_role(conn, BEN, role, now))
    came = await come(campaign, ANA, await link(campaign))
    await link(campaign)
    (other,) = await invitations.unused(database, now)
    with pytest.raises(NotAllowed):
        await invitations.invite(
            database, invitations.new_secret(), Role.OWNER, actor_id=BEN, now=now
        )
    with pytest.raises(NotAllowed):
        await confirm(campaign, came.mark, by=BEN)
    with pytest.raises(NotAllowed):
        await refuse(campaign, came.mark, by=BEN)
    with pytest.raises(NotAllowed):
        await invitations.revoke(database, other.mark, actor_id=BEN, now=now)
    assert await team.role_of(database, ANA) is None


async def test_who_is_on_the_team_uses_no_link_up(campaign: Campaign) -> None:
    token = await link(campaign)
    with pytest.raises(OnTeamAlready):
        await come(campaign, OLIVIA, token)
    await team.make_owners(campaign.database, [BEN], campaign.now)
    await campaign.database.write(lambda conn: rows.suspend(conn, BEN, campaign.now))
    with pytest.raises(OnTeamAlready):
        await come(campaign, BEN, token)
    assert (await come(campaign, ANA, token)).used_by == ANA


async def test_who_got_a_place_by_another_way_meanwhile_keeps_that_one(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign, Role.ANALYST))
    await team.make_owners(campaign.database, [ANA], campaign.now)
    with pytest.raises(OnTeamAlready):
        await confirm(campaign, came.mark)
    assert await team.role_of(campaign.database, ANA) is Role.OWNER


@pytest.mark.parametrize("token", ["", "inv-", "inv-guess", "own-guess", "inv-✈", "' OR 1=1 --"])
async def test_a_made_up_link_does_nothing(campaign: Campaign, token: str) -> None:
    await link(campaign)
    with pytest.raises(LinkSpent):
        await come(campaign, ANA, token)
    assert await campaign.holding(ANA) == []


async def test_one_kind_of_link_is_no_way_to_the_other(campaign: Campaign) -> None:
    owners = await team.owner_link(campaign.database, campaign.now)
    with pytest.raises(LinkSpent):
        await come(campaign, ANA, owners)
    with pytest.raises(LinkSpent):
        await team.redeem(
            campaign.database, Person(ANA, "en"), await link(campaign, Role.OWNER), campaign.now
        )
    assert await campaign.holding(ANA) == []


@pytest.mark.parametrize("mark", ["", "%", "_" * 16, "0" * 16, "0" * 64])
async def test_a_made_up_mark_names_no_invitation(campaign: Campaign, mark: str) -> None:
    await come(campaign, ANA, await link(campaign))
    with pytest.raises(InvitationGone):
        await confirm(campaign, mark)


async def test_who_waits_in_vain_for_a_day_is_forgotten_with_their_name(
    campaign: Campaign,
) -> None:
    await come(campaign, ANA, await link(campaign))
    assert await invitations.drop_old(campaign.database, campaign.now + LINK_LASTS / 2) == 0
    assert await invitations.drop_old(campaign.database, campaign.now + LINK_LASTS) == 1
    assert await campaign.holding(ANA, NAME) == []


async def test_old_invitations_go_and_the_places_stay(campaign: Campaign) -> None:
    confirmed = await come(campaign, BEN, await link(campaign))
    await confirm(campaign, confirmed.mark)
    await link(campaign)
    assert await invitations.drop_old(campaign.database, campaign.now + LINK_LASTS) == 0
    assert await invitations.drop_old(campaign.database, campaign.now + 2 * LINK_LASTS) == 2
    assert [table for table, _ in await campaign.kept() if table == "invitations"] == []
    assert await team.role_of(campaign.database, BEN) is Role.ORGANISER


async def test_nothing_of_who_came_and_asked_to_be_forgotten_is_left(campaign: Campaign) -> None:
    came = await come(campaign, ANA, await link(campaign))
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await campaign.holding(ANA, NAME) == []
    with pytest.raises(InvitationGone):
        await confirm(campaign, came.mark)
