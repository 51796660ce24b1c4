"""Setting signatures aside: which by a filter, how many, why, one last button, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton

from campaign.petitions import Petition
from campaign.petitions.invalidating import Counted, Filter, Invalidation, Why
from campaign.petitions.suspicion import Suspicion
from handlers.views.view import View, button, in_rows, paragraphs, shortened
from handlers.wording import Html, Words

RECENT = (1, 6, 24, 168)
"""Hours back from now that a tap chooses."""
GROUPS = ("language", "country", "region")
_TITLE_LIMIT = 150
_NOTE_LIMIT = 300
_REGION_LIMIT = 40


@dataclass(frozen=True)
class Sieve:
    """The filter under way: how many it holds of those that count, and the zone of its times."""

    petition: Petition
    chosen: Filter
    counted: Counted
    time_zone: str


def sieve(speak: Words, shown: Sieve) -> View:
    """What the filter says, how many fit, and what else could narrow it."""
    text = paragraphs(
        _title(speak, shown.petition),
        _described(speak, shown.chosen, shown.time_zone),
        _fit(speak, shown),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (
            button(speak, "aside.when", "aside:pick:when"),
            button(speak, "aside.marked", "aside:pick:marked"),
        ),
        tuple(button(speak, f"aside.{group}", f"aside:pick:{group}") for group in GROUPS),
    ]
    if shown.counted.number:
        label = speak.plain_plural("aside.these", shown.counted.number)
        rows.append((InlineKeyboardButton(label, callback_data="aside:why"),))
    rows.append(
        (
            button(speak, "aside.anew", f"signatures:sieve:{shown.petition.id}"),
            button(speak, "review.back", f"signatures:show:{shown.petition.id}"),
        )
    )
    return View(text, tuple(rows))


def pick_when(speak: Words, busiest: Sequence[tuple[datetime, int]], time_zone: str) -> View:
    """The last hours, or one of the hours in which most signed."""
    recent = [button(speak, f"aside.last-{hours}", f"aside:when:last:{hours}") for hours in RECENT]
    hours = [
        button(
            speak,
            "aside.hour",
            f"aside:when:hour:{hour:%Y%m%d%H}",
            moment=speak.moment(hour, time_zone),
            count=count,
        )
        for hour, count in busiest
    ]
    rows = (*in_rows(recent, 2), *((hour,) for hour in hours))
    return View(speak("aside.ask-when"), (*rows, *_leave(speak, "aside:when:any:0")))


def pick_marked(speak: Words, marked: Sequence[tuple[Suspicion, int]]) -> View:
    """One of the reasons for which signatures are marked now."""
    rows = [
        (
            button(
                speak,
                "review.look",
                f"aside:marked:{reason}",
                reason=speak.plain(f"marked.{reason}"),
                count=count,
            ),
        )
        for reason, count in marked
    ]
    key = "aside.ask-marked" if marked else "review.none-marked"
    return View(speak(key), (*rows, *_leave(speak, "aside:marked:any")))


def pick_group(speak: Words, group: str, found: Sequence[tuple[str, int, str]]) -> View:
    """One of the larger groups: what it is, how many, and the key that its button carries."""
    rows = [
        (
            button(
                speak,
                "aside.group",
                f"aside:{group}:{key}",
                value=_value(speak, group, value),
                count=count,
            ),
        )
        for value, count, key in found
    ]
    text = speak("aside.ask-group") if found else speak("aside.no-group")
    return View(text, (*rows, *_leave(speak, f"aside:{group}:any")))


def ask_why(speak: Words, shown: Sieve) -> View:
    """How many, and why: the signers read it."""
    rows = tuple((button(speak, f"aside.why-{why}", f"aside:because:{why}"),) for why in Why)
    return View(
        paragraphs(
            _title(speak, shown.petition),
            _described(speak, shown.chosen, shown.time_zone),
            _fit(speak, shown),
            speak("aside.ask-why"),
        ),
        (*rows, (_to_sieve(speak),)),
    )


def ask_note(speak: Words) -> View:
    """The reason in one's own words, for the team alone."""
    return View(speak("aside.ask-note", limit=_NOTE_LIMIT), ((_to_sieve(speak),),))


def confirm(speak: Words, shown: Sieve, why: Why, note: str, *, changed: bool = False) -> View:
    """The last button: it sets aside exactly those that are counted here."""
    number = shown.counted.number
    text = paragraphs(
        speak("aside.changed") if changed else None,
        _title(speak, shown.petition),
        _described(speak, shown.chosen, shown.time_zone),
        speak("aside.because", reason=speak(f"aside.reason-{why}")),
        speak("aside.note", note=note) if note else None,
        speak.plural("aside.confirm", number),
    )
    label = speak.plain_plural("aside.yes", number)
    go = InlineKeyboardButton(label, callback_data=f"aside:do:{why}:{shown.counted.mark}")
    return View(text, ((go,), (_to_sieve(speak),)))


