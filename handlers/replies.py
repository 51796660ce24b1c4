"""Getting a view to the person who just wrote or tapped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
    User,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from handlers.views.view import View

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_A_MOMENT = 0.5  # seconds
_SHOWN_FOR = 4.5  # seconds; Telegram shows it for five


async def send(
    update: Update, view: View, below: ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
) -> Message:
    """A new message below, also below one that is too old for Telegram to show it to us.

    `below` is a keyboard in place of the letters, or the end of one; a message has either that or
    buttons of its own.
    """
    if update.effective_chat is None:
        raise LookupError("an update without a chat has no place to answer in")
    return await update.effective_chat.send_message(
        view.text, "HTML", reply_markup=below or view.keyboard, link_preview_options=NO_PREVIEW
    )


async def show(update: Update, view: View) -> None:
    """In place of the message whose button was tapped; below when a message was written."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.text is None:
        await send(update, view)
        return
    await edit(query.message, view)


async def edit(message: Message, view: View) -> None:
    """Replace a message of ours; a second tap that would change nothing is no error.

    Where the person deleted it, it comes anew.
    """
    try:
        await message.edit_text(
            view.text, "HTML", reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
        )
    except BadRequest as error:
        if "not modified" in error.message:
            return
        if "to edit not found" not in error.message and "can't be edited" not in error.message:
            raise
        await message.chat.send_message(
            view.text, "HTML", reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
        )


async def without_buttons(update: Update) -> None:
    """Take all buttons from the tapped message, where another message goes on."""
    query = tapped(update)
    if isinstance(query.message, Message) and query.message.reply_markup is not None:
        with suppress(BadRequest):  # the message is gone, or a second tap came first
            await query.message.edit_reply_markup(None)


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


async def toast(update: Update, text: str = "", *, alert: bool = False) -> bool:
    """Answer the tap: every one is answered once, so that the button stops waiting.

    False when it could not be: after a restart a tap is too old for it, and what it asks for is
    done all the same.
    """
    query = update.callback_query
    if query is None:
        return False
    try:
        return await query.answer(text[:200] or None, show_alert=alert)
    except TelegramError:
        return False


def offers(update: Update) -> bool:
    """Whether the tapped message has that very button; a client of one's own can send any data."""
    query = tapped(update)
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return False
    rows = query.message.reply_markup.inline_keyboard
    return any(each.callback_data == query.data for row in rows for each in row)


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


def place(update: Update) -> tuple[int, int]:
    """The chat and who speaks there: a thread of questions is theirs alone."""
    chat = update.effective_chat
    return chat.id if chat else 0, speaker(update).id


def text(update: Update) -> str:
    """What the person wrote, without its outer white space."""
    message = update.effective_message
    return (message.text or "").strip() if message else ""
