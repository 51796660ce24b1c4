"""A question in plain words, and the quote that answers it or an honest no."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import questions
from campaign.answers import Answer
from campaign.articles import library
from campaign.articles.parts import part_at
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.questions import tell_team
from handlers.views import answer as views
from handlers.views import welcome
from handlers.wording import words

QUESTION_LIMIT = 600


class QuestionTooLong(Refusal):
    "The question is longer than what is looked up"

    def __init__(self) -> None:
        self.limit = QUESTION_LIMIT


class QuestionEmpty(Refusal):
    "Nothing that could be looked up was written"


def register(application: App) -> None:
    """Hear the buttons below an answer; the router brings the questions themselves."""
    for action, handler in (("pass", pass_on), ("helpful", helpful), ("useless", useless)):
        application.add_handler(CallbackQueryHandler(handler, rf"^ask:{action}:\d{{1,9}}$"))


async def ask(update: Update, context: Context) -> None:
    """Any text that no form waits for is a question to the articles."""
    question = replies.text(update)
    if len(question) > QUESTION_LIMIT:
        raise QuestionTooLong
    if not any(character.isalnum() for character in question):
        raise QuestionEmpty
    person = await context.person(update)
    async with replies.typing(update):
        found = await context.services.answerer.answer(question, person.language)
    speak = words(found.language)
    question_id = await _record(context, question, found)
    if found.status == "no" or not found.quotes:
        samples = welcome.samples(speak, context.services.manifest)
        await replies.send(update, views.no_answer(speak, question_id, samples))
        return
    best = found.quotes[0]
    article = await library.get(context.database, best.article)
    part = part_at(article.body, best.start)
    await replies.send(update, views.answer(speak, found, question_id, part))


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


async def pass_on(update: Update, context: Context) -> None:
    """Give the question to the organisers, who then know whom to answer."""
    person = await context.person(update)
    question_id = int(replies.data(update)[2])
    passed = await questions.pass_on(context.database, person, question_id, context.now())
    await replies.toast(update)
    await replies.send(update, views.passed_on(words(person.language)))
    await replies.without_button(update)
    await tell_team(context, passed)


async def helpful(update: Update, context: Context) -> None:
    """The answer helped."""
    await questions.rate(context.database, int(replies.data(update)[2]), helpful=True)
    speak = await context.words(update)
    await replies.toast(update, speak.plain("answer.thanks"))


async def useless(update: Update, context: Context) -> None:
    """It did not: the organisers may know."""
    question_id = int(replies.data(update)[2])
    await questions.rate(context.database, question_id, helpful=False)
    await replies.toast(update)
    speak = await context.words(update)
    await replies.send(update, views.not_helpful(speak, question_id))
