"""Milestones: what is sent of them, and the button that ends them for a person."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign.petitions import milestones
from campaign.petitions.milestones import Reached
from handlers import replies
from handlers.context import App, Context, Services
from handlers.views import milestones as views
from handlers.views.view import View
from handlers.wording import words


def register(application: App) -> None:
    """Hear the last button of such a message."""
    application.add_handler(CallbackQueryHandler(_stop, r"^milestone:stop:\d{1,9}$"))


async def tell(services: Services, channel_id: int | None) -> int:
    """Tell what was reached since the last look; how many milestones that was."""
    now = services.clock()
    await milestones.note(services.database, now)

    def render(told: Reached, language: str, personal: bool) -> Mapping[str, Any]:
        view = views.reached(words(language), told, services.link, personal=personal)
        return view.payload()

    told = await milestones.tell(
        services.database,
        render,
        services.languages,
        default_language=services.manifest.default_language,
        channel_id=channel_id,
        now=now,
    )
    if told:
        services.wake_sender()
    return told


async def _stop(update: Update, context: Context) -> None:
    """One tap, and no more of them for this petition."""
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    await milestones.leave(context.database, petition_id, person.id, context.now())
    await replies.toast(update)
    await replies.send(update, View(words(person.language)("milestone.left")))
