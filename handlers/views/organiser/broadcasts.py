"""An update on its way: composing, the choice of audience, the progress and the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton

from campaign.broadcasts import Audience, Progress
from campaign.petitions import Petition
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_REASON_LIMIT = 120
_TITLE_LIMIT = 100
_LABEL_LIMIT = 40


@dataclass(frozen=True)
class Choices:
    """For whom an update may be, whom was chosen, and how many those are now."""

    broadcast_id: int
    chosen: Audience
    count: int
    petitions: Sequence[Petition]
    languages: Sequence[str]


def compose(speak: Words) -> View:
    """What can be sent, and that nothing leaves yet."""
    return View(speak("broadcast.compose"), ((button(speak, "button.cancel", "cancel"),),))


def no_albums(speak: Words) -> View:
    """Several pictures at once came."""
    return View(speak("broadcast.no-albums"), ((button(speak, "button.cancel", "cancel"),),))


def choose(speak: Words, choices: Choices) -> View:
    """For whom, and last the button that says how many it goes to."""
    text = paragraphs(
        speak("broadcast.preview"),
        speak("broadcast.audience", audience=_audience(speak, choices)),
        None if choices.count else speak("broadcast.nobody"),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (choice,) for choice in _choices(speak, choices)
    ]
    rows.append(
        (
            button(speak, "broadcast.again", f"broadcast:again:{choices.broadcast_id}"),
            button(speak, "button.cancel", f"broadcast:discard:{choices.broadcast_id}"),
        )
    )
    if choices.count:
        data = f"broadcast:send:{_data(choices.broadcast_id, choices.chosen)}"
        label = speak.plain_plural("broadcast.send", choices.count)
        rows.append((InlineKeyboardButton(label, callback_data=data),))
    return View(text, tuple(rows))


def discarded(speak: Words) -> View:
    """Nothing was sent."""
    return View(speak("broadcast.discarded"))


def progress(speak: Words, broadcast_id: int, now: Progress) -> View:
    """How far it got, and the way to stop it."""
    share = now.done / now.total if now.total else 1.0
    text = paragraphs(
        speak("broadcast.sending", percent=speak.percent(int(share * 100) / 100)),
        speak.plural("broadcast.done-of", now.total, done=now.done),
        _outcomes(speak, now),
    )
    stop = button(speak, "broadcast.stop", f"broadcast:stop:{broadcast_id}")
    return View(text, ((stop,),))


def report(speak: Words, final: Progress, reasons: Sequence[tuple[str, int]]) -> View:
    """What became of it, with Telegram's words for what failed."""
    failed = [
        speak("broadcast.reason", count=count, reason=shortened(reason, _REASON_LIMIT))
        for reason, count in reasons
    ]
    text = paragraphs(
        speak("broadcast.stopped-report" if final.cancelled else "broadcast.report"),
        _outcomes(speak, final),
        Html("\n".join((speak("broadcast.reasons"), *failed))) if failed else None,
        speak("broadcast.about-unconfirmed") if final.unconfirmed else None,
    )
    return View(text)


def _outcomes(speak: Words, counted: Progress) -> Html:
    lines = [
        speak("broadcast.delivered", count=counted.delivered),
        speak("broadcast.blocked", count=counted.blocked),
        speak("broadcast.failed", count=counted.failed),
        speak("broadcast.unconfirmed", count=counted.unconfirmed),
    ]
    if counted.cancelled:
        lines.append(speak("broadcast.cancelled", count=counted.cancelled))
    return Html("\n".join(lines))


def _choices(speak: Words, choices: Choices) -> Iterator[InlineKeyboardButton]:
    """Everyone, or what combines; a choice that stands is marked, and tapping it takes it back."""
    chosen = choices.chosen

    def choice(label: str, target: Audience, *, stands: bool) -> InlineKeyboardButton:
        data = f"broadcast:for:{_data(choices.broadcast_id, target)}"
        return InlineKeyboardButton(f"✓ {label}" if stands else label, callback_data=data)

    everyone = Audience()
    yield choice(speak.plain("broadcast.everyone"), everyone, stands=chosen == everyone)
    for petition in choices.petitions:
        stands = chosen.signers_of == petition.id
        target = replace(chosen, signers_of=None if stands else petition.id)
        yield choice(_signers(speak, petition, _LABEL_LIMIT), target, stands=stands)
    for language in choices.languages:
        stands = chosen.language == language
        target = replace(chosen, language=None if stands else language)
        yield choice(_readers(speak, language), target, stands=stands)


def _data(broadcast_id: int, audience: Audience) -> str:
    return f"{broadcast_id}:{audience.signers_of or 0}:{audience.language or 'any'}"


def _audience(speak: Words, choices: Choices) -> str:
    chosen = choices.chosen
    parts = [
        _signers(speak, petition, _TITLE_LIMIT)
        for petition in choices.petitions
        if petition.id == chosen.signers_of
    ]
    if chosen.language:
        parts.append(_readers(speak, chosen.language))
    return " + ".join(parts) or speak.plain("broadcast.everyone")


def _signers(speak: Words, petition: Petition, limit: int) -> str:
    return speak.plain("broadcast.signers", title=shortened(petition.wording.title, limit))


def _readers(speak: Words, language: str) -> str:
    return speak.plain("broadcast.readers", language=speak.language_name(language))
