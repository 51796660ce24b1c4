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
    about,
    ask,
    contact,
    digest,
    faults,
    form,
    groups,
    inline,
    language,
    milestones,
    organiser,
    privacy,
    proof,
    read,
    receipt,
    replies,
    set_aside,
    share,
    sign,
    smalltalk,
    start,
)
from handlers.context import App, Context
from handlers.organiser import articles
from handlers.smalltalk import Heard, Meaning
from handlers.views import welcome
from handlers.views.view import View
from handlers.wording import words

Handler = Callable[[Update, Context], Awaitable[None]]
TakeDraft = Callable[[Update, Context, Draft], Awaitable[None]]

_CONVERSATIONS = (
    start,
    sign,
    set_aside,
    form,
    receipt,
    proof,
    share,
    ask,
    read,
    digest,
    milestones,
    language,
    privacy,
    contact,
    organiser,
    groups,
    inline,
)
_WRITTEN: Mapping[str, TakeDraft] = {
    form.KIND: form.take_text,
    receipt.KIND: receipt.take_text,
    proof.KIND: proof.take_code,
    contact.KIND: contact.take_message,
}
"""Forms that wait for words; the team's forms take a message of any kind."""
_WISHES: Mapping[Meaning, Handler] = {
    Meaning.CANCEL: start.cancel,
    Meaning.FORGET: privacy.ask_forget,
    Meaning.STOP: start.settings,
    Meaning.SIGN: sign.sign,
    Meaning.MY_DATA: privacy.show,
    Meaning.PRIVACY: privacy.notice,
    Meaning.CONTACT: contact.contact,
    Meaning.DIGEST: digest.show,
    Meaning.ARTICLES: read.contents,
    Meaning.SETTINGS: start.settings,
    Meaning.LANGUAGE: language.ask,
    Meaning.HELP: start.show_help,
    Meaning.WHO: start.show_first_card,
}
"""What a command does, for those who say it in words."""

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
    """Words in a private chat: for a form, on the campaign, a courtesy, a wish, or a question."""
    heard = await _heard(update, context)
    draft = await _draft(update, context)
    if draft is None and await about.take(update, context):
        return
    if heard is not None and (draft is None or heard.meaning is Meaning.CANCEL):
        await _take_up(update, context, heard)
    elif draft is None:
        if not await articles.take_link(update, context):
            await ask.ask(update, context)
    else:
        take = _WRITTEN.get(draft.kind) or organiser.DRAFTS[draft.kind]
        await take(update, context, draft)


async def _heard(update: Update, context: Context) -> Heard | None:
    person = await context.person(update)
    return smalltalk.heard(replies.text(update).removeprefix("/"), person.language)


async def _take_up(update: Update, context: Context, heard: Heard) -> None:
    """Do what was wished for, or answer a courtesy with another."""
    wish = _WISHES.get(heard.meaning)
    if wish is not None:
        await wish(update, context)
        return
    speak = words(heard.language)
    manifest = context.services.manifest
    await replies.send(update, welcome.courtesy(speak, heard.meaning, manifest))


async def _other(update: Update, context: Context) -> None:
    """A photo, a file, a voice: what a form waits for, an article, or a kind no."""
    draft = await _draft(update, context)
    message = update.effective_message
    if draft is not None and draft.kind in organiser.DRAFTS:
        await organiser.DRAFTS[draft.kind](update, context, draft)
    elif message is not None and message.contact is not None:
        await form.take_contact(update, context, draft)
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
    """A command that is a wish in another language, such as /ayuda, or none at all."""
    heard = await _heard(update, context)
    if heard is not None and heard.meaning in _WISHES:
        await _take_up(update, context, heard)
        return
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
