"""/deliver: the folder for a petition's addressee, from the chat, to the one who asked for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection
from telegram import InputFile, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import delivery
from campaign.delivery import Closing
from campaign.petitions import authoring
from campaign.petitions.lifecycle import State
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.papers import folder
from handlers.papers.folder import Written
from handlers.views.organiser import delivery as views
from handlers.wording import words

UPLOAD_LIMIT = 49_000_000  # bytes; Telegram takes 50 MB from a bot
_ID = r"\d{1,9}"
_DELIVERABLE = {State.CLOSED, State.DELIVERED}


class TooLargeToSend(Refusal):
    "The folder is larger than what a bot can send"


def register(application: App) -> None:
    """Hear /deliver and its buttons."""
    application.add_handler(CommandHandler("deliver", choose, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(_ask, f"^deliver:ask:{_ID}$"))
    application.add_handler(CallbackQueryHandler(_deliver, f"^deliver:go:{_ID}$"))


@only(Permission.DELIVER_PETITIONS)
async def choose(update: Update, context: Context) -> None:
    """/deliver: which of the petitions that are closed."""
    await replies.toast(update)
    person = await context.person(update)
    sheets = await authoring.sheets(context.database, person.language)
    closed = [each.petition for each in sheets if each.state in _DELIVERABLE]
    await replies.show(update, views.choose(words(person.language), closed))


@only(Permission.DELIVER_PETITIONS)
async def _ask(update: Update, context: Context) -> None:
    """What it holds and what follows from it, once, before it is made."""
    await replies.toast(update)
    speak = await context.words(update)
    closing = await _closing(context, int(replies.data(update)[2]))
    await replies.show(update, views.ask(speak, closing))


@only(Permission.DELIVER_PETITIONS)
async def _deliver(update: Update, context: Context) -> None:
    """Write down who gets it, make the folder aside, and send it."""
    await replies.toast(update)
    speak = await context.words(update)
    closing = await _closing(context, int(replies.data(update)[2]))
    await replies.show(update, views.making(speak))
    actor_id = replies.speaker(update).id
    await delivery.begin(context.database, closing.slug, actor_id=actor_id, now=context.now())
    with _place() as place:
        target = place / f"delivery-{closing.slug}"
        written = await _write(context, closing.slug, target)
        packed = await asyncio.to_thread(folder.pack, target)
        await _send(update, packed, views.caption(speak, written))
    await delivery.delivered(
        context.database,
        closing.petition_id,
        actor_id=actor_id,
        now=context.now(),
    )
    await replies.show(update, views.done(speak))


async def _closing(context: Context, petition_id: int) -> Closing:
    def query(conn: Connection) -> Closing:
        return delivery.closing(conn, delivery.slug_of(conn, petition_id))

    return await context.database.read(query)


async def _write(context: Context, slug: str, target: Path) -> Written:
    languages, today = context.services.languages, context.now().date()
    return await context.database.read_aside(
        lambda conn: folder.write(conn, slug, target, languages, today)
    )


async def _send(update: Update, packed: Path, caption: str) -> None:
    content = await asyncio.to_thread(packed.read_bytes)
    if len(content) > UPLOAD_LIMIT:
        raise TooLargeToSend
    if update.effective_chat is not None:
        await update.effective_chat.send_document(
            InputFile(content, packed.name),
            caption=caption,
            parse_mode="HTML",
            protect_content=True,
        )


@contextmanager
def _place() -> Iterator[Path]:
    """A folder of this process alone, gone with all that is in it as soon as it was sent."""
    with TemporaryDirectory(prefix="pliego-") as place:
        yield Path(place)
