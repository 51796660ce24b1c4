"""Places on the team as they change and end: another role, suspended, restored, left, removed.

Each change looks up who may make it in its own transaction, writes whom it touched and who made it
to the audit, and happens once however often a button is tapped.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection

from campaign.refusals import Refusal
from campaign.team import holdings
from campaign.team.holdings import Holdings
from campaign.team.roles import MAY, Member, Permission, Role, member_of, owners_in, require_in
from db import audit, invitations, team
from db.engine import Database

Tell = Callable[[Connection, Member], None]
"""Queues what is told about a change, in its transaction, with the member as they are after it."""


class NotOnTeam(Refusal):
    "The person has no place on the team any more"


class NotYourself(Refusal):
    "One does this to others only"


class LastOwner(Refusal):
    "The campaign would be without an owner"


async def member(database: Database, person_id: int) -> Member:
    """Someone's place, suspended or not; raises `NotOnTeam`."""
    return await database.read(lambda conn: _must_get(conn, person_id))


async def suspended_by(database: Database, suspended: Member) -> int | None:
    """Who suspended them, while that person is known."""
    moment = suspended.suspended_at
    if moment is None:
        return None
    return await database.read(lambda conn: team.suspended_by(conn, moment))


async def change_role(
    database: Database, person_id: int, role: Role, *, actor_id: int, now: datetime, tell: Tell
) -> Member:
    """Give a member another role. Raises `NotAllowed`, `NotOnTeam` and `LastOwner`."""

    def change(conn: Connection) -> Member:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        before = _must_get(conn, person_id)
        if before.role is role:
            return before
        if role is not Role.OWNER:
            _must_leave_an_owner(conn, before)
        team.set_role(conn, person_id, role, now)
        _note(conn, "role-changed", before, actor_id, now, subject=role)
        _end_what_ended(conn, person_id, MAY[role], now)
        after = _must_get(conn, person_id)
        tell(conn, after)
        return after

    return await database.write(change)


async def suspend(
    database: Database, person_id: int, *, actor_id: int, now: datetime, tell: Tell
) -> Member:
    """Let a member's role count for nothing, at once, until an owner restores it.

    An organiser can suspend an owner too, even the only one: who hosts the bot can bring them back
    (`campaign.team.owners`). Raises `NotAllowed`, `NotYourself` and `NotOnTeam`.
    """

    def change(conn: Connection) -> Member:
        require_in(conn, actor_id, Permission.SUSPEND_MEMBERS)
        if person_id == actor_id:
            raise NotYourself
        before = _must_get(conn, person_id)
        if not team.suspend(conn, person_id, now):
            return before
        _note(conn, "suspended", before, actor_id, now)
        _end_what_ended(conn, person_id, frozenset(), now)
        after = _must_get(conn, person_id)
        tell(conn, after)
        return after

    return await database.write(change)


async def restore(
    database: Database, person_id: int, *, actor_id: int, now: datetime, tell: Tell
) -> Member:
    """Let the role count again. Raises `NotAllowed` and `NotOnTeam`."""

    def change(conn: Connection) -> Member:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        before = _must_get(conn, person_id)
        if not team.restore(conn, person_id):
            return before
        _note(conn, "restored", before, actor_id, now)
        after = _must_get(conn, person_id)
        tell(conn, after)
        return after

    return await database.write(change)


async def remove(
    database: Database,
    person_id: int,
    *,
    actor_id: int,
    forms: Collection[str],
    now: datetime,
    tell: Tell,
) -> Holdings:
    """Take a member off the team; what was dropped with them, and what they hold.

    `forms` are the drafts that are the team's. Raises `NotAllowed`, `NotYourself` and `NotOnTeam`.
    """

    def change(conn: Connection) -> Holdings:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        if person_id == actor_id:
            raise NotYourself
        before = _must_get(conn, person_id)
        held = _end(conn, before, forms, now)
        _note(conn, "removed", before, actor_id, now)
        tell(conn, before)
        return held

    return await database.write(change)


async def leave(
    database: Database, person_id: int, *, forms: Collection[str], now: datetime, tell: Tell
) -> Holdings:
    """Go by oneself; what was dropped with it. Raises `NotAllowed` and `LastOwner`."""

    def change(conn: Connection) -> Holdings:
        require_in(conn, person_id, None)
        before = _must_get(conn, person_id)
        _must_leave_an_owner(conn, before)
        held = _end(conn, before, forms, now)
        audit.add(conn, "team:left", actor_id=person_id, now=now, subject=before.role)
        tell(conn, before)
        return held

    return await database.write(change)


def _end(conn: Connection, member: Member, forms: Collection[str], now: datetime) -> Holdings:
    held = holdings.held_in(conn, member.person_id, forms)
    team.drop_broadcast_drafts(conn, member.person_id)
    team.drop_form(conn, member.person_id, forms)
    _end_what_ended(conn, member.person_id, frozenset(), now)
    team.remove(conn, member.person_id)
    return held


def _end_what_ended(
    conn: Connection, person_id: int, left: Collection[Permission], now: datetime
) -> None:
    """What they gave their word to and nobody took up yet counts only while they may give it."""
    if Permission.OPEN_PETITIONS not in left:
        team.take_back_approvals(conn, person_id)
    if Permission.MANAGE_TEAM not in left:
        invitations.revoke_unused(conn, person_id, now)


def _must_get(conn: Connection, person_id: int) -> Member:
    row = team.get(conn, person_id)
    if row is None:
        raise NotOnTeam
    return member_of(row)


def _must_leave_an_owner(conn: Connection, going: Member) -> None:
    if going.role is Role.OWNER and not set(owners_in(conn)) - {going.person_id}:
        raise LastOwner


def _note(
    conn: Connection, what: str, member: Member, actor_id: int, now: datetime, *, subject: str = ""
) -> None:
    """Two lines: an audit line names people only as its actor, which /forget can take out."""
    role = subject or member.role
    audit.add(conn, f"team:{what}", actor_id=actor_id, now=now, subject=role)
    audit.add(conn, f"team:was-{what}", actor_id=member.person_id, now=now, subject=role)
