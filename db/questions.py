"""Questions asked, without who asked; with who asked only where they passed one on."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from db.schema import questions

_IDS = 10**15


def add(
    conn: Connection,
    *,
    text: str,
    language: str,
    status: str,
    article_id: int | None,
    confidence: float | None,
    now: datetime,
) -> int:
    """A question and how it ended; its id, drawn by lot so that nobody can guess another's."""
    question_id = 1 + secrets.randbelow(_IDS)
    conn.execute(
        insert(questions).values(
            id=question_id,
            text=text,
            language=language,
            status=status,
            article_id=article_id,
            confidence=confidence,
            asked_at=now,
        )
    )
    return question_id


def get(conn: Connection, question_id: int) -> RowMapping | None:
    """The question of that id, or None."""
    return (
        conn.execute(select(questions).where(questions.c.id == question_id))
        .mappings()
        .one_or_none()
    )


def set_helpful(conn: Connection, question_id: int, helpful: bool) -> bool:
    """Keep whether the answer helped; False for a question that is gone."""
    changed = conn.execute(
        update(questions).where(questions.c.id == question_id).values(helpful=helpful)
    )
    return changed.rowcount > 0


def pass_on(conn: Connection, question_id: int, person_id: int, now: datetime) -> bool:
    """Give the question to the organisers, with who wants the answer; False if it was already."""
    changed = conn.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.passed_at.is_(None))
        .values(person_id=person_id, passed_at=now)
    )
    return changed.rowcount > 0


def waiting(conn: Connection, limit: int, offset: int = 0) -> Sequence[RowMapping]:
    """The passed-on questions that nobody answered, oldest first."""
    return (
        conn.execute(
            select(questions)
            .where(questions.c.passed_at.is_not(None), questions.c.answered_at.is_(None))
            .order_by(questions.c.passed_at, questions.c.id)
            .limit(limit)
            .offset(offset)
        )
        .mappings()
        .all()
    )


def count_waiting(conn: Connection) -> int:
    """How many passed-on questions nobody answered."""
    return conn.execute(
        select(func.count())
        .select_from(questions)
        .where(questions.c.passed_at.is_not(None), questions.c.answered_at.is_(None))
    ).scalar_one()


def settle(conn: Connection, question_id: int, answer: str | None, now: datetime) -> int | None:
    """Answered (or, with None, set aside): the link to who asked is dropped and returned."""
    row = get(conn, question_id)
    if row is None or row["answered_at"] is not None:
        return None
    conn.execute(
        update(questions)
        .where(questions.c.id == question_id)
        .values(answered_at=now, answer=answer, person_id=None)
    )
    return row["person_id"]  # type: ignore[no-any-return]


def unlink_before(conn: Connection, moment: datetime) -> int:
    """Drop the link to who passed a question on before `moment`; how many."""
    return conn.execute(
        update(questions)
        .where(questions.c.person_id.is_not(None), questions.c.passed_at < moment)
        .values(person_id=None)
    ).rowcount


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """The questions that still name this person."""
    return (
        conn.execute(
            select(questions).where(questions.c.person_id == person_id).order_by(questions.c.id)
        )
        .mappings()
        .all()
    )


def erase(conn: Connection, question_ids: Collection[int]) -> None:
    """Delete these questions, their words and answers included."""
    conn.execute(delete(questions).where(questions.c.id.in_(question_ids)))


def totals(conn: Connection) -> dict[str, int]:
    """How many questions ended each way, by status."""
    rows = conn.execute(select(questions.c.status, func.count()).group_by(questions.c.status))
    return {row[0]: row[1] for row in rows}
