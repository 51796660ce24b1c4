"""People, by Telegram id. A row exists only for who asked for something that must be remembered."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from db import consents
from db.bulk import insert_all
from db.schema import people, subscriptions

_AWAY = select(people.c.id, people.c.blocked_at, people.c.deactivated_at).where(
    people.c.id.in_(bindparam("ids", expanding=True))
)


def get(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's row, or None for someone who never asked to be remembered."""
    return conn.execute(select(people).where(people.c.id == person_id)).mappings().one_or_none()


def remember(conn: Connection, person_id: int, language: str | None, now: datetime) -> None:
    """Make sure that the person has a row; the language is taken only when there was none."""
    if get(conn, person_id) is None:
        conn.execute(
            insert(people).values(id=person_id, language=language, created_at=now, blocked_at=None)
        )


def remember_all(conn: Connection, languages: Mapping[int, str | None], now: datetime) -> None:
    """`remember` and `mark_back` for many at once: languages by person."""
    known = conn.execute(_AWAY, {"ids": list(languages)}).all()
    missing = languages.keys() - {row.id for row in known}
    insert_all(
        conn,
        people,
        [{"id": each, "language": languages[each], "created_at": now} for each in missing],
    )
    for row in known:
        if row.blocked_at is not None or row.deactivated_at is not None:
            mark_back(conn, row.id)


def set_language(conn: Connection, person_id: int, language: str) -> None:
    """The language that the person chose."""
    conn.execute(update(people).where(people.c.id == person_id).values(language=language))


def mark_blocked(conn: Connection, person_id: int, now: datetime) -> None:
    """Who blocks the bot has left: the subscription ends and the consents to be written to go."""
    conn.execute(update(people).where(people.c.id == person_id).values(blocked_at=now))
    conn.execute(
        update(subscriptions)
        .where(subscriptions.c.person_id == person_id, subscriptions.c.retired_at.is_(None))
        .values(retired_at=now)
    )
    for purpose in ("updates", "digest", "milestones"):
        consents.revoke_everywhere(conn, person_id, purpose, now)


def mark_deactivated(conn: Connection, person_id: int, now: datetime) -> None:
    """Telegram says that the account is deleted, and since when we know it."""
    conn.execute(
        update(people)
        .where(people.c.id == person_id, people.c.deactivated_at.is_(None))
        .values(deactivated_at=now)
    )


def mark_back(conn: Connection, person_id: int) -> None:
    """Who writes again can be answered again; what they had ended stays ended."""
    conn.execute(
        update(people)
        .where(
            people.c.id == person_id,
            people.c.blocked_at.is_not(None) | people.c.deactivated_at.is_not(None),
        )
        .values(blocked_at=None, deactivated_at=None)
    )


def erase(conn: Connection, person_id: int) -> None:
    """Delete the row, and by its foreign keys all that hangs on it."""
    conn.execute(delete(people).where(people.c.id == person_id))
