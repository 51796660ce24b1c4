"""The team: who may do what, and the one-time link that makes an owner."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from campaign.people import Person
from campaign.refusals import Refusal
from db import audit, people, team
from db.engine import Database

LINK_LASTS = timedelta(hours=24)


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


class LinkSpent(Refusal):
    "The one-time link is unknown, used or too old"


async def role_of(database: Database, person_id: int) -> Role | None:
    """The person's role, or None for a supporter."""
    role = await database.read(lambda conn: team.role_of(conn, person_id))
    return Role(role) if role else None


async def require(database: Database, person_id: int, permission: Permission) -> Role:
    """The person's role; raises `NotAllowed` unless it has that permission."""
    role = await role_of(database, person_id)
    if role is None or permission not in MAY[role]:
        raise NotAllowed
    return role


async def who_may(database: Database, permission: Permission) -> list[int]:
    """Everyone on the team whose role has that permission."""
    rows = await database.read(team.members)
    return [row["person_id"] for row in rows if permission in MAY[Role(row["role"])]]


async def members(database: Database) -> list[tuple[int, Role]]:
    """Everyone on the team, with their role."""
    return [(row["person_id"], Role(row["role"])) for row in await database.read(team.members)]


async def has_owner(database: Database) -> bool:
    """Whether someone owns the campaign."""
    rows = await database.read(team.members)
    return any(row["role"] == Role.OWNER for row in rows)


async def make_owners(database: Database, person_ids: Collection[int], now: datetime) -> None:
    """Those whom the settings name own the campaign; their language is their Telegram's."""

    def change(conn: Connection) -> None:
        for person_id in person_ids:
            if team.role_of(conn, person_id) != Role.OWNER:
                people.remember(conn, person_id, None, now)
                team.set_role(conn, person_id, Role.OWNER, now)
                audit.add(conn, "team:owner-named", actor_id=person_id, now=now)

    await database.write(change)


async def owner_link(database: Database, now: datetime) -> str:
    """A token for `t.me/<bot>?start=<token>` that makes its first user an owner, for a day.

    Only its hash is kept.
    """
    token = f"own-{secrets.token_urlsafe(24)}"
    await database.write(
        lambda conn: team.invite(conn, _hash(token), Role.OWNER, now, now + LINK_LASTS)
    )
    return token


async def redeem(database: Database, person: Person, token: str, now: datetime) -> Role:
    """Take the place that the token offers; raises `LinkSpent`."""

    def change(conn: Connection) -> Role:
        role = team.redeem(conn, _hash(token), now)
        if role is None:
            raise LinkSpent
        people.remember(conn, person.id, person.language, now)
        team.set_role(conn, person.id, role, now)
        audit.add(conn, "team:joined", actor_id=person.id, now=now, subject=role)
        return Role(role)

    return await database.write(change)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
