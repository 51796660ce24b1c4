"""Subscriptions to the digest: how often, at what hour, in which zone, and what was seen."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, or_, select, update

from db.schema import articles, consents, people, subscriptions


def get(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's subscription while it runs, or None."""
    return (
        conn.execute(
            select(subscriptions).where(
                subscriptions.c.person_id == person_id, subscriptions.c.retired_at.is_(None)
            )
        )
        .mappings()
        .one_or_none()
    )


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The person's subscription, ended ones too."""
    return (
        conn.execute(select(subscriptions).where(subscriptions.c.person_id == person_id))
        .mappings()
        .all()
    )


def put(
    conn: Connection,
    person_id: int,
    *,
    frequency: str,
    weekday: int,
    hour: int,
    time_zone: str,
    next_due_at: datetime,
    now: datetime,
) -> None:
    """Start or change the subscription; who starts anew is up to date with the library."""
    fields = {
        "frequency": frequency,
        "weekday": weekday,
        "hour": hour,
        "time_zone": time_zone,
        "next_due_at": next_due_at,
    }
    if get(conn, person_id) is not None:
        conn.execute(
            update(subscriptions).where(subscriptions.c.person_id == person_id).values(**fields)
        )
        return
    conn.execute(delete(subscriptions).where(subscriptions.c.person_id == person_id))
    conn.execute(
        insert(subscriptions).values(
            person_id=person_id, since=now, seen_article_id=newest_article_id(conn), **fields
        )
    )


def retire(conn: Connection, person_id: int, now: datetime) -> bool:
    """End the subscription; False when none ran."""
    changed = conn.execute(
        update(subscriptions)
        .where(subscriptions.c.person_id == person_id, subscriptions.c.retired_at.is_(None))
        .values(retired_at=now)
    )
    return changed.rowcount > 0


def due(
    conn: Connection, now: datetime, limit: int, *, never_after: datetime
) -> Sequence[RowMapping]:
    """Who should hear now, the longest due first, with `language`: only where consent stands.

    And whose time is later than `never_after`, which only a clock that ran ahead can have set.
    """
    return (
        conn.execute(
            select(subscriptions, people.c.language)
            .join(people, people.c.id == subscriptions.c.person_id)
            .join(consents, consents.c.person_id == subscriptions.c.person_id)
            .where(
                subscriptions.c.retired_at.is_(None),
                or_(
                    subscriptions.c.next_due_at <= now,
                    subscriptions.c.next_due_at > never_after,
                ),
                people.c.blocked_at.is_(None),
                consents.c.purpose == "digest",
                consents.c.petition_id.is_(None),
                consents.c.revoked_at.is_(None),
            )
            .order_by(subscriptions.c.next_due_at)
            .limit(limit)
        )
        .mappings()
        .all()
    )


def advance(
    conn: Connection, person_id: int, next_due_at: datetime, seen_article_id: int | None
) -> None:
    """The next time to look, and the newest article that this person has been told of."""
    fields: dict[str, object] = {"next_due_at": next_due_at}
    if seen_article_id is not None:
        fields["seen_article_id"] = seen_article_id
    conn.execute(
        update(subscriptions).where(subscriptions.c.person_id == person_id).values(**fields)
    )


def newest_article_id(conn: Connection) -> int:
    """The highest article id so far, 0 in an empty library."""
    return int(conn.execute(select(func.max(articles.c.id))).scalar_one() or 0)


def running(conn: Connection) -> int:
    """How many subscriptions run."""
    return conn.execute(
        select(func.count()).select_from(subscriptions).where(subscriptions.c.retired_at.is_(None))
    ).scalar_one()


def by_day(conn: Connection) -> Sequence[tuple[date, int]]:
    """How many of the running subscriptions began on each day (UTC), oldest first."""
    day = func.date(subscriptions.c.since).label("day")
    rows = conn.execute(
        select(day, func.count())
        .where(subscriptions.c.retired_at.is_(None))
        .group_by(day)
        .order_by(day)
    )
    return [(date.fromisoformat(str(row[0])), row[1]) for row in rows]
