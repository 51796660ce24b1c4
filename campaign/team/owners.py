"""Owners: those whom the settings name, and the one-time link while nobody owns the campaign.

Whoever hosts the bot has the last word: only they can print that link, and it opens the campaign
again when its only owner was suspended or is gone.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from campaign.people import Person
from campaign.refusals import Refusal
from campaign.team.roles import Role, owners_in
from campaign.team.tokens import hashed
from db import audit, invitations, people, team
from db.engine import Database

LINK_LASTS = timedelta(hours=24)
"""How long a one-time link works, and how long who came by it may wait for an owner."""


class LinkSpent(Refusal):
    "The one-time link is unknown, used, taken back or too old"


async def has_owner(database: Database) -> bool:
    """Whether someone owns the campaign now: an owner who is suspended does not."""
    return bool(await database.read(owners_in))


async def make_owners(database: Database, person_ids: Collection[int], now: datetime) -> None:
    """Those whom the settings name own the campaign; their language is their Telegram's.

    A suspension stays: who suspended an owner did not ask the settings.
    """

    def change(conn: Connection) -> None:
        for person_id in person_ids:
            row = team.get(conn, person_id)
            if row is None or row["role"] != Role.OWNER:
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
        lambda conn: invitations.add(
            conn, hashed(token), Role.OWNER, created_by=None, now=now, expires_at=now + LINK_LASTS
        )
    )
    return token


async def redeem(database: Database, person: Person, token: str, now: datetime) -> Role:
    """Take the place that the owner's link offers, also back from a suspension.

    The links of earlier starts end with it. Raises `LinkSpent`.
    """

    def change(conn: Connection) -> Role:
        if not token.startswith("own-"):
            raise LinkSpent
        people.remember(conn, person.id, person.language, now)
        role = invitations.use(conn, hashed(token), person.id, now, confirmed=True)
        if role is None:
            raise LinkSpent
        invitations.revoke_unused(conn, None, now)
        team.set_role(conn, person.id, role, now)
        team.restore(conn, person.id)
        audit.add(conn, "team:joined", actor_id=person.id, now=now, subject=role)
        return Role(role)

    return await database.write(change)
