"""Sending an update: compose, see it as supporters will, choose for whom, one last button."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import broadcasts, drafts, petitions
from campaign.broadcasts import Audience, Broadcast
from campaign.drafts import Draft
from campaign.people import Person
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser import payloads
from handlers.organiser.access import only, only_step
from handlers.organiser.progress import refresh_progress
from handlers.views.organiser import broadcasts as views
from handlers.wording import words

KIND = "broadcast"
COMPOSING = "compose"
_ID = r"\d{1,9}"
_AUDIENCE = rf"{_ID}:(?:any|[a-z]{{2}})"


class NotSentOn(Refusal):
    "Messages of this kind cannot be sent as an update"


def register(application: App) -> None:
    """Hear /broadcast and the buttons that lead from the preview to the report."""
    application.add_handler(CommandHandler("broadcast", begin, filters.ChatType.PRIVATE))
    for pattern, handler in (
        (f"for:{_ID}:{_AUDIENCE}", _choose),
        (f"send:{_ID}:{_AUDIENCE}", _send),
        (f"again:{_ID}", _again),
        (f"discard:{_ID}", _discard),
        (f"stop:{_ID}", _stop),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^broadcast:{pattern}$"))


@only(Permission.SEND_BROADCASTS)
async def begin(update: Update, context: Context) -> None:
    """/broadcast: the only way to begin one."""
    await _ask(update, context)


async def _ask(update: Update, context: Context) -> None:
    person = await context.person(update)
    await drafts.keep(context.database, person, Draft(KIND, COMPOSING), context.now())
    await replies.send(update, views.compose(words(person.language)))


@only_step(Permission.SEND_BROADCASTS)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The update itself: shown at once as it will arrive, then for whom it is."""
    message = _message(update)
    person = await context.person(update)
    if message.media_group_id is not None:
        await _refuse_album(update, context, person, draft, message.media_group_id)
        return
    payload = payloads.of_message(message)
    if payload is None:
        raise NotSentOn
    preview = payloads.per_language(payload, person.language)
    await payloads.send(context.bot, message.chat_id, preview)
    broadcast = await broadcasts.draft(context.database, person.id, payload, context.now())
    await drafts.drop(context.database, person.id)
    await _show_choices(update, context, person, broadcast)


async def _refuse_album(
    update: Update, context: Context, person: Person, draft: Draft, album: str
) -> None:
    """An album comes as a message for each picture: it is answered once."""
    if draft.data.get("album") == album:
        return
    seen = Draft(KIND, COMPOSING, {"album": album})
    await drafts.keep(context.database, person, seen, context.now())
    await replies.send(update, views.no_albums(words(person.language)))


@only(Permission.SEND_BROADCASTS)
async def _choose(update: Update, context: Context) -> None:
    """For whom it is: the button names the whole audience, so that a second tap changes nothing."""
    person = await context.person(update)
    broadcast_id, chosen = _named(update)
    broadcast = await broadcasts.choose_audience(context.database, broadcast_id, chosen)
    await replies.toast(update)
    await _show_choices(update, context, person, broadcast)


async def _show_choices(
    update: Update, context: Context, person: Person, broadcast: Broadcast
) -> None:
    services = context.services
    offered = list(await petitions.open_petitions(services.database, person.language))
    signed = broadcast.audience.signers_of
    if signed is not None and signed not in {petition.id for petition in offered}:
        offered.append(await petitions.by_id(services.database, signed, person.language))
    choices = views.Choices(
        broadcast_id=broadcast.id,
        chosen=broadcast.audience,
        count=await broadcasts.count(
            services.database, broadcast.audience, services.manifest.default_language
        ),
        petitions=offered,
        languages=services.languages,
    )
    await replies.show(update, views.choose(words(person.language), choices))


@only(Permission.SEND_BROADCASTS)
async def _send(update: Update, context: Context) -> None:
    """The last button: it goes to whom this very button named, and only once.

    The message with the button becomes the live progress, known before anything is queued. A tap
    that comes again, after a crash or from a quick finger, shows it once more.
    """
    broadcast_id, chosen = _named(update)
    broadcast = await broadcasts.get(context.database, broadcast_id)
    if broadcast.message_id is None:
        await _queue(update, context, broadcast_id, chosen)
    await replies.toast(update)
    await refresh_progress(context.services, context.bot, context.now())


async def _queue(update: Update, context: Context, broadcast_id: int, chosen: Audience) -> None:
    services = context.services
    person = await context.person(update)
    await broadcasts.choose_audience(services.database, broadcast_id, chosen)
    shown = replies.tapped(update).message
    if shown is not None:
        await broadcasts.show_progress_in(
            services.database, broadcast_id, shown.chat.id, shown.message_id
        )
    await broadcasts.send(
        services.database,
        broadcast_id,
        payloads.per_language,
        services.languages,
        default_language=services.manifest.default_language,
        actor_id=person.id,
        now=context.now(),
    )
    services.wake_sender()


@only(Permission.SEND_BROADCASTS)
async def _again(update: Update, context: Context) -> None:
    """Write it anew."""
    await broadcasts.discard(context.database, int(replies.data(update)[2]))
    await replies.toast(update)
    await replies.show(update, views.discarded(await context.words(update)))
    await _ask(update, context)


@only(Permission.SEND_BROADCASTS)
async def _discard(update: Update, context: Context) -> None:
    """Nothing is sent."""
    await broadcasts.discard(context.database, int(replies.data(update)[2]))
    await replies.toast(update)
    await replies.show(update, views.discarded(await context.words(update)))


@only(Permission.SEND_BROADCASTS)
async def _stop(update: Update, context: Context) -> None:
    """What has not left stays."""
    person = await context.person(update)
    await broadcasts.stop(
        context.database, int(replies.data(update)[2]), actor_id=person.id, now=context.now()
    )
    await replies.toast(update, words(person.language).plain("broadcast.stopped"))
    await refresh_progress(context.services, context.bot, context.now())


def _named(update: Update) -> tuple[int, Audience]:
    """The broadcast and the audience that the button carries; petition 0 stands for none."""
    _, _, broadcast_id, petition_id, language = replies.data(update)
    chosen = Audience(
        signers_of=int(petition_id) or None, language=None if language == "any" else language
    )
    return int(broadcast_id), chosen


def _message(update: Update) -> Message:
    if update.effective_message is None:
        raise LookupError("the router brings only messages")
    return update.effective_message
