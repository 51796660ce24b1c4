"""Every view of the team, with names of any length, for whoever may see it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from campaign.team import Export, Holdings, Member, Role
from handlers.views.organiser import invitations, team, told
from handlers.views.organiser.team import Came, Named, OpenLink, Sight
from handlers.views.view import View
from handlers.wording import Words

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ZONE = "America/Mexico_City"
LARGEST_ID = 2**52 - 1
MARK, SECRET = "0123456789abcdef", "A-_z" * 5 + "09"
FULL = Holdings(
    broadcast_drafts=999,
    broadcasts_under_way=range(10**8, 10**8 + 999),
    approvals=["s" * 48] * 9,
    form="article",
    exports=[Export(NOW, "s" * 48), Export(NOW, "")] * 5,
)
EMPTY = Holdings(0, [], [], None, [])


def of_the_team(speak: Words, names: tuple[str, ...]) -> Iterator[View]:
    """All of them; what a person may be called is cut as far as Telegram lets a name go."""
    for name in names:
        yield from _of_one(speak, name)
        yield from _of_invitations(speak, name)
    yield team.left(speak)
    yield told.suspended(speak)
    yield told.removed(speak)
    yield invitations.refused(speak)
    yield invitations.turned_away(speak)
    yield invitations.ask_invite(speak, SECRET)
    for role in Role:
        yield told.restored(speak, role)
        yield told.role_changed(speak, role)
        yield invitations.welcome(speak, role)
        yield invitations.link(speak, f"https://t.me/a_bot?start=inv-{SECRET}", role, MARK, "now")


def _of_one(speak: Words, name: str) -> Iterator[View]:
    for shown in _members(name):
        for may_manage in (True, False):
            sight = Sight(LARGEST_ID, may_manage, ZONE)
            yield team.card(speak, shown, sight, name, FULL.broadcasts_under_way)
            yield team.card(speak, shown, sight)
            yield team.own_place(speak, shown.member, sees_team=may_manage, may_manage=may_manage)
            waits = [Came(MARK, Role.ORGANISER, name)] * 5
            links = [OpenLink(MARK, Role.ORGANISER, NOW)] * 5
            for number in (0, 1):
                yield team.page(speak, [shown] * team.PAGE_SIZE, number, 24, sight, waits, links)
            yield team.page(speak, [shown], 0, 1, sight)
        yield team.ask_role(speak, shown)
        yield told.owners_of_suspension(speak, shown)
        for leaves in (True, False):
            yield team.ask_suspend(speak, shown, leaves_an_owner=leaves)
        for held in (FULL, EMPTY):
            yield team.ask_remove(speak, shown, held, ZONE)
            yield team.ask_leave(speak, held, ZONE)
            yield told.owners_of_leaving(speak, shown, held, ZONE)
    yield team.removed(speak, name)


def _of_invitations(speak: Words, name: str) -> Iterator[View]:
    for role in Role:
        came = Came(MARK, role, name)
        yield invitations.must_be_confirmed(speak, name[:200], role, name)
        yield invitations.who_came(speak, came)
        yield invitations.confirmed(speak, came)


def _members(name: str) -> Iterator[Named]:
    for role in Role:
        for person_id in (1, LARGEST_ID):
            yield Named(Member(person_id, role, NOW), name)
            yield Named(Member(person_id, role, NOW, suspended_at=NOW), name)
