"""Reaching a human: the address, or a message to the organisers from here."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts, questions
from campaign.drafts import Draft
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.questions import telling_the_team
from handlers.views import welcome
from handlers.views.view import View, button
from handlers.wording import words

KIND = "contact"
MESSAGE_LIMIT = 2_000


class MessageTooLong(Refusal):
    "The message to the organisers is too long"

    def __init__(self) -> None:
        self.limit = MESSAGE_LIMIT


def register(application: App) -> None:
    """Hear /contact and its button."""
    application.add_handler(CommandHandler("contact", contact, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(_write, "^contact:write$"))


async def contact(update: Update, context: Context) -> None:
    """/contact: who answers, and how."""
    speak = await context.words(update)
    await replies.send(update, welcome.contact_page(speak, context.services.manifest))


async def _write(update: Update, context: Context) -> None:
    """The next message goes to the organisers."""
    await replies.toast(update)
    person = await context.person(update)
    speak = words(person.language)
    await drafts.keep(context.database, person, Draft(KIND, "message"), context.now())
    cancel = ((button(speak, "button.cancel", "cancel"),),)
    await replies.send(update, View(speak("contact.ask", limit=MESSAGE_LIMIT), cancel))


async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The message itself."""
    said = replies.text(update)
    if len(said) > MESSAGE_LIMIT:
        raise MessageTooLong
    person = await context.person(update)
    tell = await telling_the_team(context)
    await questions.write_to_organisers(context.database, person, said, context.now(), tell)
    context.services.wake_sender()
    await replies.send(update, View(words(person.language)("contact.sent")))
