"""A question in its thread: understood with the one before it, answered, recorded, remembered."""

from dataclasses import dataclass

from telegram import Update

from campaign import questions
from campaign.answers import Answer
from campaign.answers.thread import Turn, follow_up
from campaign.answers.words import content_stems
from campaign.articles import library
from campaign.articles.parts import part_at
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import Context

QUESTION_LIMIT = 600


class QuestionTooLong(Refusal):
    "The question is longer than what is looked up"

    def __init__(self) -> None:
        self.limit = QUESTION_LIMIT


class QuestionEmpty(Refusal):
    "Nothing that could be looked up was written"


@dataclass(frozen=True)
class LookedUp:
    """What was found; `question` is what was meant, `understood` the same where it was not said.

    `part` of the best quote's article holds it.
    """

    found: Answer
    question: str
    understood: str | None
    question_id: int
    part: int

    @property
    def answered(self) -> bool:
        """Whether there is a quote to show."""
        return self.found.status != "no" and bool(self.found.quotes)


def checked(said: str) -> str:
    """The question, if it can be looked up; raises `QuestionTooLong` and `QuestionEmpty`."""
    if len(said) > QUESTION_LIMIT:
        raise QuestionTooLong
    if not any(character.isalnum() for character in said):
        raise QuestionEmpty
    return said


async def look_up(update: Update, context: Context, said: str) -> LookedUp:
    """What the articles say to a question, or to what it means after the last one."""
    place = replies.place(update)
    language = (await context.person(update)).language
    last = context.services.memory.last(place, context.now())
    meant = follow_up(said, last) if last else None
    found = await _answer(context, said, meant, language)
    understood = meant if found.asked == meant else None
    question_id = await _record(context, found.asked, found.answer)
    part = await _part(context, found.answer)
    article = found.answer.quotes[0].article if found.answer.quotes else None
    turn = Turn(found.asked, found.answer.language, context.now(), article, part)
    context.services.memory.keep(place, turn)
    return LookedUp(found.answer, found.asked, understood, question_id, part)


@dataclass(frozen=True)
class _Found:
    asked: str
    answer: Answer


async def _answer(context: Context, said: str, meant: str | None, language: str) -> _Found:
    """By what was meant; by what was said alone where only that is answered."""
    answerer = context.services.answerer
    if meant is None or len(meant) > QUESTION_LIMIT:
        return _Found(said, await answerer.answer(said, language))
    answer = await answerer.answer(meant, language)
    if answer.status != "answer" and content_stems(said, answer.language):
        alone = await answerer.answer(said, language)
        if alone.status == "answer":
            return _Found(said, alone)
    return _Found(meant, answer)


async def _part(context: Context, found: Answer) -> int:
    if not found.quotes:
        return 0
    article = await library.get(context.database, found.quotes[0].article)
    return part_at(article.body, found.quotes[0].start)


async def _record(context: Context, question: str, found: Answer) -> int:
    return await questions.record(
        context.database,
        text=question,
        language=found.language,
        status=found.status,
        article_id=found.quotes[0].article if found.quotes else None,
        confidence=found.confidence,
        now=context.now(),
    )
