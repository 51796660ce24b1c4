"""Invitations: a link for one person and one day, and an owner who confirms who came by it.

A name is kept nowhere here: it stands in the notice to the owners, which goes when they decide.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign.people import Person
from campaign.refusals import Refusal
from campaign.team import telling
from campaign.team.owners import LINK_LASTS, LinkSpent
from campaign.team.roles import Permission, Role, require_in
from campaign.team.tokens import MARK_LENGTH, hashed, mark_of
from db import audit, invitations, people, remembered, team
from db.engine import Database

PREFIX = "inv-"


class OnTeamAlready(Refusal):
    "Who came by the link has a place on the team"


class InvitationGone(Refusal):
    "The invitation was refused, taken back or is too old"


@dataclass(frozen=True)
class Invitation:
    """A link to one place on the team, named by its `mark`; who came by it, once someone did."""

    mark: str
    role: Role
    expires_at: datetime
    created_by: int | None
    used_by: int | None
    is_confirmed: bool


Tell = Callable[[Connection, Invitation], None]
"""Queues what is told about a step, in its transaction."""


def new_secret() -> str:
    """128 random bits as 22 letters, which a button can carry before there is an invitation."""
    return secrets.token_urlsafe(16)


async def invite(
    database: Database, secret: str, role: Role, *, actor_id: int, now: datetime
) -> tuple[str, Invitation]:
    """The token for `t.me/<bot>?start=<token>`, and its invitation; only a hash is kept.

    The same `secret` is the same invitation, with the role that it had first: a button tapped twice
    makes one link. Raises `NotAllowed`, and `LinkSpent` when that one works no more.
    """
    token = PREFIX + secret

    def change(conn: Connection) -> Invitation:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        row = invitations.get(conn, hashed(token))
        if row is None:
            invitations.add(
                conn,
                hashed(token),
                role,
                created_by=actor_id,
                now=now,
                expires_at=now + LINK_LASTS,
            )
            audit.add(conn, "team:invited", actor_id=actor_id, now=now, subject=role)
        elif not _works(row, now):
            raise LinkSpent
        return _invitation(_must_get(conn, mark_of(hashed(token))))

    return token, await database.write(change)


async def come(
    database: Database, person: Person, token: str, *, now: datetime, tell: Tell
) -> Invitation:
    """Use the link up, and wait for an owner; to come by it twice is to come once.

    Raises `LinkSpent` and `OnTeamAlready`, which leaves the link as it was.
    """

    def change(conn: Connection) -> Invitation:
        row = invitations.get(conn, hashed(token)) if token.startswith(PREFIX) else None
        if row is None:
            raise LinkSpent
        if team.get(conn, person.id) is not None:
            raise OnTeamAlready
        if row["used_by"] == person.id and _waits(row, now):
            return _invitation(row)
        people.remember(conn, person.id, person.language, now)
        if invitations.use(conn, row["token_hash"], person.id, now) is None:
            raise LinkSpent
        audit.add(conn, "team:came", actor_id=person.id, now=now, subject=row["role"])
        came = _invitation(_must_get(conn, mark_of(row["token_hash"])))
        tell(conn, came)
        return came

    return await database.write(change)


async def confirm(
    database: Database, mark: str, *, actor_id: int, now: datetime, tell: Tell
) -> Invitation:
    """Give who came their place; a second tap finds it given.

    Raises `NotAllowed`, `InvitationGone` and `OnTeamAlready`.
    """

    def change(conn: Connection) -> Invitation:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        row = _must_get(conn, mark)
        if row["confirmed_at"] is not None and row["used_by"] is not None:
            return _invitation(row)
        person_id = _must_wait(row, now)
        if team.get(conn, person_id) is not None:
            raise OnTeamAlready
        invitations.confirm(conn, row["token_hash"], now)
        team.set_role(conn, person_id, row["role"], now)
        audit.add(conn, "team:confirmed", actor_id=actor_id, now=now, subject=row["role"])
        audit.add(conn, "team:joined", actor_id=person_id, now=now, subject=row["role"])
        return _settled(conn, mark, tell)

    return await database.write(change)


async def refuse(
    database: Database, mark: str, *, actor_id: int, now: datetime, tell: Tell
) -> Invitation:
    """Send who came away; who was remembered for this alone is forgotten.

    Raises `NotAllowed` and `InvitationGone`.
    """

    def change(conn: Connection) -> Invitation:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        row = _must_get(conn, mark)
        _must_wait(row, now)
        audit.add(conn, "team:refused", actor_id=actor_id, now=now, subject=row["role"])
        refused = _settled(conn, mark, tell)
        invitations.revoke(conn, row["token_hash"], now)
        _forget_who_came(conn, row)
        return refused

    return await database.write(change)


async def revoke(database: Database, mark: str, *, actor_id: int, now: datetime) -> None:
    """Take back a link that nobody used; to take it back twice is to take it back once.

    Raises `NotAllowed`, and `InvitationGone` for one that somebody came by.
    """

    def change(conn: Connection) -> None:
        require_in(conn, actor_id, Permission.MANAGE_TEAM)
        row = _must_get(conn, mark)
        if row["used_at"] is not None:
            raise InvitationGone
        if row["revoked_at"] is None:
            invitations.revoke(conn, row["token_hash"], now)
            audit.add(
                conn, "team:invitation-revoked", actor_id=actor_id, now=now, subject=row["role"]
            )

    await database.write(change)


async def waiting(database: Database, now: datetime) -> Sequence[Invitation]:
    """Those by which someone came who waits for an owner, oldest first."""
    rows = await database.read(lambda conn: invitations.waiting(conn, now - LINK_LASTS))
    return [_invitation(row) for row in rows]


async def unused(database: Database, now: datetime) -> Sequence[Invitation]:
    """Those whose link still works, oldest first."""
    rows = await database.read(lambda conn: invitations.unused(conn, now))
    return [_invitation(row) for row in rows]


async def get_waiting(database: Database, mark: str, now: datetime) -> Invitation:
    """One by which someone came who waits; raises `InvitationGone`."""

    def query(conn: Connection) -> Invitation:
        row = _must_get(conn, mark)
        _must_wait(row, now)
        return _invitation(row)

    return await database.read(query)


async def drop_old(database: Database, now: datetime) -> int:
    """Forget the invitations that nobody can use or confirm any more; how many.

    What the team has been told goes too, with the names in it.
    """

    def change(conn: Connection) -> int:
        telling.erase_told(conn)
        rows = invitations.ended_before(conn, now - LINK_LASTS)
        for row in rows:
            telling.erase_invitation(conn, mark_of(row["token_hash"]))
            invitations.drop(conn, row["token_hash"])
            if row["confirmed_at"] is None:
                _forget_who_came(conn, row)
        return len(rows)

    return await database.write(change)


def _settled(conn: Connection, mark: str, tell: Tell) -> Invitation:
    settled = _invitation(_must_get(conn, mark))
    telling.erase_invitation(conn, mark)  # it holds a name, and has done its work
    tell(conn, settled)
    return settled


def _forget_who_came(conn: Connection, row: RowMapping) -> None:
    came = people.get(conn, row["used_by"]) if row["used_by"] is not None else None
    if came is not None and came["created_at"] == row["used_at"]:
        remembered.erase_if_for_nothing(conn, came["id"])


def _works(row: RowMapping, now: datetime) -> bool:
    return row["used_at"] is None and row["revoked_at"] is None and row["expires_at"] > now


def _waits(row: RowMapping, now: datetime) -> bool:
    return (
        row["used_by"] is not None
        and row["used_at"] > now - LINK_LASTS
        and row["confirmed_at"] is None
        and row["revoked_at"] is None
    )


def _must_wait(row: RowMapping, now: datetime) -> int:
    """The person who came and waits."""
    if not _waits(row, now):
        raise InvitationGone
    return int(row["used_by"])


def _must_get(conn: Connection, mark: str) -> RowMapping:
    row = invitations.by_mark(conn, mark) if len(mark) == MARK_LENGTH else None
    if row is None:
        raise InvitationGone
    return row


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        mark=mark_of(row["token_hash"]),
        role=Role(row["role"]),
        expires_at=row["expires_at"],
        created_by=row["created_by"],
        used_by=row["used_by"],
        is_confirmed=row["confirmed_at"] is not None,
    )
