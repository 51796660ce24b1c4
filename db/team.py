"""Who is on the campaign's team, and what they had pending there."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from db.schema import approvals, audit, broadcasts, drafts, petitions, team

_NOT_OPENED = ("draft", "review")


def get(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's place on the team, suspended or not, or None."""
    return conn.execute(select(team).where(team.c.person_id == person_id)).mappings().one_or_none()


def role_of(conn: Connection, person_id: int) -> str | None:
    """The person's role, or None for who has none or is suspended."""
    return conn.execute(
        select(team.c.role).where(team.c.person_id == person_id, team.c.suspended_at.is_(None))
    ).scalar_one_or_none()


def set_role(conn: Connection, person_id: int, role: str, now: datetime) -> None:
    """Give the person this role, in place of another; a suspension stays."""
    changed = conn.execute(update(team).where(team.c.person_id == person_id).values(role=role))
    if changed.rowcount == 0:
        conn.execute(insert(team).values(person_id=person_id, role=role, since=now))


def suspend(conn: Connection, person_id: int, now: datetime) -> bool:
    """Let the role count no more; False when it did not before."""
    changed = conn.execute(
        update(team)
        .where(team.c.person_id == person_id, team.c.suspended_at.is_(None))
        .values(suspended_at=now)
    )
    return changed.rowcount > 0


def restore(conn: Connection, person_id: int) -> bool:
    """Let the role count again; False when it did before."""
    changed = conn.execute(
        update(team)
        .where(team.c.person_id == person_id, team.c.suspended_at.is_not(None))
        .values(suspended_at=None)
    )
    return changed.rowcount > 0


def remove(conn: Connection, person_id: int) -> bool:
    """Take the person off the team; False when they were not on it."""
    return conn.execute(delete(team).where(team.c.person_id == person_id)).rowcount > 0


def members(conn: Connection) -> Sequence[RowMapping]:
    """Everyone on the team, oldest first."""
    return conn.execute(select(team).order_by(team.c.since, team.c.person_id)).mappings().all()


def suspended_by(conn: Connection, moment: datetime) -> int | None:
    """Who suspended a member at that very moment, while they are known."""
    return conn.execute(
        select(audit.c.actor_id)
        .where(audit.c.action == "team:suspended", audit.c.at == moment)
        .order_by(audit.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def pending_approvals(conn: Connection, person_id: int) -> Sequence[str]:
    """The slugs of the petitions to whose opening the person agreed and that have not opened."""
    return (
        conn.execute(
            select(petitions.c.slug)
            .join(approvals, approvals.c.petition_id == petitions.c.id)
            .where(approvals.c.person_id == person_id, petitions.c.state.in_(_NOT_OPENED))
            .distinct()
            .order_by(petitions.c.slug)
        )
        .scalars()
        .all()
    )


def take_back_approvals(conn: Connection, person_id: int) -> int:
    """Delete the person's approvals of petitions that have not opened; how many."""
    waiting = select(petitions.c.id).where(petitions.c.state.in_(_NOT_OPENED))
    return conn.execute(
        delete(approvals).where(
            approvals.c.person_id == person_id, approvals.c.petition_id.in_(waiting)
        )
    ).rowcount


def broadcasts_of(conn: Connection, person_id: int, states: Collection[str]) -> Sequence[int]:
    """The ids of their broadcasts that are in one of these states, oldest first."""
    return (
        conn.execute(
            select(broadcasts.c.id)
            .where(broadcasts.c.created_by == person_id, broadcasts.c.state.in_(states))
            .order_by(broadcasts.c.id)
        )
        .scalars()
        .all()
    )


def drop_broadcast_drafts(conn: Connection, person_id: int) -> int:
    """Delete the broadcasts that the person wrote and did not send; how many."""
    return conn.execute(
        delete(broadcasts).where(
            broadcasts.c.created_by == person_id, broadcasts.c.state == "draft"
        )
    ).rowcount


def open_form(conn: Connection, person_id: int, kinds: Collection[str]) -> str | None:
    """Which of these forms the person is in the middle of."""
    return conn.execute(
        select(drafts.c.kind).where(drafts.c.person_id == person_id, drafts.c.kind.in_(kinds))
    ).scalar_one_or_none()


def drop_form(conn: Connection, person_id: int, kinds: Collection[str]) -> bool:
    """Forget the form that the person is in the middle of, if it is one of these."""
    return (
        conn.execute(
            delete(drafts).where(drafts.c.person_id == person_id, drafts.c.kind.in_(kinds))
        ).rowcount
        > 0
    )


def exports(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """What the person took out of the bot (`at`, `action`, `subject`), newest first."""
    return (
        conn.execute(
            select(audit.c.at, audit.c.action, audit.c.subject)
            .where(
                audit.c.actor_id == person_id, audit.c.action.endswith(":exported", autoescape=True)
            )
            .order_by(audit.c.id.desc())
        )
        .mappings()
        .all()
    )
