"""Under which key the team is told what, so that it is told once and goes with whom it is about."""

from datetime import datetime

from sqlalchemy import Connection

from campaign.team.tokens import mark_of
from db import invitations, notices


def invitation_key(mark: str, owner_id: int) -> str:
    """Tells an owner who came by an invitation: it holds a name until an owner decides."""
    return f"{_invitation(mark)}:{owner_id}"


def member_key(person_id: int, what: str, now: datetime, reader_id: int) -> str:
    """Tells somebody what happened to a member's place."""
    return f"{_member(person_id)}:{what}:{round(now.timestamp() * 1000)}:{reader_id}"


def erase_told(conn: Connection) -> None:
    """Erase what has been told: a name has nothing more to do here."""
    for about in ("invitation", "member"):
        notices.erase_told(conn, about)


def erase_invitation(conn: Connection, mark: str) -> None:
    """Erase what the owners were told of who came."""
    notices.erase_about(conn, _invitation(mark))


def erase_person(conn: Connection, person_id: int) -> None:
    """Erase what others were told about someone who asks to be forgotten."""
    for row in invitations.used_by(conn, person_id):
        erase_invitation(conn, mark_of(row["token_hash"]))
    notices.erase_about(conn, _member(person_id))


def _invitation(mark: str) -> str:
    return f"invitation:{mark}"


def _member(person_id: int) -> str:
    return f"member:{person_id}"
