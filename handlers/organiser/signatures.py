"""/signatures: what is marked for review, by reason and then one by one: kept or set aside."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign.petitions import reviewing
from campaign.petitions.invalidating import Filter
from campaign.petitions.suspicion import Suspicion
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser import setting_aside, sieve
from handlers.organiser.access import only
from handlers.views.organiser import signatures as views
from handlers.wording import words

_ID = r"\d{1,9}"
_MARKED = f"{_ID}:(?:{'|'.join(Suspicion)}):{_ID}"


def register(application: App) -> None:
    """Hear /signatures and the buttons of the review."""
    application.add_handler(CommandHandler("signatures", begin, filters.ChatType.PRIVATE))
    for pattern, handler in (
        (f"show:{_ID}", _show),
        (f"next:{_MARKED}", _next),
        (f"keep:{_MARKED}", _keep),
        (f"aside:{_MARKED}", _aside),
        (f"namesakes:{_MARKED}", _namesakes),
        (f"sieve:{_ID}", _sieve),
        (f"history:{_ID}", _history),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^signatures:{pattern}$"))


@only(Permission.REVIEW_SIGNATURES)
async def begin(update: Update, context: Context) -> None:
    """/signatures: of the only petition at once, else which one."""
    person = await context.person(update)
    found = await reviewing.reviewed(context.database, person.language)
    if len(found) == 1:
        await _overview(update, context, found[0].id)
    else:
        await replies.show(update, views.choose(words(person.language), found))


@only(Permission.REVIEW_SIGNATURES)
async def _show(update: Update, context: Context) -> None:
    """A petition's marked signatures, counted by reason."""
    await replies.toast(update)
    await _overview(update, context, int(replies.data(update)[2]))


@only(Permission.REVIEW_SIGNATURES)
async def _next(update: Update, context: Context) -> None:
    """The next one that is marked for this reason."""
    await replies.toast(update)
    await _show_next(update, context)


@only(Permission.REVIEW_SIGNATURES)
async def _keep(update: Update, context: Context) -> None:
    """This one stays; the next one comes."""
    petition_id, suspicion, number = _named(update)
    person = await context.person(update)
    await reviewing.keep(
        context.database,
        petition_id,
        number,
        suspicion,
        actor_id=person.id,
        now=context.now(),
    )
    await replies.toast(update, words(person.language).plain("review.kept"))
    await _show_next(update, context)


@only(Permission.REVIEW_SIGNATURES)
async def _aside(update: Update, context: Context) -> None:
    """This one goes: why?"""
    petition_id, suspicion, number = _named(update)
    chosen = Filter(petition_id, number=number)
    await setting_aside.ask_why(update, context, chosen, (suspicion, number))


@only(Permission.REVIEW_SIGNATURES)
async def _namesakes(update: Update, context: Context) -> None:
    """All with the name of this one, counted."""
    petition_id, _, number = _named(update)
    await sieve.begin(update, context, Filter(petition_id, same_name_as=number))


@only(Permission.REVIEW_SIGNATURES)
async def _sieve(update: Update, context: Context) -> None:
    """A filter that names nothing yet."""
    await sieve.begin(update, context, Filter(int(replies.data(update)[2])))


@only(Permission.REVIEW_SIGNATURES)
async def _history(update: Update, context: Context) -> None:
    """What was set aside."""
    await setting_aside.show_history(update, context, int(replies.data(update)[2]))


async def _overview(update: Update, context: Context, petition_id: int) -> None:
    person = await context.person(update)
    tally = await reviewing.tally(context.database, petition_id, person.language)
    await replies.show(update, views.overview(words(person.language), tally))


async def _show_next(update: Update, context: Context) -> None:
    petition_id, suspicion, after = _named(update)
    found = await reviewing.next_marked(context.database, petition_id, suspicion, after)
    speak = await context.words(update)
    zone = context.services.manifest.time_zone
    view = views.one(speak, found, zone) if found else views.no_more(speak, petition_id)
    await replies.show(update, view)


def _named(update: Update) -> tuple[int, Suspicion, int]:
    """The petition, the reason and the number that the button carries."""
    petition_id, suspicion, number = replies.data(update)[2:]
    return int(petition_id), Suspicion(suspicion), int(number)
