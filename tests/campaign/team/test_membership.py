"""Places that change and end: by whom, once, with what they had, and never the last owner's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from campaign import broadcasts, drafts, notices, privacy, team
from campaign.drafts import Draft
from campaign.people import Person
from campaign.team import (
    MAY,
    LastOwner,
    LinkSpent,
    Member,
    NotAllowed,
    NotOnTeam,
    NotYourself,
    Permission,
    Role,
    invitations,
    telling,
)
from db import audit
from db import team as rows
from db.schema import approvals, petitions
from tests.campaign.conftest import Campaign

OLIVIA, OSCAR, ORLA, MIA, ANA = range(1_200_000_001, 1_200_000_006)
FORMS = ("article", "broadcast")
PLACES = {
    OLIVIA: Role.OWNER,
    OSCAR: Role.OWNER,
    ORLA: Role.ORGANISER,
    MIA: Role.MODERATOR,
    ANA: Role.ANALYST,
}
Act = Callable[[Campaign, int, int], Awaitable[Any]]


def untold(_: Connection, __: Member) -> None:
    """Tells nobody."""


@pytest.fixture
async def campaign(campaign: Campaign) -> Campaign:
    """With two owners and one of each other role."""
    await team.make_owners(campaign.database, PLACES, campaign.now)

    for person_id, place in PLACES.items():
        await put(campaign, person_id, place)
    return campaign


async def put(campaign: Campaign, person_id: int, place: Role) -> None:
    await campaign.database.write(lambda conn: rows.set_role(conn, person_id, place, campaign.now))


async def suspend(campaign: Campaign, actor: int, member: int) -> Member:
    return await team.suspend(
        campaign.database, member, actor_id=actor, now=campaign.now, tell=untold
    )


async def restore(campaign: Campaign, actor: int, member: int) -> Member:
    return await team.restore(
        campaign.database, member, actor_id=actor, now=campaign.now, tell=untold
    )


async def remove(campaign: Campaign, actor: int, member: int) -> Any:
    return await team.remove(
        campaign.database, member, actor_id=actor, forms=FORMS, now=campaign.now, tell=untold
    )


async def promote(campaign: Campaign, actor: int, member: int) -> Member:
    return await change_role(campaign, actor, member, Role.OWNER)


async def change_role(campaign: Campaign, actor: int, member: int, role: Role) -> Member:
    return await team.change_role(
        campaign.database, member, role, actor_id=actor, now=campaign.now, tell=untold
    )


async def demote(campaign: Campaign, actor: int, member: int) -> Member:
    return await change_role(campaign, actor, member, Role.ORGANISER)


async def leave(campaign: Campaign, person_id: int) -> Any:
    return await team.leave(
        campaign.database, person_id, forms=FORMS, now=campaign.now, tell=untold
    )


async def role(campaign: Campaign, person_id: int) -> Role | None:
    return await team.role_of(campaign.database, person_id)


async def lines(campaign: Campaign) -> list[tuple[str, int | None, str]]:
    return [
        (row["action"], row["actor_id"], row["subject"])
        for table, row in await campaign.kept()
        if table == "audit" and row["actor_id"] and row["action"] != "team:owner-named"
    ]


ACTS: dict[Permission, tuple[Act, ...]] = {
    Permission.SUSPEND_MEMBERS: (suspend,),
    Permission.MANAGE_TEAM: (restore, remove, promote),
}


@pytest.mark.parametrize("actor", PLACES)
@pytest.mark.parametrize("permission", ACTS)
async def test_only_who_may_changes_a_place(
    campaign: Campaign, permission: Permission, actor: int
) -> None:
    for act in ACTS[permission]:
        member = ORLA if actor != ORLA else MIA
        if permission in MAY[PLACES[actor]]:
            await act(campaign, actor, member)
            await put(campaign, member, PLACES[member])
        else:
            with pytest.raises(NotAllowed):
                await act(campaign, actor, member)
            assert await role(campaign, member) is PLACES[member]


@pytest.mark.parametrize("actor", PLACES)
async def test_who_is_suspended_changes_no_place_and_cannot_even_leave(
    campaign: Campaign, actor: int
) -> None:
    other = OSCAR if actor == OLIVIA else OLIVIA
    await suspend(campaign, other, actor)
    for act in (suspend, restore, remove, promote):
        with pytest.raises(NotAllowed):
            await act(campaign, actor, other)
    with pytest.raises(NotAllowed):
        await leave(campaign, actor)
    assert await role(campaign, other) is PLACES[other]


async def test_an_organiser_suspends_anybody_else_and_only_an_owner_restores(
    campaign: Campaign,
) -> None:
    for member in (MIA, ANA, OSCAR):
        suspended = await suspend(campaign, ORLA, member)
        assert not suspended.is_active
        assert await role(campaign, member) is None
        assert await team.suspended_by(campaign.database, suspended) == ORLA
        with pytest.raises(NotAllowed):
            await restore(campaign, ORLA, member)
        assert (await restore(campaign, OLIVIA, member)).is_active
        assert await role(campaign, member) is PLACES[member]
    with pytest.raises(NotYourself):
        await suspend(campaign, ORLA, ORLA)


async def test_an_only_owner_who_is_suspended_comes_back_by_the_hosts_link(
    campaign: Campaign,
) -> None:
    await remove(campaign, OLIVIA, OSCAR)
    await suspend(campaign, ORLA, OLIVIA)
    assert not await team.has_owner(campaign.database)
    token = await team.owner_link(campaign.database, campaign.now)
    await team.redeem(campaign.database, Person(OLIVIA, "en"), token, campaign.now)
    assert await role(campaign, OLIVIA) is Role.OWNER


async def test_a_button_tapped_twice_changes_a_place_once(campaign: Campaign) -> None:
    for _ in range(2):
        await suspend(campaign, OLIVIA, MIA)
    for _ in range(2):
        await restore(campaign, OLIVIA, MIA)
    for _ in range(2):
        await promote(campaign, OLIVIA, MIA)
    await remove(campaign, OLIVIA, MIA)
    with pytest.raises(NotOnTeam):
        await remove(campaign, OLIVIA, MIA)
    assert await lines(campaign) == [
        ("team:suspended", OLIVIA, "moderator"),
        ("team:was-suspended", MIA, "moderator"),
        ("team:restored", OLIVIA, "moderator"),
        ("team:was-restored", MIA, "moderator"),
        ("team:role-changed", OLIVIA, "owner"),
        ("team:was-role-changed", MIA, "owner"),
        ("team:removed", OLIVIA, "owner"),
        ("team:was-removed", MIA, "owner"),
    ]


async def test_what_changed_is_told_once_in_the_same_transaction(campaign: Campaign) -> None:
    told: list[Member] = []

    def tell(_: Connection, member: Member) -> None:
        told.append(member)

    for _ in range(2):
        await team.suspend(campaign.database, MIA, actor_id=ORLA, now=campaign.now, tell=tell)
    assert [(each.person_id, each.is_active) for each in told] == [(MIA, False)]


async def test_the_last_owner_neither_leaves_nor_is_demoted(campaign: Campaign) -> None:
    await leave(campaign, OSCAR)
    with pytest.raises(LastOwner):
        await leave(campaign, OLIVIA)
    with pytest.raises(LastOwner):
        await change_role(campaign, OLIVIA, OLIVIA, Role.ANALYST)
    assert await role(campaign, OLIVIA) is Role.OWNER


async def test_an_owner_who_is_suspended_is_no_other_owner(campaign: Campaign) -> None:
    await suspend(campaign, ORLA, OSCAR)
    with pytest.raises(LastOwner):
        await leave(campaign, OLIVIA)


async def test_of_two_owners_who_leave_at_once_one_stays(campaign: Campaign) -> None:
    left = await asyncio.gather(
        leave(campaign, OLIVIA), leave(campaign, OSCAR), return_exceptions=True
    )
    assert sum(isinstance(each, LastOwner) for each in left) == 1
    assert await team.has_owner(campaign.database)


async def test_two_who_suspend_each_other_at_once_cannot_both(campaign: Campaign) -> None:
    done = await asyncio.gather(
        suspend(campaign, OLIVIA, ORLA), suspend(campaign, ORLA, OLIVIA), return_exceptions=True
    )
    assert sum(isinstance(each, NotAllowed) for each in done) == 1


async def petition_in_review(campaign: Campaign, *agreed: int) -> None:
    """A second petition that has not opened, to which these agreed, as to the open one."""

    def change(conn: Connection) -> None:
        conn.execute(
            insert(petitions).values(
                slug="bridge", state="review", goal=10, minimum_age=16, version=1,
                created_at=campaign.now,
            )
        )  # fmt: skip
        for petition_id in (campaign.petition.id, campaign.petition.id + 1):
            for person_id in agreed:
                conn.execute(
                    insert(approvals).values(
                        petition_id=petition_id, version=1, person_id=person_id, at=campaign.now
                    )
                )

    await campaign.database.write(change)


async def agreed_by(campaign: Campaign, person_id: int) -> list[int]:
    return [
        row["petition_id"]
        for table, row in await campaign.kept()
        if table == "approvals" and row["person_id"] == person_id
    ]


async def fill_hands(campaign: Campaign, person_id: int) -> None:
    """Everything that a member can have pending or have taken along."""
    database, now = campaign.database, campaign.now
    payload = {"method": "sendMessage", "params": {"text": "See you at noon."}}
    await petition_in_review(campaign, person_id)
    await drafts.keep(database, Person(person_id, "en"), Draft("article", "text"), now)
    await broadcasts.draft(database, person_id, payload, now)
    await database.write(
        lambda conn: audit.add(
            conn, "petition:exported", actor_id=person_id, now=now, subject="free-internet"
        )
    )


async def test_what_a_member_holds_is_known_before_they_go(campaign: Campaign) -> None:
    await fill_hands(campaign, ORLA)
    held = await team.held_by(campaign.database, ORLA, FORMS)
    assert (held.broadcast_drafts, held.broadcasts_under_way) == (1, [])
    assert held.approvals == ["bridge"]
    assert held.form == "article"
    assert [(each.at, each.subject) for each in held.exports] == [(campaign.now, "free-internet")]
    nothing = await team.held_by(campaign.database, MIA, FORMS)
    assert not any(vars(nothing).values())


@pytest.mark.parametrize("end", [remove, lambda campaign, _, member: leave(campaign, member)])
async def test_what_was_pending_ends_with_the_place(campaign: Campaign, end: Act) -> None:
    await fill_hands(campaign, ORLA)
    await campaign.sign(ORLA)
    held = await end(campaign, OLIVIA, ORLA)
    assert held.approvals == ["bridge"]
    assert await role(campaign, ORLA) is None
    assert ORLA not in [each.person_id for each in await team.members(campaign.database)]
    left = await team.held_by(campaign.database, ORLA, FORMS)
    assert (left.broadcast_drafts, left.approvals, left.form) == (0, [], None)
    assert await agreed_by(campaign, ORLA) == [campaign.petition.id], "an opened one stays agreed"
    assert await campaign.count() == 1, "what they have as a supporter stays theirs"


async def test_a_form_that_is_not_the_teams_is_nobodys_business(campaign: Campaign) -> None:
    sign = Draft("sign", "name")
    await drafts.keep(campaign.database, Person(ORLA, "en"), sign, campaign.now)
    assert (await remove(campaign, OLIVIA, ORLA)).form is None
    assert await drafts.current(campaign.database, ORLA, campaign.now) == sign


async def test_an_agreement_counts_only_while_one_may_give_it(campaign: Campaign) -> None:
    await petition_in_review(campaign, ORLA, OSCAR)
    await change_role(campaign, OLIVIA, ORLA, Role.MODERATOR)
    await suspend(campaign, OLIVIA, OSCAR)
    for person_id in (ORLA, OSCAR):
        assert await agreed_by(campaign, person_id) == [campaign.petition.id]


async def test_an_agreement_survives_a_role_that_may_give_it(campaign: Campaign) -> None:
    await petition_in_review(campaign, OSCAR)
    await change_role(campaign, OLIVIA, OSCAR, Role.ORGANISER)
    assert len(await agreed_by(campaign, OSCAR)) == 2


async def test_an_agreement_to_what_opened_meanwhile_is_history(campaign: Campaign) -> None:
    await petition_in_review(campaign, ORLA)
    await campaign.database.write(lambda conn: conn.execute(update(petitions).values(state="open")))
    await remove(campaign, OLIVIA, ORLA)
    assert len(await agreed_by(campaign, ORLA)) == 2


@pytest.mark.parametrize("end", [suspend, remove, demote])
async def test_the_links_of_an_owner_end_with_the_right_to_make_them(
    campaign: Campaign, end: Act
) -> None:
    token, _ = await invitations.invite(
        campaign.database, invitations.new_secret(), Role.OWNER, actor_id=OSCAR, now=campaign.now
    )
    await end(campaign, OLIVIA, OSCAR)
    with pytest.raises(LinkSpent):
        await invitations.come(
            campaign.database,
            Person(1_200_000_009, "en"),
            token,
            now=campaign.now,
            tell=lambda *_: None,
        )


async def test_what_was_told_of_a_member_goes_when_they_are_forgotten(campaign: Campaign) -> None:
    def tell(conn: Connection, member: Member) -> None:
        payload = {"method": "sendMessage", "params": {"text": "Mia Muster was suspended."}}
        key = telling.member_key(member.person_id, "suspended", campaign.now, OLIVIA)
        notices.queue(conn, Person(OLIVIA, "en"), key, payload, campaign.now)

    await team.suspend(campaign.database, MIA, actor_id=ORLA, now=campaign.now, tell=tell)
    assert await campaign.holding("Mia Muster") != []
    await privacy.forget(campaign.database, MIA, campaign.now)
    assert await campaign.holding("Mia Muster", MIA) == []
