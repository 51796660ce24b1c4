"""Setting aside what a filter holds: the reason, the last button, what was done, and its undo.

The last button carries a mark of what was counted, so that it sets aside those and no others,
whatever became of the filter.
"""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts, petitions
from campaign.drafts import Draft
from campaign.petitions import invalidating
from campaign.petitions.invalidating import CountChanged, Filter, NoteTooLong, Why
from campaign.petitions.suspicion import Suspicion
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser import sieve
from handlers.organiser.access import only, only_step
from handlers.organiser.sieve import Begun
from handlers.views.organiser import setting_aside as views
from handlers.wording import words

KIND = sieve.KIND
_LISTED = 5
_ID = r"\d{1,9}"
_WHY = "|".join(Why)


def register(application: App) -> None:
    """Hear the buttons from the reason to the undo."""
    for pattern, handler in (
        ("why", _why),
        (f"because:(?:{_WHY})", _because),
        (f"do:(?:{_WHY}):[0-9a-f]{{8}}", _do),
        (f"ask-undo:{_ID}", _ask_undo),
        (f"undo:{_ID}", _undo),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^aside:{pattern}$"))


async def ask_why(
    update: Update, context: Context, chosen: Filter, review: tuple[Suspicion, int]
) -> None:
    """Straight to the reason, for the marked signature that is looked at."""
    await replies.toast(update)
    await sieve.keep(update, context, Begun(chosen, review=review))
    shown = await sieve.counted(update, context, chosen)
    await replies.show(update, views.ask_why(await context.words(update), shown))


async def show_history(update: Update, context: Context, petition_id: int) -> None:
    """The newest of what was set aside."""
    person = await context.person(update)
    petition = await petitions.by_id(context.database, petition_id, person.language)
    newest = await invalidating.recent(context.database, petition_id, _LISTED)
    zone = context.services.manifest.time_zone
    await replies.toast(update)
    await replies.show(update, views.history(words(person.language), petition, newest, zone))


@only(Permission.REVIEW_SIGNATURES)
async def _why(update: Update, context: Context) -> None:
    """Why these."""
    begun = await sieve.begun_by(update, context)
    shown = await sieve.counted(update, context, begun.chosen)
    await replies.toast(update)
    await replies.show(update, views.ask_why(await context.words(update), shown))


@only(Permission.REVIEW_SIGNATURES)
async def _because(update: Update, context: Context) -> None:
    """The reason by a tap; another one is asked for in words."""
    begun = replace(
        await sieve.begun_by(update, context), why=Why(replies.data(update)[2]), note=""
    )
    await replies.toast(update)
    if begun.why is Why.OTHER:
        await sieve.keep(update, context, begun, KIND)
        await replies.show(update, views.ask_note(await context.words(update)))
        return
    await sieve.keep(update, context, begun)
    await _confirm(update, context, begun)


@only_step(Permission.REVIEW_SIGNATURES)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The reason in words, for the team."""
    note = " ".join(replies.text(update).split())
    if len(note) > invalidating.NOTE_LIMIT:
        raise NoteTooLong
    begun = replace(Begun.of_json(draft.data), note=note)
    await sieve.keep(update, context, begun)
    await _confirm(update, context, begun)


@only(Permission.REVIEW_SIGNATURES)
async def _do(update: Update, context: Context) -> None:
    """The last button: those that were counted when it was shown, or they are counted anew."""
    begun = await sieve.begun_by(update, context)
    _, _, why, mark = replies.data(update)
    person = await context.person(update)
    counted = await invalidating.count(context.database, begun.chosen)
    await replies.toast(update)
    if counted.mark != mark:
        await _confirm(update, context, begun, changed=True)
        return
    speak = words(person.language)
    await replies.show(update, views.under_way(speak, counted.number))
    try:
        made = await invalidating.set_aside(
            context.database,
            begun.chosen,
            mark,
            Why(why),
            begun.note if why == Why.OTHER else "",
            actor_id=person.id,
            now=context.now(),
        )
    except CountChanged:
        await _confirm(update, context, begun, changed=True)
        return
    await drafts.drop(context.database, person.id)
    petition = await petitions.by_id(context.database, begun.chosen.petition_id, person.language)
    await replies.show(update, views.done(speak, made, petition, begun.review))


@only(Permission.REVIEW_SIGNATURES)
async def _ask_undo(update: Update, context: Context) -> None:
    """How many would come back."""
    made = await invalidating.get(context.database, int(replies.data(update)[2]))
    if made.undone_at is not None:
        raise invalidating.NoInvalidation
    speak = await context.words(update)
    await replies.toast(update)
    await replies.show(update, views.ask_undo(speak, made, context.services.manifest.time_zone))


@only(Permission.REVIEW_SIGNATURES)
async def _undo(update: Update, context: Context) -> None:
    """They count again."""
    person = await context.person(update)
    await replies.toast(update)
    undone = await invalidating.undo(
        context.database, int(replies.data(update)[2]), actor_id=person.id, now=context.now()
    )
    petition = await petitions.by_id(context.database, undone.filter.petition_id, person.language)
    await replies.show(update, views.undone(words(person.language), petition))


async def _confirm(
    update: Update, context: Context, begun: Begun, *, changed: bool = False
) -> None:
    shown = await sieve.counted(update, context, begun.chosen)
    if shown.counted.number == 0:
        raise invalidating.NothingFits
    speak = await context.words(update)
    why = begun.why or Why.OTHER
    await replies.show(update, views.confirm(speak, shown, why, begun.note, changed=changed))
