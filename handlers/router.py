"""Which conversation an update belongs to: commands and buttons, then what a form waits for."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from campaign import drafts, people
from campaign.drafts import Draft
from handlers import (
    ask,
    contact,
    digest,
    faults,
    language,
    organiser,
    privacy,
    read,
    receipt,
    replies,
    sign,
    start,
)
from handlers.context import App, Context
from handlers.organiser import articles
from handlers.views.view import View

TakeDraft = Callable[[Update, Context, Draft], Awaitable[None]]

_CONVERSATIONS = (
    start,
    sign,
    receipt,
    ask,
    read,
    digest,
    language,
    privacy,
    contact,
    organiser,
)
_WRITTEN: Mapping[str, TakeDraft] = {
    sign.KIND: sign.take_name,
    receipt.KIND: receipt.take_text,
    contact.KIND: contact.take_message,
}
"""Forms that wait for words; the team's forms take a message of any kind."""

_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


def register(application: App) -> None:
    """Hear everything, each thing in one place."""
    for conversation in _CONVERSATIONS:
        conversation.register(application)
    application.add_handler(ChatMemberHandler(_block, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(_PRIVATE & filters.COMMAND, _unknown_command))
    application.add_handler(MessageHandler(_PRIVATE & filters.TEXT, _text))
    application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, _other))
    application.add_handler(CallbackQueryHandler(_old_button))
    application.add_error_handler(faults.explain)


async def _text(update: Update, context: Context) -> None:
    """Words in a private chat: what a form waits for, or else a question."""
    draft = await _draft(update, context)
    if draft is None:
        await ask.ask(update, context)
        return
    take = _WRITTEN.get(draft.kind) or organiser.DRAFTS[draft.kind]
    await take(update, context, draft)


async def _other(update: Update, context: Context) -> None:
    """A photo, a file, a voice: what a form waits for, an article, or a kind no."""
    draft = await _draft(update, context)
    message = update.effective_message
    if draft is not None and draft.kind in organiser.DRAFTS:
        await organiser.DRAFTS[draft.kind](update, context, draft)
    elif message is not None and message.document is not None:
        await articles.take_document(update, context)
    else:
        speak = await context.words(update)
        voice = message is not None and (message.voice or message.video_note or message.audio)
        await replies.send(update, View(speak("unheard.voice" if voice else "unheard.other")))


async def _draft(update: Update, context: Context) -> Draft | None:
    person = await context.person(update)
    draft = await drafts.current(context.database, person.id, context.now())
    return draft if draft and draft.kind in {**_WRITTEN, **organiser.DRAFTS} else None


async def _unknown_command(update: Update, context: Context) -> None:
    speak = await context.words(update)
    await replies.send(update, View(speak("unheard.command")))


async def _old_button(update: Update, context: Context) -> None:
    """A button that no conversation knows: of an older program, or made up."""
    speak = await context.words(update)
    await replies.toast(update, speak.plain("unheard.button"), alert=True)


async def _block(update: Update, context: Context) -> None:
    """Whoever blocks the bot is left alone from that moment on."""
    change = update.my_chat_member
    if change is None or change.chat.type != change.chat.PRIVATE:
        return
    if change.new_chat_member.status == change.new_chat_member.BANNED:
        await people.left(context.database, change.chat.id, context.now())
    else:
        await people.came_back(context.database, change.chat.id)
