"""In a group: who asks the bot by name is answered, briefly and in public, and nobody else.

Nothing personal is shown there and nothing is signed: that is for the private chat.
"""

from contextlib import suppress

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    ApplicationHandlerStop,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from campaign.answers.thread import asks
from campaign.refusals import Refusal
from handlers import about, replies, smalltalk, threads
from handlers.context import App, Context
from handlers.views import about as about_views
from handlers.views import groups as views
from handlers.views.view import View
from handlers.wording import words

_GROUPS = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE


def register(application: App) -> None:
    """Hear /ask, the bot's name, and answers to what the bot said."""
    application.add_handler(CommandHandler("ask", _ask, _GROUPS))
    application.add_handler(CommandHandler(["start", "help"], _introduce, _GROUPS))
    application.add_handler(MessageHandler(_GROUPS & filters.COMMAND, _other_command))
    application.add_handler(MessageHandler(_GROUPS & filters.TEXT, _text))
    # Before every other button: what a tap shows or changes is for the private chat.
    application.add_handler(TypeHandler(Update, _keep_private), group=-1)


async def _ask(update: Update, context: Context) -> None:
    """/ask and a question; without one, how to ask."""
    _, _, question = replies.text(update).partition(" ")
    if question.strip():
        await _answer(update, context, question.strip())
    else:
        await _introduce(update, context)


async def _introduce(update: Update, context: Context) -> None:
    """/start and /help: one sentence, and the way to the private chat."""
    speak = await context.words(update)
    await _reply(update, views.introduction(speak, context.services.link("group")))


async def _other_command(update: Update, context: Context) -> None:
    """What is personal, if it was surely meant for this bot and not for another one here."""
    command = replies.text(update).split()[0]
    if command.lower().endswith(f"@{context.services.bot_username}".lower()):
        await _refer(update, context)


async def _refer(update: Update, context: Context) -> None:
    speak = await context.words(update)
    await _reply(update, views.only_in_private(speak, context.services.link("group")))


async def _text(update: Update, context: Context) -> None:
    """Words that name the bot, or that ask something in answer to one of its messages."""
    message = update.message
    if message is None or not _by_a_person(message):
        return
    named = _named(message, context)
    if named is not None:
        await _answer_named(update, context, named)
    elif _answers_us(message, context) and asks(message.text or ""):
        await _answer(update, context, replies.text(update))


async def _answer_named(update: Update, context: Context, said: str) -> None:
    person = await context.person(update)
    heard = smalltalk.heard(said, person.language)
    if not said or (heard is not None and heard.meaning in smalltalk.COURTESIES):
        await _introduce(update, context)
    else:
        await _answer(update, context, said)


async def _answer(update: Update, context: Context, said: str) -> None:
    try:
        question = threads.checked(said)
    except Refusal as error:
        speak = await context.words(update)
        sentence = speak.plain(f"refusal.{type(error).__name__}", **error.values)
        await _reply(update, View(speak("text.verbatim", text=sentence)))
        return
    person = await context.person(update)
    asked = await about.heard(update, context, question)
    link = context.services.link
    if asked is not None and about_views.is_told(asked.topic):
        told = await about.told(context, asked)
        await _reply(update, views.told(words(asked.language), told, link("group")))
    elif asked is not None or _is_a_wish(question, person.language):
        await _refer(update, context)
    else:
        async with replies.typing(update):
            looked = await threads.look_up(update, context, question)
        await _reply(update, views.answer(words(looked.found.language), looked, link))


def _is_a_wish(said: str, language: str) -> bool:
    heard = smalltalk.heard(said, language)
    return heard is not None and heard.meaning not in smalltalk.COURTESIES


def _by_a_person(message: Message) -> bool:
    """Not by a bot, not through one, and not a channel's post that Telegram put here."""
    sender = message.from_user
    by_bot = sender is not None and sender.is_bot and message.sender_chat is None
    forwarded = message.forward_origin is not None or message.is_automatic_forward
    return not (by_bot or forwarded or message.via_bot)


def _named(message: Message, context: Context) -> str | None:
    """What is said to the bot by its name; None where it is not spoken to, or only spoken of."""
    name = f"@{context.services.bot_username}".lower()
    text = message.text or ""
    for entity, said in message.parse_entities([MessageEntity.MENTION]).items():
        if said.lower() != name:
            continue
        rest = " ".join(text.replace(said, " ").split()).strip(" ,:;")
        first, last = entity.offset == 0, text.rstrip(" ?!.").endswith(said)
        return rest if first or last or asks(rest) else None
    return None


def _answers_us(message: Message, context: Context) -> bool:
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == context.bot.id)


async def _reply(update: Update, view: View) -> None:
    """Below the question, marked as its answer; where the bot may not write it stays silent."""
    if update.message is None:
        return
    with suppress(Forbidden, BadRequest):
        await update.message.reply_text(
            view.text,
            "HTML",
            do_quote=True,
            allow_sending_without_reply=True,
            reply_markup=view.keyboard,
            link_preview_options=replies.NO_PREVIEW,
        )


async def _keep_private(update: Update, context: Context) -> None:
    """No button of ours does anything outside a private chat: none is shown there either."""
    if update.callback_query is None or _is_private(update.callback_query):
        return
    speak = await context.words(update)
    await replies.toast(update, speak.plain("group.only-in-private"), alert=True)
    raise ApplicationHandlerStop


def _is_private(query: CallbackQuery) -> bool:
    return query.message is not None and query.message.chat.type == ChatType.PRIVATE
