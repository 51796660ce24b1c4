"""A question in its thread: understood with the one before it, answered, recorded, remembered."""

from dataclasses import dataclass

from telegram import Update

from campaign import questions
from campaign.answers import Answer
from campaign.answers.composer import MOST_QUOTES, Composed, Sentence
from campaign.answers.thread import Meant, Turn, follow_up
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
    """What was found; `understood` is what a follow-up was taken for.

    `part` of the best quote's article holds it.
    """

    found: Answer
    understood: str | None
    question_id: int
    part: int
    sentences: tuple[Sentence, ...] = ()

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
    answer, meant = await _answer(context, said, meant, language)
    composed = await _compose(context, meant.question if meant else said, answer)
    answer = composed.answer
    question_id = await _record(context, meant.shown if meant else said, answer)
    part = await _part(context, answer)
    article = answer.quotes[0].article if answer.quotes else None
    topic = meant.topic if meant else said
    turn = Turn(topic, answer.language, context.now(), article, part)
    context.services.memory.keep(place, turn)
    shown = meant.shown if meant else None
    return LookedUp(answer, shown, question_id, part, composed.sentences)


async def _answer(
    context: Context, said: str, meant: Meant | None, language: str
) -> tuple[Answer, Meant | None]:
    """By what was meant; by what was said alone where only that is answered."""
    answerer = context.services.answerer
    if meant is None or len(meant.shown) > QUESTION_LIMIT:
        return await answerer.answer(said, language), None
    answer = await answerer.answer(meant.question, language)
    if answer.status != "answer" and content_stems(said, answer.language):
        alone = await answerer.answer(said, language)
        if alone.status == "answer":
            return alone, None
    return answer, meant


async def _compose(context: Context, question: str, answer: Answer) -> Composed:
    """The answer as a composer judges it and words it; as it is where there is none."""
    composer = context.services.composer
    if composer is None or answer.status == "no":
        return Composed(answer)
    further = await context.services.answerer.quotes(question, answer.language, MOST_QUOTES)
    composed = await composer.compose(question, answer.language, answer, further)
    return composed or Composed(answer)


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
