"""/receipt: the code and the proof file of what one signed, and what a code of elsewhere does."""

import io

from telegram import InputFile, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts
from campaign.drafts import Draft
from campaign.petitions import moving, receipts
from handlers import replies
from handlers.context import App, Context
from handlers.views import proof as views
from handlers.wording import words

KIND = "code"


def register(application: App) -> None:
    """Hear /receipt, /recibo, and the buttons of receipts and codes."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler(["receipt", "recibo"], receipt, private))
    for pattern, handler in (
        (r"^proof:file:\d{1,9}$", _send_file),
        ("^code:ask$", _ask_code),
        (f"^code:move:{_CODE}$", _move),
        (f"^code:withdraw:{_CODE}$", _withdraw),
        ("^code:leave$", _leave),
    ):
        application.add_handler(CallbackQueryHandler(handler, pattern))


async def receipt(update: Update, context: Context) -> None:
    """/receipt: what this account signed; with a code behind it, what that code reaches."""
    if context.args:
        await _look_up(update, context, " ".join(context.args))
        return
    person = await context.person(update)
    speak = words(person.language)
    held = await receipts.of_person(context.database, person)
    time_zone = context.services.manifest.time_zone
    await replies.send(
        update, views.receipts(speak, held, time_zone) if held else views.none(speak)
    )


async def _send_file(update: Update, context: Context) -> None:
    """The proof of one signature, with the newest checkpoint there is."""
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    proof = await receipts.prove(context.database, petition_id, person.id)
    await replies.toast(update)
    if update.effective_chat is not None:
        await update.effective_chat.send_document(
            InputFile(io.BytesIO(proof.content), proof.name),
            caption=views.caption(words(person.language), proof),
            parse_mode="HTML",
        )


async def _ask_code(update: Update, context: Context) -> None:
    """Wait for a code."""
    await replies.toast(update)
    person = await context.person(update)
    await drafts.keep(context.database, person, Draft(KIND, "code"), context.now())
    await replies.send(update, views.ask_code(words(person.language)))


async def take_code(update: Update, context: Context, draft: Draft) -> None:
    """The code that was waited for; after a wrong one the next is waited for."""
    await _look_up(update, context, replies.text(update))
    await drafts.drop(context.database, replies.speaker(update).id)


async def _look_up(update: Update, context: Context, said: str) -> None:
    person = await context.person(update)
    reached = await moving.find(
        context.database, said, person, context.services.code_tries, context.now()
    )
    time_zone = context.services.manifest.time_zone
    await replies.send(update, views.found(words(person.language), reached, time_zone))


async def _move(update: Update, context: Context) -> None:
    """The signature that the code reaches becomes this account's."""
    person = await context.person(update)
    moved = await moving.move(
        context.database, _code_in(update), person, context.services.code_tries, context.now()
    )
    await replies.toast(update)
    await replies.show(update, views.moved(words(person.language), moved))


async def _withdraw(update: Update, context: Context) -> None:
    """The signature that the code reaches goes."""
    person = await context.person(update)
    await moving.withdraw(
        context.database, _code_in(update), person, context.services.code_tries, context.now()
    )
    await replies.toast(update)
    await replies.show(update, views.withdrawn(words(person.language)))


async def _leave(update: Update, context: Context) -> None:
    """Do nothing with it."""
    await replies.toast(update)
    await replies.show(update, views.left(await context.words(update)))


def _code_in(update: Update) -> str:
    return replies.data(update)[2]


_CODE = r"\d{1,9}-\d{1,9}-[0-9A-Z]{10}"
