"""When a handler raises: a refusal becomes its sentence, a fault of ours one apology with an id."""

from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError

from campaign import drafts, people
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import Context
from handlers.views.view import View, button
from handlers.wording import Words

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
    if isinstance(error, BadRequest) and "query is too old" in error.message:
        return  # the tap was answered late, after a restart: its work is done
    speak = await context.words(update)
    if isinstance(error, Refusal):
        sentence = speak.plain(f"refusal.{type(error).__name__}", **error.values)
    else:
        sentence = speak.plain(
            "fault.apology", id=context.services.report_fault(error, update.update_id)
        )
    with suppress(TelegramError):
        await _say(update, context, speak, sentence)


async def _say(update: Update, context: Context, speak: Words, sentence: str) -> None:
    if update.callback_query is not None and len(sentence) <= _ALERT_LIMIT:
        with suppress(BadRequest):
            await replies.toast(update, sentence, alert=True)
            return
    if update.effective_message is not None:
        person = await context.person(update)
        draft = await drafts.current(context.database, person.id, context.now())
        # What an open form refuses can be written again, or the form left.
        rows = ((button(speak, "button.cancel", "cancel"),),) if draft is not None else ()
        await replies.send(update, View(speak("text.verbatim", text=sentence), rows))