def under_way(speak: Words, number: int) -> View:
    """While it is done."""
    return View(speak.plural("aside.under-way", number))


def done(
    speak: Words, made: Invalidation, petition: Petition, review: tuple[Suspicion, int] | None
) -> View:
    """What was set aside, what counts now, and the way back, or on to the next marked one."""
    text = paragraphs(
        speak.plural("aside.done", made.count),
        speak.plural("review.counted", petition.count),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if review is not None:
        data = f"signatures:next:{petition.id}:{review[0]}:{review[1]}"
        rows.append((button(speak, "review.skip", data),))
    rows.append(
        (
            button(speak, "aside.undo", f"aside:ask-undo:{made.id}"),
            button(speak, "review.back", f"signatures:show:{petition.id}"),
        )
    )
    return View(text, tuple(rows))


def history(
    speak: Words, petition: Petition, newest: Sequence[Invalidation], time_zone: str
) -> View:
    """What was set aside, newest first, each with its undo."""
    items = [_item(speak, made, time_zone) for made in newest]
    rows = tuple(
        (button(speak, "aside.undo-number", f"aside:ask-undo:{made.id}", number=made.id),)
        for made in newest
        if made.undone_at is None and made.held
    )
    back = button(speak, "review.back", f"signatures:show:{petition.id}")
    text = paragraphs(_title(speak, petition), *items) if items else speak("aside.none")
    return View(text, (*rows, (back,)))


def ask_undo(speak: Words, made: Invalidation, time_zone: str) -> View:
    """How many come back, once before they do."""
    left = made.count - made.held
    text = paragraphs(
        _item(speak, made, time_zone),
        speak.plural("aside.ask-undo", made.held),
        speak.plural("aside.left", left) if left else None,
    )
    return View(
        text,
        (
            (
                button(speak, "aside.undo-yes", f"aside:undo:{made.id}"),
                button(speak, "aside.undo-no", f"signatures:history:{made.filter.petition_id}"),
            ),
        ),
    )


def undone(speak: Words, petition: Petition) -> View:
    """They count again."""
    return View(
        paragraphs(speak("aside.undone"), speak.plural("review.counted", petition.count)),
        ((button(speak, "review.back", f"signatures:show:{petition.id}"),),),
    )


def _item(speak: Words, made: Invalidation, time_zone: str) -> Html:
    lines = [
        speak.plural(
            "aside.item",
            made.count,
            number=made.id,
            moment=speak.moment(made.made_at, time_zone),
        ),
        speak("aside.because", reason=speak(f"aside.reason-{made.why}")),
        _described(speak, made.filter, time_zone),
    ]
    if made.note:
        lines.insert(2, speak("aside.note", note=shortened(made.note, _NOTE_LIMIT)))
    if made.undone_at is not None:
        lines.append(speak("aside.undone-on", moment=speak.moment(made.undone_at, time_zone)))
    elif made.finished_at is None:
        lines.append(speak("aside.unfinished"))
    return Html("\n".join(lines))


def _described(speak: Words, chosen: Filter, time_zone: str) -> Html:
    """The filter in words, a line for each part."""
    lines = []
    if chosen.number is not None:
        lines.append(speak("aside.by-number", number=chosen.number))
    if chosen.same_name_as is not None:
        lines.append(speak("aside.by-name", number=chosen.same_name_as))
    if chosen.since is not None:
        lines.append(speak("aside.since", moment=speak.moment(chosen.since, time_zone)))
    if chosen.until is not None:
        lines.append(speak("aside.until", moment=speak.moment(chosen.until, time_zone)))
    if chosen.suspicion is not None:
        lines.append(speak("aside.by-mark", reason=speak(f"marked.{chosen.suspicion}")))
    for group in GROUPS:
        value = getattr(chosen, group)
        if value is not None:
            lines.append(speak(f"aside.by-{group}", value=_value(speak, group, value)))
    return Html("\n".join(lines)) if lines else speak("aside.by-nothing")


def _fit(speak: Words, shown: Sieve) -> Html:
    return speak.plural("aside.fit", shown.counted.number, of=shown.petition.count)


def _value(speak: Words, group: str, value: str) -> str:
    if group == "language":
        return speak.language_name(value)
    return speak.country(value) if group == "country" else shortened(value, _REGION_LIMIT)


def _leave(speak: Words, anything: str) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    return ((button(speak, "aside.any", anything), _to_sieve(speak)),)


def _to_sieve(speak: Words) -> InlineKeyboardButton:
    return button(speak, "aside.back", "aside:back")


def _title(speak: Words, petition: Petition) -> Html:
    return speak("review.title", title=shortened(petition.wording.title, _TITLE_LIMIT))
