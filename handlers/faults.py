"""When a handler raises: a refusal becomes its sentence, a fault of ours one apology with an id."""

from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from telegram import Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError

from campaign import drafts, people
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import Context
from handlers.views.view import View, button
from handlers.wording import Words, words

_ALERT_LIMIT = 200


async def explain(update: object, context: Context) -> None:
    """Tell the person what they can do; log what is ours to mend, once, with its id."""
    error = context.error
    if error is None:
        return
    if not isinstance(update, Update) or update.effective_user is None:
        context.services.report_fault(
            error, update.update_id if isinstance(update, Update) else None
        )
        return
    if isinstance(error, Forbidden):
        await people.left(context.database, update.effective_user.id, context.now())
        return
    speak = await _words(update, context)
    if isinstance(error, Refusal):
        sentence = speak.plain(f"refusal.{type(error).__name__}", **error.values)
    else:
        sentence = speak.plain(
            "fault.apology", id=context.services.report_fault(error, update.update_id)
        )
    with suppress(TelegramError):
        await _say(update, context, speak, sentence)


async def _say(update: Update, context: Context, speak: Words, sentence: str) -> None:
    fits = update.callback_query is not None and len(sentence) <= _ALERT_LIMIT
    if fits and await replies.toast(update, sentence, alert=True):
        return
    if update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE:
        # What an open form refuses can be written again, or the form left.
        in_form = await _in_form(update, context)
        rows = ((button(speak, "button.cancel", "cancel"),),) if in_form else ()
        await replies.send(update, View(speak("text.verbatim", text=sentence), rows))


async def _words(update: Update, context: Context) -> Words:
    """The person's; those of their Telegram while the database cannot be read."""
    try:
        return await context.words(update)
    except DBAPIError:
        return words(context.language_of(replies.speaker(update)))


async def _in_form(update: Update, context: Context) -> bool:
    try:
        person_id = replies.speaker(update).id
        return await drafts.current(context.database, person_id, context.now()) is not None
    except DBAPIError:
        return False
