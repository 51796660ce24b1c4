"""Narrowing by taps which signatures are meant, with the count of those that fit at each step.

The filter is a draft of whoever builds it, so that a restart loses none of it.
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
from campaign.petitions import filtering, reviewing, watch
from campaign.petitions.filtering import Filter
from campaign.petitions.invalidating import Why
from campaign.petitions.suspicion import Suspicion
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.views.organiser import setting_aside as views
from handlers.wording import words

KIND = "aside-note"
"""The form that waits for words. While one only taps, the filter is kept as `_TAPS` and words are
questions as ever."""
_TAPS = "aside"
_BUSIEST = 6
_RECENT = "|".join(map(str, views.RECENT))


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
        """As the draft keeps it."""
        return {
            "filter": self.chosen.as_json(),
            "why": self.why,
            "note": self.note,
            "review": list(self.review) if self.review else None,
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Begun":
        """What `as_json` gave."""
        review = kept["review"]
        return cls(
            Filter.of_json(kept["filter"]),
            Why(kept["why"]) if kept["why"] else None,
            kept["note"],
            (Suspicion(review[0]), review[1]) if review else None,
        )


def register(application: App) -> None:
    """Hear the buttons that narrow the filter."""
    groups = "|".join(views.GROUPS)
    for pattern, handler in (
        ("back", _back),
        ("pick:when", _pick_when),
        ("pick:marked", _pick_marked),
        (f"pick:(?:{groups})", _pick_group),
        (f"when:(?:any:0|last:(?:{_RECENT})|hour:\\d{{10}})", _choose_when),
        (f"marked:(?:any|{'|'.join(Suspicion)})", _choose_marked),
        (f"(?:{groups}):(?:any|[0-9a-f]{{8}})", _choose_group),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^aside:{pattern}$"))


async def begin(update: Update, context: Context, chosen: Filter) -> None:
    """Start from this filter."""
    await replies.toast(update)
    await keep(update, context, Begun(chosen))
    await _show(update, context, chosen)


@only(Permission.REVIEW_SIGNATURES)
async def _back(update: Update, context: Context) -> None:
    """To the filter as it stands."""
    begun = await begun_by(update, context)
    await replies.toast(update)
    await keep(update, context, Begun(begun.chosen))
    await _show(update, context, begun.chosen)


@only(Permission.REVIEW_SIGNATURES)
async def _pick_when(update: Update, context: Context) -> None:
    """From when to when."""
    begun = await begun_by(update, context)
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
    begun = await begun_by(update, context)
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
    begun = await begun_by(update, context)
    group = replies.data(update)[2]
    found = await _groups(context, begun.chosen.petition_id, group)
    view = views.pick_group(await context.words(update), group, found)
    await replies.toast(update)
    await replies.show(update, view)


@only(Permission.REVIEW_SIGNATURES)
async def _choose_group(update: Update, context: Context) -> None:
    begun = await begun_by(update, context)
    _, group, key = replies.data(update)
    found = await _groups(context, begun.chosen.petition_id, group)
    values = {each: value for value, _, each in found}
    if key != "any" and key not in values:
        raise FilterGone
    await _narrow(update, context, **{group: values.get(key)})


def _hour(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y%m%d%H").replace(tzinfo=UTC)
    except ValueError:
        raise FilterGone from None  # no button of ours: there is no such hour


async def _narrow(update: Update, context: Context, **named: Any) -> None:
    """The filter with this part in place of what it had."""
    begun = await begun_by(update, context)
    await begin(update, context, replace(begun.chosen, **named))


async def _show(update: Update, context: Context, chosen: Filter) -> None:
    shown = await counted(update, context, chosen)
    await replies.show(update, views.sieve(await context.words(update), shown))


async def counted(update: Update, context: Context, chosen: Filter) -> views.Sieve:
    """The filter with what it holds at this moment."""
    person = await context.person(update)
    return views.Sieve(
        petition=await petitions.by_id(context.database, chosen.petition_id, person.language),
        chosen=chosen,
        counted=await filtering.count(context.database, chosen),
        time_zone=context.services.manifest.time_zone,
    )


async def _groups(context: Context, petition_id: int, group: str) -> Sequence[tuple[str, int, str]]:
    """The larger groups, each with the key for its button: a region may be longer than one."""
    found = await filtering.groups(context.database, petition_id, group)
    return [(value, count, sha256(value.encode()).hexdigest()[:8]) for value, count in found]


async def keep(update: Update, context: Context, begun: Begun, kind: str = _TAPS) -> None:
    """Keep what was begun; with `KIND` the next words are the reason."""
    person = await context.person(update)
    draft = Draft(kind, "filter", begun.as_json())
    await drafts.keep(context.database, person, draft, context.now())


async def begun_by(update: Update, context: Context) -> Begun:
    """What the person has begun; raises `FilterGone`."""
    draft = await drafts.current(context.database, replies.speaker(update).id, context.now())
    if draft is None or draft.kind not in {KIND, _TAPS}:
        raise FilterGone
    return Begun.of_json(draft.data)
