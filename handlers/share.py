"""Sharing: the petition's card with a QR code to pass on, by a link that counts who signs by it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import petitions
from campaign.petitions import Petition, referrals
from handlers import replies
from handlers.context import App, Context
from handlers.views import qr
from handlers.views import share as views
from handlers.wording import words


def register(application: App) -> None:
    """Hear /share, /compartir and the buttons that lead to a share card."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler(["share", "compartir"], share, private))
    application.add_handler(CallbackQueryHandler(_open, r"^share:open:\d{1,9}$"))


async def share(update: Update, context: Context) -> None:
    """/share: the card of the open petition, or which one."""
    person = await context.person(update)
    open_ones = await petitions.open_petitions(context.database, person.language)
    if not open_ones:
        await replies.send(update, views.none_open(words(person.language)))
    elif len(open_ones) > 1:
        await replies.send(update, views.choose(words(person.language), open_ones))
    else:
        await _show(update, context, open_ones[0])


async def _open(update: Update, context: Context) -> None:
    """A button that leads to a petition's card; to the open ones where it closed meanwhile."""
    await replies.toast(update)
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    petition = await petitions.by_id(context.database, petition_id, person.language)
    if petition.state == "open":
        await _show(update, context, petition)
    else:
        await share(update, context)


async def _show(update: Update, context: Context, petition: Petition) -> None:
    """Two messages: one to forward as it is, and one for this person's eyes alone."""
    if update.effective_chat is None:
        raise LookupError("an update without a chat has no place to answer in")
    person = await context.person(update)
    speak = words(person.language)
    referral = await referrals.open_for(context.database, person, context.now())
    link = context.services.link(referral.payload(petition.slug))
    poster = views.poster(speak, petition, link)
    await update.effective_chat.send_photo(
        qr.picture(link), poster.caption, parse_mode="HTML", reply_markup=poster.keyboard
    )
    inline = bool(context.bot.supports_inline_queries)
    await replies.send(update, views.ways(speak, petition, link, referral, inline=inline))
