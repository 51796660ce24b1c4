"""Setting aside by taps: narrow the filter, see how many, say why, confirm, and undo.

The filter is a draft of who builds it. The last button carries a mark of what was counted, so that
it sets aside those and no others, whatever became of the draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts, petitions
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import invalidating, reviewing, watch
from campaign.petitions.invalidating import CountChanged, Filter, NoteTooLong, Why
from campaign.petitions.suspicion import Suspicion
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only, only_step
from handlers.views.organiser import setting_aside as views
from handlers.wording import words

KIND = "aside-note"
"""The form that waits for words. While one only taps, the filter is kept as `_TAPS` and words are
questions as ever."""
_TAPS = "aside"
_LISTED = 5
_BUSIEST = 6
_ID = r"\d{1,9}"
_RECENT = "|".join(map(str, views.RECENT))
_WHY = "|".join(Why)


class FilterGone(Refusal):
    "The filter was dropped, or another form took its place"


@dataclass(frozen=True)
class Begun:
    """What the draft holds: the filter, the reason so far, and which marked one it is about."""

    chosen: Filter
    why: Why | None = None
    note: str = ""
    review: tuple[Suspicion, int] | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "filter": self.chosen.as_json(),
            "why": self.why,
            "note": self.note,
            "review": list(self.review) if self.review else None,
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Begun":
        review = kept["review"]
        return cls(
            Filter.of_json(kept["filter"]),
            Why(kept["why"]) if kept["why"] else None,
            kept["note"],
            (Suspicion(review[0]), review[1]) if review else None,
        )


def register(application: App) -> None:
    """Hear the buttons from the filter to the undo."""
    for pattern, handler in (
        ("back", _back),
        ("pick:when", _pick_when),
        ("pick:marked", _pick_marked),
        (f"pick:(?:{'|'.join(views.GROUPS)})", _pick_group),
        (f"when:(?:any:0|last:(?:{_RECENT})|hour:\\d{{10}})", _choose_when),
        (f"marked:(?:any|{'|'.join(Suspicion)})", _choose_marked),
        (f"(?:{'|'.join(views.GROUPS)}):(?:any|[0-9a-f]{{8}})", _choose_group),
        ("why", _why),
        (f"because:(?:{_WHY})", _because),
        (f"do:(?:{_WHY}):[0-9a-f]{{8}}", _do),
        (f"ask-undo:{_ID}", _ask_undo),
        (f"undo:{_ID}", _undo),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^aside:{pattern}$"))


async def begin(update: Update, context: Context, chosen: Filter) -> None:
    """Start from this filter."""
    await replies.toast(update)
    await _keep(update, context, Begun(chosen))
    await _show(update, context, chosen)


async def ask_why(
    update: Update, context: Context, chosen: Filter, review: tuple[Suspicion, int]
) -> None:
    """Straight to the reason, for the marked signature that is looked at."""
    await replies.toast(update)
    await _keep(update, context, Begun(chosen, review=review))
    shown = await _sieve(update, context, chosen)
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
async def _back(update: Update, context: Context) -> None:
    """To the filter as it stands."""
    begun = await _begun(update, context)
    await replies.toast(update)
    await _keep(update, context, Begun(begun.chosen))
    await _show(update, context, begun.chosen)


@only(Permission.REVIEW_SIGNATURES)
async def _pick_when(update: Update, context: Context) -> None:
    """From when to when."""
    begun = await _begun(update, context)
    busiest = await watch.busiest_hours(
        context.database, begun.chosen.petition_id, _BUSIEST, context.now()
    )
    speak = await context.words(update)
    await replies.toast(update)
    await replies.show(update, views.pick_when(speak, busiest, context.services.manifest.time_zone))


@only(Permission.REVIEW_SIGNATURES)
async def _choose_when(update: Update, context: Context) -> None:
    """The times are fixed at this moment: what comes later does not fit."""
    kind, value = replies.data(update)[2:]
    since: datetime | None = None
    until: datetime | None = None
    if kind == "last":
        until = context.now()
        since = until - timedelta(hours=int(value))
    elif kind == "hour":
        since = _hour(value)
        until = since + timedelta(hours=1)
    await _narrow(update, context, since=since, until=until)


@only(Permission.REVIEW_SIGNATURES)
async def _pick_marked(update: Update, context: Context) -> None:
    """For what they are marked."""
    begun = await _begun(update, context)
    person = await context.person(update)
    tally = await reviewing.tally(context.database, begun.chosen.petition_id, person.language)
    view = views.pick_marked(words(person.language), list(tally.marked.items()))
    await replies.toast(update)
    await replies.show(update, view)


@only(Permission.REVIEW_SIGNATURES)
async def _choose_marked(update: Update, context: Context) -> None:
    value = replies.data(update)[2]
    await _narrow(update, context, suspicion=None if value == "any" else Suspicion(value))


@only(Permission.REVIEW_SIGNATURES)
async def _pick_group(update: Update, context: Context) -> None:
    """Which language, country or region."""
    begun = await _begun(update, context)
    group = replies.data(update)[2]
    found = await _groups(context, begun.chosen.petition_id, group)
    view = views.pick_group(await context.words(update), group, found)
    await replies.toast(update)
    await replies.show(update, view)


@only(Permission.REVIEW_SIGNATURES)
async def _choose_group(update: Update, context: Context) -> None:
    begun = await _begun(update, context)
    _, group, key = replies.data(update)
    found = await _groups(context, begun.chosen.petition_id, group)
    values = {each: value for value, _, each in found}
    if key != "any" and key not in values:
        raise FilterGone
    await _narrow(update, context, **{group: values.get(key)})


@only(Permission.REVIEW_SIGNATURES)
async def _why(update: Update, context: Context) -> None:
    """Why these."""
    begun = await _begun(update, context)
    shown = await _sieve(update, context, begun.chosen)
    await replies.toast(update)
    await replies.show(update, views.ask_why(await context.words(update), shown))


@only(Permission.REVIEW_SIGNATURES)
async def _because(update: Update, context: Context) -> None:
    """The reason by a tap; another one is asked for in words."""
    begun = replace(await _begun(update, context), why=Why(replies.data(update)[2]), note="")
    await replies.toast(update)
    if begun.why is Why.OTHER:
        await _keep(update, context, begun, KIND)
        await replies.show(update, views.ask_note(await context.words(update)))
        return
    await _keep(update, context, begun)
    await _confirm(update, context, begun)


@only_step(Permission.REVIEW_SIGNATURES)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The reason in words, for the team."""
    note = " ".join(replies.text(update).split())
    if len(note) > invalidating.NOTE_LIMIT:
        raise NoteTooLong
    begun = replace(Begun.of_json(draft.data), note=note)
    await _keep(update, context, begun)
    await _confirm(update, context, begun)


