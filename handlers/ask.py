"""A question in plain words, and the quote that answers it or an honest no."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import questions
from campaign.answers import Quote
from campaign.answers.thread import Turn, wants_more
from campaign.articles import library
from campaign.articles.alignment import counterpart
from campaign.articles.article import Article
from campaign.articles.parts import part_at, parts
from handlers import read, replies, threads
from handlers.context import App, Context
from handlers.organiser.questions import telling_the_team
from handlers.views import answer as views
from handlers.views import welcome
from handlers.views.view import View, paragraphs
from handlers.wording import words


def register(application: App) -> None:
    """Hear the buttons below an answer; the router brings the questions themselves."""
    application.add_handler(CommandHandler("ask", _command, filters.ChatType.PRIVATE))
    application.add_handler(
        CallbackQueryHandler(_in_own_language, r"^ask:own:\d{1,9}:\d{1,8}:\d{1,8}:[a-z]{2}$")
    )
    for action, handler in (("pass", pass_on), ("helpful", helpful), ("useless", useless)):
        application.add_handler(CallbackQueryHandler(handler, rf"^ask:{action}:\d{{1,15}}$"))


async def ask(update: Update, context: Context) -> None:
    """Any text that no form waits for is a question to the articles."""
    said = replies.text(update)
    last = context.services.memory.last(replies.place(update), context.now())
    if last is not None and last.article is not None and wants_more(said):
        await _read_on(update, context, last, last.article)
    else:
        await _answer(update, context, said)


async def _command(update: Update, context: Context) -> None:
    """/ask and a question, as in a group; without one, how to ask."""
    _, _, said = replies.text(update).partition(" ")
    if said.strip():
        await _answer(update, context, said.strip())
    else:
        speak = await context.words(update)
        samples = welcome.samples(speak, context.services.manifest)
        await replies.send(update, View(paragraphs(speak("help.intro"), samples)))


async def _answer(update: Update, context: Context, said: str) -> None:
    question = threads.checked(said)
    async with replies.typing(update):
        looked = await threads.look_up(update, context, question)
    found, speak = looked.found, words(looked.found.language)
    if not looked.answered:
        samples = welcome.samples(speak, context.services.manifest)
        view = views.no_answer(speak, looked.question_id, samples, meant=looked.understood)
    else:
        best = found.quotes[0]
        own = best.language != speak.language and await _translated(
            context, await library.get(context.database, best.article), best, speak.language
        )
        view = views.answer(
            speak,
            found,
            looked.question_id,
            looked.part,
            meant=looked.understood,
            in_own_language=bool(own),
            composed=looked.sentences,
        )
    await replies.send(update, view)


async def _read_on(update: Update, context: Context, last: Turn, article_id: int) -> None:
    """ "Tell me more": the article from the quote on, and then its next parts."""
    article = await library.get(context.database, article_id)
    await read.open_article(update, context, article, last.part)
    following = min(last.part + 1, len(parts(article.body)) - 1)
    turn = replace(last, part=following, asked_at=context.now())
    context.services.memory.keep(replies.place(update), turn)


async def _in_own_language(update: Update, context: Context) -> None:
    """The quoted passage as a translation has it."""
    article_id, start, end = (int(number) for number in replies.data(update)[2:5])
    language = replies.data(update)[5]
    article = await library.get(context.database, article_id)
    quote = Quote.of(article, start, end)
    own = await _translated(context, article, quote, language)
    if own is None:
        raise library.NoArticle(article_id)
    translation, quote = own
    await replies.toast(update)
    part = part_at(translation.body, quote.start)
    await replies.send(update, views.translated(words(language), quote, part))
    await replies.without_button(update)


async def _translated(
    context: Context, article: Article, quote: Quote, language: str
) -> tuple[Article, Quote] | None:
    """The same passage in the same work's translation, where there is one."""
    for translation in await library.translations(context.database, article):
        if translation.language == language:
            place = counterpart(article.body, quote.start, quote.end, translation.body)
            return (translation, Quote.of(translation, *place)) if place else None
    return None


async def pass_on(update: Update, context: Context) -> None:
    """Give the question to the organisers, who then know whom to answer."""
    person = await context.person(update)
    question_id = _question_id(update)
    tell = await telling_the_team(context)
    await questions.pass_on(context.database, person, question_id, context.now(), tell)
    context.services.wake_sender()
    await replies.toast(update)
    await replies.send(update, views.passed_on(words(person.language)))
    await replies.without_button(update)


async def helpful(update: Update, context: Context) -> None:
    """The answer helped."""
    await questions.rate(context.database, _question_id(update), helpful=True)
    speak = await context.words(update)
    await replies.toast(update, speak.plain("answer.thanks"))


async def useless(update: Update, context: Context) -> None:
    """It did not: the organisers may know."""
    question_id = _question_id(update)
    await questions.rate(context.database, question_id, helpful=False)
    await replies.toast(update)
    speak = await context.words(update)
    await replies.send(update, views.not_helpful(speak, question_id))


def _question_id(update: Update) -> int:
    """The question below which the button stands.

    Questions are numbered one by one: with a number that was made up, one could have the words of
    someone else's.
    """
    if not replies.offers(update):
        raise questions.QuestionGone
    return int(replies.data(update)[2])
