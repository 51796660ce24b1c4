"""When the team set somebody's signature aside: they are told so in place of a receipt."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import petitions
from campaign.people import Person
from campaign.petitions import Petition, invalidating
from handlers import replies
from handlers.context import App, Context
from handlers.views import set_aside as views
from handlers.wording import words


def register(application: App) -> None:
    """Hear the wish to withdraw such a signature."""
    application.add_handler(CallbackQueryHandler(_ask_withdraw, r"^sign:leave:\d{1,9}$"))


async def tell(update: Update, context: Context, person: Person, petition: Petition) -> bool:
    """Say why, and how to reach the team; False when the person's signature is not set aside."""
    aside = await invalidating.aside_of(context.database, petition.id, person.id)
    if aside is None:
        return False
    await replies.show(update, views.told(words(person.language), petition, aside))
    return True


async def _ask_withdraw(update: Update, context: Context) -> None:
    """Ask once: what is withdrawn does not come back with the others."""
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    petition = await petitions.by_id(context.database, petition_id, person.language)
    aside = await invalidating.aside_of(context.database, petition_id, person.id)
    if aside is None or aside.is_withdrawn:
        raise petitions.NotSigned
    await replies.toast(update)
    await replies.show(update, views.ask_withdraw(words(person.language), petition, aside))
