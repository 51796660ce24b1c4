"""The digest, and the page on which a person chooses when it comes."""

from telegram import InlineKeyboardButton

from campaign.articles.article import Article
from campaign.articles.parts import opening
from campaign.articles.passages import passages
from campaign.consents import ConsentText
from campaign.digests import Edition, Frequency, Schedule
from handlers.views.counts import counted
from handlers.views.view import View, button, in_rows, paragraphs, shortened
from handlers.wording import Html, Words

# Five entries of this size, and the rest, leave a message below 4,096 characters.
_TITLE_LIMIT = 150
_NAME_LIMIT = 100
_OPENING_LIMIT = 420
HOURS = (*range(5, 24), 0)
REGIONS: dict[str, tuple[str, ...]] = {
    "mexico": (
        "America/Mexico_City",
        "America/Cancun",
        "America/Hermosillo",
        "America/Chihuahua",
        "America/Mazatlan",
        "America/Tijuana",
    ),
    "north": (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Toronto",
        "America/Vancouver",
    ),
    "central": (
        "America/Guatemala",
        "America/Tegucigalpa",
        "America/Managua",
        "America/Costa_Rica",
        "America/Panama",
        "America/Havana",
        "America/Santo_Domingo",
        "America/Puerto_Rico",
    ),
    "south": (
        "America/Bogota",
        "America/Caracas",
        "America/Guayaquil",
        "America/Lima",
        "America/La_Paz",
        "America/Santiago",
        "America/Asuncion",
        "America/Argentina/Buenos_Aires",
        "America/Montevideo",
        "America/Sao_Paulo",
    ),
    "europe": (
        "Atlantic/Canary",
        "Europe/London",
        "Europe/Lisbon",
        "Europe/Madrid",
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Rome",
        "Europe/Athens",
    ),
    "elsewhere": (
        "UTC",
        "Africa/Lagos",
        "Africa/Johannesburg",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Australia/Sydney",
    ),
}
ZONES = tuple(zone for zones in REGIONS.values() for zone in zones)
"""The zones on offer; a button names one by its place here, so new ones go to the end."""


def summary(speak: Words, schedule: Schedule | None) -> Html:
    """One line: when the digest comes, or that it does not."""
    if schedule is None:
        return speak("digest.is-off")
    when = {"hour": speak.hour(schedule.hour), "zone": speak.zone(schedule.time_zone)}
    if schedule.frequency is Frequency.WEEKLY:
        return speak("digest.is-weekly", weekday=speak.weekday(schedule.weekday), **when)
    return speak("digest.is-daily", **when)


def page(speak: Words, schedule: Schedule | None) -> View:
    """What it is, how it stands, and every choice a tap away."""
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        tuple(_frequency(speak, choice, schedule) for choice in Frequency)
    ]
    if schedule is not None:
        if schedule.frequency is Frequency.WEEKLY:
            rows.append((button(speak, "digest.choose-weekday", "digest:ask:weekday"),))
        rows += [
            (
                button(speak, "digest.choose-hour", "digest:ask:hour"),
                button(speak, "digest.choose-zone", "digest:ask:zone"),
            ),
            (button(speak, "digest.turn-off", "digest:off"),),
        ]
    rows.append((button(speak, "digest.preview", "digest:preview"),))
    text = paragraphs(
        speak("digest.what"),
        summary(speak, schedule),
        Html(consent_text(speak).body) if schedule is None else None,
    )
    return View(text, tuple(rows))


def consent_text(speak: Words) -> ConsentText:
    """The words above the buttons that begin the digest."""
    return ConsentText(speak.language, speak("consent.digest"))


def _frequency(speak: Words, choice: Frequency, schedule: Schedule | None) -> InlineKeyboardButton:
    """Every day or every week, marked where it is how the digest comes now."""
    tick = "✓ " if schedule is not None and schedule.frequency is choice else ""
    label = f"{tick}{speak.plain(f'digest.{choice}')}"
    agreeing = f":{consent_text(speak).mark}" if schedule is None else ""
    return InlineKeyboardButton(label, callback_data=f"digest:every:{choice}{agreeing}")


def ask_weekday(speak: Words) -> View:
    """On which day."""
    days = [
        InlineKeyboardButton(speak.weekday(day), callback_data=f"digest:weekday:{day}")
        for day in range(7)
    ]
    return View(speak("digest.which-weekday"), (*in_rows(days, 2), _back(speak)))


def ask_hour(speak: Words) -> View:
    """At what hour; of the night only midnight is offered."""
    hours = [
        InlineKeyboardButton(speak.hour(hour), callback_data=f"digest:hour:{hour}")
        for hour in HOURS
    ]
    return View(speak("digest.which-hour"), (*in_rows(hours, 4), _back(speak)))


def ask_region(speak: Words) -> View:
    """In which part of the world."""
    regions = [button(speak, f"region.{name}", f"digest:region:{name}") for name in REGIONS]
    return View(speak("digest.which-region"), (*in_rows(regions, 2), _back(speak)))


def ask_zone(speak: Words, region: str) -> View:
    """By which city's clock."""
    zones = [
        InlineKeyboardButton(
            shortened(speak.zone(zone)), callback_data=f"digest:zone:{ZONES.index(zone)}"
        )
        for zone in REGIONS[region]
    ]
    return View(speak("digest.which-zone"), (*in_rows(zones, 2), _back(speak)))


def edition(speak: Words, told: Edition, heading: str = "digest.title") -> View:
    """The digest itself: what is new with its first lines, and how the petition stands."""
    text = paragraphs(
        speak(heading),
        *(_entry(speak, article) for article in told.articles),
        speak.plural("digest.more", told.more) if told.more else None,
        _petition(speak, told),
    )
    rows = [
        (
            InlineKeyboardButton(
                shortened(speak.plain("digest.read", title=article.title)),
                callback_data=f"read:below:{article.id}:0",
            ),
        )
        for article in told.articles
    ]
    return View(text, (*rows, (button(speak, "digest.unsubscribe", "digest:leave"),)))


def nothing_yet(speak: Words) -> View:
    """There is no article to make a preview of."""
    return View(speak("digest.nothing-yet"))


def _entry(speak: Words, article: Article) -> Html:
    return speak(
        "digest.entry",
        title=shortened(article.title, _TITLE_LIMIT),
        author=shortened(article.author or article.publisher, _NAME_LIMIT),
        quote=shortened(_opening(article), _OPENING_LIMIT),
    )


def _opening(article: Article) -> str:
    """The first sentences; of an article that has only headings, those."""
    return opening(article.body) if passages(article.body) else article.body.replace("## ", "")


def _petition(speak: Words, told: Edition) -> Html | None:
    if told.petition is None:
        return None
    return counted(
        speak,
        "digest.petition",
        told.petition.count,
        title=shortened(told.petition.wording.title, _TITLE_LIMIT),
        goal=told.petition.goal,
    )


def _back(speak: Words) -> tuple[InlineKeyboardButton, ...]:
    return (button(speak, "button.back", "digest:show"),)
