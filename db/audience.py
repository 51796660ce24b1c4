"""Who may be written to: a query that no caller can widen beyond standing consent."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Select, func, select

from db.schema import consents, people, signatures
from db.signatures import STANDS

_REACHED = (
    consents.c.purpose == "updates",
    consents.c.petition_id.is_(None),
    consents.c.revoked_at.is_(None),
    people.c.blocked_at.is_(None),
)


def recipients(
    *, default_language: str, signers_of: int | None = None, language: str | None = None
) -> "Select[tuple[int, str]]":
    """`(recipient, language)` of those whose consent to updates stands and who did not block us.

    `signers_of` keeps the standing signers of that petition; `language` the readers of that one.
    """
    spoken = func.coalesce(people.c.language, default_language)
    chosen = (
        select(people.c.id.label("recipient"), spoken.label("language"))
        .join(consents, consents.c.person_id == people.c.id)
        .where(*_REACHED)
    )
    if signers_of is not None:
        chosen = chosen.join(signatures, signatures.c.person_id == people.c.id).where(
            signatures.c.petition_id == signers_of, STANDS
        )
    if language is not None:
        chosen = chosen.where(spoken == language)
    return chosen


def count(conn: Connection, chosen: "Select[tuple[int, str]]") -> int:
    """How many they are."""
    return conn.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()


def by_day(conn: Connection) -> Sequence[tuple[date, int]]:
    """How many of those who may be written to agreed on each day (UTC), oldest first."""
    day = func.date(consents.c.given_at).label("day")
    rows = conn.execute(
        select(day, func.count())
        .join(people, people.c.id == consents.c.person_id)
        .where(*_REACHED)
        .group_by(day)
        .order_by(day)
    )
    return [(date.fromisoformat(str(row[0])), row[1]) for row in rows]
