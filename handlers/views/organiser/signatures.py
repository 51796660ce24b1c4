"""The review of signatures: what is marked and why, and one at a time with as little as needed."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.petitions import Petition
from campaign.petitions.recounting import Difference
from campaign.petitions.reviewing import Marked, Tally
from campaign.petitions.watch import Alarm
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 150
_NAME_LIMIT = 100
_MOST_DIFFERENCES = 20


def choose(speak: Words, petitions: Sequence[Petition]) -> View:
    """Whose signatures to look at."""
    if not petitions:
        return View(speak("review.no-petition"))
    rows = tuple(
        (
            InlineKeyboardButton(
                shortened(petition.wording.title), callback_data=f"signatures:show:{petition.id}"
            ),
        )
        for petition in petitions[:_MOST_DIFFERENCES]
    )
    return View(speak("review.which"), rows)


def overview(speak: Words, tally: Tally) -> View:
    """What counts, what is marked and why, and what can be done about it."""
    petition, marked = tally.petition, tally.marked
    lines = [
        speak("review.marked-line", reason=speak(f"marked.{reason}"), count=count)
        for reason, count in marked.items()
    ]
    text = paragraphs(
        _title(speak, petition),
        standing(speak, tally),
        Html("\n".join((speak("review.marked"), *lines)))
        if marked
        else speak("review.none-marked"),
    )
    look = [
        (
            button(
                speak,
                "review.look",
                f"signatures:next:{petition.id}:{reason}:0",
                reason=speak.plain(f"marked.{reason}"),
                count=count,
            ),
        )
        for reason, count in marked.items()
    ]
    tools = (
        button(speak, "review.many", f"signatures:sieve:{petition.id}"),
        button(speak, "review.history", f"signatures:history:{petition.id}"),
    )
    return View(text, (*look, tools))


def standing(speak: Words, tally: Tally) -> Html:
    """How the count that is shown comes about."""
    return Html(
        "\n".join(
            (
                speak.plural("review.counted", tally.petition.count),
                speak("review.accepted", count=tally.accepted),
                speak("review.withdrawn", count=tally.withdrawn),
                speak("review.set-aside", count=tally.set_aside),
            )
        )
    )


def one(speak: Words, marked: Marked, time_zone: str) -> View:
    """A marked signature: its number, its day, and the name that it is marked for."""
    text = paragraphs(
        speak(
            "review.one",
            number=marked.number,
            moment=speak.moment(marked.signed_at, time_zone),
        ),
        speak(
            "review.one-reason",
            reason=speak(f"marked.{marked.suspicion}"),
            name=shortened(marked.name, _NAME_LIMIT),
        ),
        speak.plural("review.alike", marked.alike),
    )
    key = f"{marked.petition_id}:{marked.suspicion}:{marked.number}"
    return View(
        text,
        (
            (
                button(speak, "review.keep", f"signatures:keep:{key}"),
                button(speak, "review.aside", f"signatures:aside:{key}"),
            ),
            (
                button(speak, "review.same-name", f"signatures:namesakes:{key}"),
                button(speak, "review.skip", f"signatures:next:{key}"),
            ),
            (_back(speak, marked.petition_id),),
        ),
    )


def no_more(speak: Words, petition_id: int) -> View:
    """The last of a kind was looked at."""
    return View(speak("review.no-more"), ((_back(speak, petition_id),),))


def alarm(speak: Words, told: Alarm) -> View:
    """To someone who reviews: the rate left its band."""
    petition = told.petition
    text = paragraphs(
        speak(f"alarm.{told.direction}", title=shortened(petition.wording.title, _TITLE_LIMIT)),
        speak.plural("alarm.counted", told.count),
        speak("alarm.usual", low=told.band.low, high=told.band.high),
        speak(f"alarm.what-{told.direction}"),
    )
    return View(text, ((button(speak, "alarm.look", f"signatures:show:{petition.id}"),),))


def miscounted(speak: Words, found: Sequence[Difference]) -> View:
    """To the team: the nightly count found that the figures of a petition are not one."""
    lines = [
        speak(
            "recount.difference",
            slug=each.slug,
            shown=each.shown,
            rows=each.rows,
            ledger=each.ledger,
        )
        for each in found[:_MOST_DIFFERENCES]
    ]
    return View(paragraphs(speak("recount.found"), *lines, speak("recount.what")))


def _title(speak: Words, petition: Petition) -> Html:
    return speak("review.title", title=shortened(petition.wording.title, _TITLE_LIMIT))


def _back(speak: Words, petition_id: int) -> InlineKeyboardButton:
    return button(speak, "review.back", f"signatures:show:{petition_id}")
