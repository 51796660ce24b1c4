"""Questions: kept without who asked, unless the person passes one on to the organisers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from campaign.people import Person
from campaign.refusals import Refusal
from db import audit, drafts, notices, people, questions
from db.engine import Database

LINK_LASTS = timedelta(days=30)
ANSWER_LIMIT = 3000


class QuestionGone(Refusal):
    "The question was answered, set aside or erased meanwhile"


class AnswerTooLong(Refusal):
    "The organiser's answer does not fit one message"

    def __init__(self) -> None:
        self.limit = ANSWER_LIMIT


@dataclass(frozen=True)
class PassedQuestion:
    """A question that waits for an organiser."""

    id: int
    text: str
    language: str
    passed_at: datetime


Tell = Callable[[Connection, PassedQuestion], None]
"""Queues what the team is told of a question, in the transaction that gives it to them."""


def nobody(conn: Connection, question: PassedQuestion) -> None:
    """The team is told nothing: they find the question where all of them wait."""


@dataclass(frozen=True)
class Settled:
    """A question that was answered; `asker` is whom to tell, while that is still known."""

    question: PassedQuestion
    asker: Person | None


async def record(
    database: Database,
    *,
    text: str,
    language: str,
    status: str,
    article_id: int | None,
    confidence: float | None,
    now: datetime,
) -> int:
    """Keep the question and how it ended ("answer", "maybe" or "no"); its id."""
    return await database.write(
        lambda conn: questions.add(
            conn,
            text=text,
            language=language,
            status=status,
            article_id=article_id,
            confidence=confidence,
            now=now,
        )
    )


async def rate(database: Database, question_id: int, *, helpful: bool) -> None:
    """Keep whether the answer helped; raises `QuestionGone`."""
    if not await database.write(lambda conn: questions.set_helpful(conn, question_id, helpful)):
        raise QuestionGone


async def pass_on(
    database: Database, person: Person, question_id: int, now: datetime, tell: Tell = nobody
) -> PassedQuestion:
    """Give the question to the organisers, who then know to whom the answer goes.

    A tap that comes twice, after a crash or from a quick finger, does it once.
    """

    def change(conn: Connection) -> PassedQuestion:
        if _waits_for(conn, question_id, person.id):
            return _passed(_must_get(conn, question_id))
        people.remember(conn, person.id, person.language, now)
        if not questions.pass_on(conn, question_id, person.id, now):
            raise QuestionGone
        passed = _passed(_must_get(conn, question_id))
        tell(conn, passed)
        return passed

    return await database.write(change)


def _waits_for(conn: Connection, question_id: int, person_id: int) -> bool:
    row = questions.get(conn, question_id)
    return row is not None and row["person_id"] == person_id


async def write_to_organisers(
    database: Database, person: Person, text: str, now: datetime, tell: Tell = nobody
) -> PassedQuestion:
    """A message to a human, which waits for an answer as a passed-on question does.

    The form that it was written in ends with it, so that no crash sends it twice.
    """

    def change(conn: Connection) -> PassedQuestion:
        people.remember(conn, person.id, person.language, now)
        question_id = questions.add(
            conn,
            text=text,
            language=person.language,
            status="contact",
            article_id=None,
            confidence=None,
            now=now,
        )
        questions.pass_on(conn, question_id, person.id, now)
        drafts.drop(conn, person.id)
        passed = _passed(_must_get(conn, question_id))
        tell(conn, passed)
        return passed

    return await database.write(change)


async def waiting(database: Database, limit: int = 10) -> Sequence[PassedQuestion]:
    """The questions that wait, oldest first."""
    rows = await database.read(lambda conn: questions.waiting(conn, limit))
    return [_passed(row) for row in rows]


async def count_waiting(database: Database) -> int:
    """How many questions wait."""
    return await database.read(questions.count_waiting)


async def get_waiting(database: Database, question_id: int) -> PassedQuestion:
    """One question that waits; raises `QuestionGone`."""
    return _passed(await database.read(lambda conn: _must_wait(conn, question_id)))


def answer(
    conn: Connection, question_id: int, text: str | None, *, actor_id: int, now: datetime
) -> Settled:
    """Answer the question, or with None set it aside, and drop the link to who asked.

    Nobody needs the team's notices of it any more. Who blocked the bot is not told.
    Runs in the transaction that queues the answer's notice. Raises `QuestionGone`, `AnswerTooLong`.
    """
    if text is not None and len(text) > ANSWER_LIMIT:
        raise AnswerTooLong
    row = _must_wait(conn, question_id)
    asker_id = questions.settle(conn, question_id, text, now)
    action = "question:set-aside" if text is None else "question:answered"
    audit.add(conn, action, actor_id=actor_id, now=now, subject=str(question_id))
    notices.erase_about(conn, f"question:{question_id}")
    asker = people.get(conn, asker_id) if asker_id is not None else None
    reached = asker is not None and asker["blocked_at"] is None
    return Settled(
        question=_passed(row),
        asker=Person(asker["id"], asker["language"] or row["language"])
        if asker and reached
        else None,
    )


def unlink_told(conn: Connection, message_ids: Collection[int] | None = None) -> None:
    """Erase answers that reached who asked, or never will: a notice links a question to a person.

    Of these messages, or of all. Runs in the transaction that records what became of them.
    """
    notices.erase_told(conn, "answer", message_ids)


async def unlink_old(database: Database, now: datetime) -> int:
    """Drop the link to who asked, thirty days after it was made; how many.

    Old notices go too, and answers that a crash kept from going at once.
    """

    def change(conn: Connection) -> int:
        notices.erase_before(conn, now - LINK_LASTS)
        unlink_told(conn)
        return questions.unlink_before(conn, now - LINK_LASTS)

    return await database.write(change)


def _must_get(conn: Connection, question_id: int) -> RowMapping:
    row = questions.get(conn, question_id)
    if row is None:
        raise QuestionGone
    return row


def _must_wait(conn: Connection, question_id: int) -> RowMapping:
    row = _must_get(conn, question_id)
    if row["passed_at"] is None or row["answered_at"] is not None:
        raise QuestionGone
    return row


def _passed(row: RowMapping) -> PassedQuestion:
    return PassedQuestion(row["id"], row["text"], row["language"], row["passed_at"])
