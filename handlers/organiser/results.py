"""/results: the campaign's figures and how they came to be, never a list of people."""

import asyncio

from telegram import Update
from telegram.ext import CommandHandler, filters

from campaign.results import results
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.views import chart
from handlers.views.organiser import results as views
from handlers.views.view import View
from handlers.wording import words


def register(application: App) -> None:
    """Hear /results."""
    application.add_handler(CommandHandler("results", show, filters.ChatType.PRIVATE))


@only(Permission.SEE_RESULTS)
async def show(update: Update, context: Context) -> None:
    """A chart that carries its figures in the caption; the figures alone while nothing happened."""
    speak = words((await context.person(update)).language)
    found = await results(context.database, speak.language)
    caption = views.figures(speak, found)
    lines = views.lines(speak, found)
    if not lines or update.effective_chat is None:
        await replies.send(update, View(caption))
        return
    picture = await asyncio.to_thread(chart.draw, speak, lines, context.now().date())
    await update.effective_chat.send_photo(
        picture, caption=caption, parse_mode="HTML", filename="results.png"
    )
