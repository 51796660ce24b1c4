"""The language that a person is answered in."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import people
from campaign.people import Person
from handlers import replies, start
from handlers.context import App, Context
from handlers.views import welcome
from handlers.views.view import View
from handlers.wording import words


def register(application: App) -> None:
    """Hear /language and the choice."""
    application.add_handler(CommandHandler("language", ask, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(ask, "^language:show$"))
    application.add_handler(CallbackQueryHandler(_choose, "^language:set:[a-z]{2}:(?:start|page)$"))


async def ask(update: Update, context: Context) -> None:
    """/language: which one."""
    await replies.toast(update)
    speak = await context.words(update)
    await replies.show(update, welcome.language_page(speak, context.services.languages))


async def _choose(update: Update, context: Context) -> None:
    """Answer in this language from now on, beginning with the same card."""
    _, _, language, origin = replies.data(update)
    person = await context.person(update)
    if language not in context.services.languages:
        language = person.language
    await people.choose_language(context.database, Person(person.id, language), context.now())
    speak = words(language)
    await replies.toast(update, speak.plain("language.chosen"))
    if origin == "start":
        await start.show_first_card(update, context)
    else:
        await replies.show(update, View(speak("language.chosen")))
