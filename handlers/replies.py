"""Getting a view to the person who just wrote or tapped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
    User,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from handlers.views.view import View

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_A_MOMENT = 0.5  # seconds
_SHOWN_FOR = 4.5  # seconds; Telegram shows it for five


async def send(update: Update, view: View) -> Message:
    """A new message below."""
    message = update.effective_message
    if message is None:
        raise LookupError("an update without a message has no place to answer in")
    return await message.chat.send_message(
        view.text, "HTML", reply_markup=view.keyboard, link_preview_options=_NO_PREVIEW
    )


async def show(update: Update, view: View) -> None:
    """In place of the message whose button was tapped; below when a message was written."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.text is None:
        await send(update, view)
        return
    await edit(query.message, view)


async def edit(message: Message, view: View) -> None:
    """Replace a message of ours; a second tap that would change nothing is no error."""
    try:
        await message.edit_text(
            view.text, "HTML", reply_markup=view.keyboard, link_preview_options=_NO_PREVIEW
        )
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def without_button(update: Update) -> None:
    """Take the tapped button away, where it has done all it can."""
    query = tapped(update)
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return
    rows = [
        [each for each in row if each.callback_data != query.data]
        for row in query.message.reply_markup.inline_keyboard
    ]
    left = InlineKeyboardMarkup([row for row in rows if row])
    with suppress(BadRequest):  # the message is gone, or a second tap came first
        await query.message.edit_reply_markup(left)


async def toast(update: Update, text: str = "", *, alert: bool = False) -> None:
    """Answer the tap: every one is answered once, so that the button stops waiting."""
    query = update.callback_query
    if query is not None:
        await query.answer(text[:200] or None, show_alert=alert)


@asynccontextmanager
async def typing(update: Update) -> AsyncIterator[None]:
    """Show the person that the bot is at work, where that takes longer than a moment."""
    showing = asyncio.create_task(_show_typing(update))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show_typing(update: Update) -> None:
    await asyncio.sleep(_A_MOMENT)
    while update.effective_chat is not None:
        with suppress(TelegramError):
            await update.effective_chat.send_action(ChatAction.TYPING)
        await asyncio.sleep(_SHOWN_FOR)


def data(update: Update) -> list[str]:
    """What the tapped button carries, split at its colons; the first part names who handles it."""
    return str(tapped(update).data).split(":")


def tapped(update: Update) -> CallbackQuery:
    """The tap; raises for an update that is none."""
    if update.callback_query is None:
        raise LookupError("this update is no tap")
    return update.callback_query


def speaker(update: Update) -> User:
    """Who wrote or tapped; raises for an update without a person."""
    if update.effective_user is None:
        raise LookupError("nobody wrote or tapped this update")
    return update.effective_user


def text(update: Update) -> str:
    """What the person wrote, without its outer white space."""
    message = update.effective_message
    return (message.text or "").strip() if message else ""
