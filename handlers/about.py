"""Questions about the campaign itself: answered in its own words, or by the page they are for."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from campaign import petitions
from campaign.answers.about import Asked, Topic, asked_about
from handlers import contact, privacy, replies, sign, start
from handlers.context import Context
from handlers.views import about as views
from handlers.views.about import Facts
from handlers.views.view import View
from handlers.wording import words

_PAGES: Mapping[Topic, Callable[[Update, Context], Awaitable[None]]] = {
    Topic.SIGN: sign.sign,
    Topic.ERASE: privacy.ask_forget,
    Topic.CONTACT: contact.contact,
    Topic.ABILITIES: start.show_first_card,
}


async def take(update: Update, context: Context) -> bool:
    """Answer what is asked about the campaign in a private chat; False when it is not that."""
    asked = await heard(update, context, replies.text(update))
    if asked is None:
        return False
    context.services.memory.forget(replies.speaker(update).id)
    page = _PAGES.get(asked.topic)
    if page is not None:
        await page(update, context)
    else:
        await replies.send(update, await told(context, asked))
    return True


async def heard(update: Update, context: Context, said: str) -> Asked | None:
    """What about the campaign is asked; in a thread only what cannot be a follow-up."""
    person = await context.person(update)
    last = context.services.memory.last(replies.place(update), context.now())
    return asked_about(said, person.language, in_thread=last is not None)


async def told(context: Context, asked: Asked) -> View:
    """The campaign's own words on a topic that words can answer."""
    open_ones = await petitions.open_petitions(context.database, asked.language)
    facts = Facts(context.services.manifest, open_ones)
    return views.about(words(asked.language), asked.topic, facts)
