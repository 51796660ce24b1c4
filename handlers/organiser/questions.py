"""Questions that supporters passed on: told to the team, answered or set aside."""

from sqlalchemy import Connection
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts, notices, questions, team
from campaign.drafts import Draft
from campaign.people import Person
from campaign.questions import AnswerTooLong, PassedQuestion, QuestionGone, Settled, Tell
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only, only_step
from handlers.organiser.reader import reader
from handlers.views.organiser import questions as views
from handlers.wording import words

KIND = "question"
ANSWERING = "answer"


class AnswerEmpty(Refusal):
    "No words came that could be an answer"


def register(application: App) -> None:
    """Hear /questions and the buttons below them."""
    application.add_handler(CommandHandler("questions", waiting, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(waiting, "^question:list$"))
    for action, handler in (
        ("answer", _ask_answer),
        ("ask-aside", _ask_aside),
        ("aside", _set_aside),
    ):
        application.add_handler(CallbackQueryHandler(handler, rf"^question:{action}:\d{{1,15}}$"))


async def telling_the_team(context: Context) -> Tell:
    """A notice to each who may answer, queued with the question itself."""
    services = context.services
    members = [
        await reader(services, member_id)
        for member_id in await team.who_may(services.database, Permission.ANSWER_QUESTIONS)
    ]
    now = context.now()

    def tell(conn: Connection, question: PassedQuestion) -> None:
        for member in members:
            payload = views.passed_on(words(member.language), question).payload()
            notices.queue(conn, member, f"question:{question.id}:{member.id}", payload, now)

    return tell


@only(Permission.ANSWER_QUESTIONS)
async def waiting(update: Update, context: Context) -> None:
    """/questions: those that wait longest."""
    await replies.toast(update)
    await _show_waiting(update, context)


async def _show_waiting(update: Update, context: Context) -> None:
    speak = await context.words(update)
    first = await questions.waiting(context.database, views.PAGE_SIZE)
    total = await questions.count_waiting(context.database)
    zone = context.services.manifest.time_zone
    await replies.show(update, views.waiting(speak, first, total, zone))


@only(Permission.ANSWER_QUESTIONS)
async def _ask_answer(update: Update, context: Context) -> None:
    """The next message answers this question."""
    person = await context.person(update)
    question = await _question(update, context)
    draft = Draft(KIND, ANSWERING, {"question": question.id})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.toast(update)
    await replies.send(update, views.ask_answer(words(person.language), question))


@only_step(Permission.ANSWER_QUESTIONS)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The answer: it goes to who asked, in the transaction that settles the question."""
    person = await context.person(update)
    said = replies.text(update)
    if not said:
        raise AnswerEmpty
    if len(said.encode("utf-16-le")) // 2 > questions.ANSWER_LIMIT:
        raise AnswerTooLong
    try:
        settled = await _answer(context, person, draft.data["question"], said)
    except QuestionGone:
        await drafts.drop(context.database, person.id)
        raise
    await drafts.drop(context.database, person.id)
    context.services.wake_sender()
    told = settled.asker is not None
    await replies.send(update, views.answered(words(person.language), told=told))


async def _answer(context: Context, person: Person, question_id: int, said: str) -> Settled:
    now = context.now()

    def change(conn: Connection) -> Settled:
        settled = questions.answer(conn, question_id, said, actor_id=person.id, now=now)
        if settled.asker is not None:
            speak = words(settled.asker.language)
            payload = views.answer(speak, settled.question, said).payload()
            notices.queue(conn, settled.asker, f"answer:{question_id}", payload, now)
        return settled

    return await context.database.write(change)


@only(Permission.ANSWER_QUESTIONS)
async def _ask_aside(update: Update, context: Context) -> None:
    """Once, before a question is set aside: nobody is told, and it does not come back."""
    question = await _question(update, context)
    await replies.toast(update)
    await replies.show(update, views.ask_aside(await context.words(update), question))


@only(Permission.ANSWER_QUESTIONS)
async def _set_aside(update: Update, context: Context) -> None:
    """It waits no longer."""
    person = await context.person(update)
    question_id = int(replies.data(update)[2])
    now = context.now()
    await context.database.write(
        lambda conn: questions.answer(conn, question_id, None, actor_id=person.id, now=now)
    )
    await replies.toast(update, words(person.language).plain("question.set-aside"))
    await _show_waiting(update, context)


async def _question(update: Update, context: Context) -> PassedQuestion:
    return await questions.get_waiting(context.database, int(replies.data(update)[2]))