@only(Permission.REVIEW_SIGNATURES)
async def _do(update: Update, context: Context) -> None:
    """The last button: those that were counted when it was shown, or they are counted anew."""
    begun = await _begun(update, context)
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


def _hour(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y%m%d%H").replace(tzinfo=UTC)
    except ValueError:
        raise FilterGone from None  # no button of ours: there is no such hour


async def _narrow(update: Update, context: Context, **named: Any) -> None:
    """The filter with this part in place of what it had."""
    begun = await _begun(update, context)
    await begin(update, context, replace(begun.chosen, **named))


async def _show(update: Update, context: Context, chosen: Filter) -> None:
    shown = await _sieve(update, context, chosen)
    await replies.show(update, views.sieve(await context.words(update), shown))


async def _confirm(
    update: Update, context: Context, begun: Begun, *, changed: bool = False
) -> None:
    shown = await _sieve(update, context, begun.chosen)
    if shown.counted.number == 0:
        raise invalidating.NothingFits
    speak = await context.words(update)
    why = begun.why or Why.OTHER
    await replies.show(update, views.confirm(speak, shown, why, begun.note, changed=changed))


async def _sieve(update: Update, context: Context, chosen: Filter) -> views.Sieve:
    person = await context.person(update)
    return views.Sieve(
        petition=await petitions.by_id(context.database, chosen.petition_id, person.language),
        chosen=chosen,
        counted=await invalidating.count(context.database, chosen),
        time_zone=context.services.manifest.time_zone,
    )


async def _groups(context: Context, petition_id: int, group: str) -> Sequence[tuple[str, int, str]]:
    """The larger groups, each with the key for its button: a region may be longer than one."""
    found = await invalidating.groups(context.database, petition_id, group)
    return [(value, count, sha256(value.encode()).hexdigest()[:8]) for value, count in found]


async def _keep(update: Update, context: Context, begun: Begun, kind: str = _TAPS) -> None:
    person: Person = await context.person(update)
    draft = Draft(kind, "filter", begun.as_json())
    await drafts.keep(context.database, person, draft, context.now())


async def _begun(update: Update, context: Context) -> Begun:
    draft = await drafts.current(context.database, replies.speaker(update).id, context.now())
    if draft is None or draft.kind not in {KIND, _TAPS}:
        raise FilterGone
    return Begun.of_json(draft.data)
