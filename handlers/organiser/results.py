"""/results: the campaign's figures and how they came to be, never a list of people."""

import asyncio

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign.results import results
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.views import chart
from handlers.views.organiser import results as views
from handlers.wording import words


def register(application: App) -> None:
    """Hear /results and the buttons below it."""
    application.add_handler(CommandHandler("results", show, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(_show_other, r"^results:show:\d{1,9}$"))


@only(Permission.SEE_RESULTS)
async def show(update: Update, context: Context) -> None:
    """A chart that carries its figures in the caption; the figures alone while nothing happened."""
    await _show(update, context)


@only(Permission.SEE_RESULTS)
async def _show_other(update: Update, context: Context) -> None:
    """The same with another petition."""
    await replies.toast(update)
    await _show(update, context, int(replies.data(update)[2]))


async def _show(update: Update, context: Context, petition_id: int | None = None) -> None:
    speak = words((await context.person(update)).language)
    found = await results(context.database, speak.language, petition_id)
    view = views.figures(speak, found)
    lines = views.lines(speak, found)
    if not lines or update.effective_chat is None:
        await replies.send(update, view)
        return
    picture = await asyncio.to_thread(chart.draw, speak, lines, context.now().date())
    await update.effective_chat.send_photo(
        picture,
        caption=view.text,
        parse_mode="HTML",
        filename="results.png",
        reply_markup=view.keyboard,
    )
