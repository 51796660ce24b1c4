"""Roles: who on the team may do what. One table, looked up at every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping

from campaign.refusals import Refusal
from db import team
from db.engine import Database


class Role(StrEnum):
    """What someone on the team is."""

    OWNER = "owner"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    ANALYST = "analyst"


class Permission(StrEnum):
    """What a role may let one do."""

    EDIT_ARTICLES = "articles:edit"
    EDIT_PETITIONS = "petitions:edit"  # write, change, submit, close
    OPEN_PETITIONS = "petitions:open"  # agree that one opens
    DELIVER_PETITIONS = "petitions:deliver"  # hold the signatures in one's hands
    REVIEW_SIGNATURES = "signatures:review"  # look at marked ones, set aside, restore
    SEND_BROADCASTS = "broadcasts:send"
    ANSWER_QUESTIONS = "questions:answer"
    SEE_RESULTS = "results:see"
    SUSPEND_MEMBERS = "team:suspend"
    MANAGE_TEAM = "team:manage"  # invite, confirm, change roles, restore, remove


MAY: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ORGANISER: frozenset(Permission) - {Permission.MANAGE_TEAM},
    Role.MODERATOR: frozenset(
        {Permission.ANSWER_QUESTIONS, Permission.REVIEW_SIGNATURES, Permission.SEE_RESULTS}
    ),
    Role.ANALYST: frozenset({Permission.SEE_RESULTS}),
}


class NotAllowed(Refusal):
    "The person's role does not let them do this"


@dataclass(frozen=True)
class Member:
    """Someone's place on the team; while it is suspended it lets them do nothing."""

    person_id: int
    role: Role
    since: datetime
    suspended_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the role counts now."""
        return self.suspended_at is None


async def role_of(database: Database, person_id: int) -> Role | None:
    """The role that counts now: None for a supporter and for who is suspended."""
    return await database.read(lambda conn: role_in(conn, person_id))


def role_in(conn: Connection, person_id: int) -> Role | None:
    """`role_of` within a transaction."""
    role = team.role_of(conn, person_id)
    return Role(role) if role else None


async def require(database: Database, person_id: int, permission: Permission | None) -> Role:
    """The person's role; raises `NotAllowed` unless it has that permission.

    None stands for what everyone on the team may do.
    """
    return await database.read(lambda conn: require_in(conn, person_id, permission))


def require_in(conn: Connection, person_id: int, permission: Permission | None) -> Role:
    """`require` within the transaction that the permission is for."""
    role = role_in(conn, person_id)
    if role is None or (permission is not None and permission not in MAY[role]):
        raise NotAllowed
    return role


async def who_may(database: Database, permission: Permission) -> list[int]:
    """Everyone on the team whose role has that permission, but who is suspended."""
    return await database.read(lambda conn: who_may_in(conn, permission))


def who_may_in(conn: Connection, permission: Permission) -> list[int]:
    """`who_may` within a transaction."""
    return [
        member.person_id
        for member in map(member_of, team.members(conn))
        if member.is_active and permission in MAY[member.role]
    ]


async def members(database: Database) -> Sequence[Member]:
    """Everyone with a place on the team, suspended or not, oldest first."""
    return [member_of(row) for row in await database.read(team.members)]


async def is_member(database: Database, person_id: int) -> bool:
    """Whether the person has a place on the team, suspended or not."""
    return await database.read(lambda conn: team.get(conn, person_id)) is not None


def owners_in(conn: Connection) -> list[int]:
    """Those who own the campaign now."""
    return [
        member.person_id
        for member in map(member_of, team.members(conn))
        if member.is_active and member.role is Role.OWNER
    ]


def member_of(row: RowMapping) -> Member:
    """A row of the team as its member."""
    return Member(row["person_id"], Role(row["role"]), row["since"], row["suspended_at"])
