"""The digest: when it comes, what it would look like, and the way out of it."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import digests
from campaign.consents import ConsentText, marked
from campaign.digests import Frequency, Schedule
from campaign.people import Person
from handlers import replies
from handlers.context import App, Context
from handlers.views import digest as views
from handlers.views.view import View
from handlers.wording import words

_FIRST_HOUR = 8


def register(application: App) -> None:
    """Hear /digest and its buttons."""
    application.add_handler(CommandHandler("digest", show, filters.ChatType.PRIVATE))
    for pattern, handler in _TAPS.items():
        application.add_handler(CallbackQueryHandler(handler, f"^digest:{pattern}$"))


async def show(update: Update, context: Context) -> None:
    """/digest: how it stands, and every choice a tap away."""
    person = await context.person(update)
    await replies.toast(update)
    await _show(update, context, person)


async def _show(update: Update, context: Context, person: Person) -> None:
    schedule = await digests.schedule_of(context.database, person.id)
    await replies.show(update, views.page(words(person.language), schedule))


async def _every(update: Update, context: Context) -> None:
    """Daily or weekly: where the digest is off, this tap is the consent to the words above it."""
    _, _, frequency, *mark = replies.data(update)
    person = await context.person(update)
    schedule = await digests.schedule_of(context.database, person.id) or Schedule(
        Frequency.DAILY, _FIRST_HOUR, context.services.manifest.time_zone
    )
    texts = [views.consent_text(words(code)) for code in context.services.languages]
    text = marked(texts, mark[0]) if mark else None
    chosen = replace(schedule, frequency=Frequency(frequency))
    if text is not None:
        await _keep(update, context, person, chosen, text)
    else:
        await _change(update, context, lambda _: chosen)


async def _take_weekday(update: Update, context: Context) -> None:
    weekday = int(replies.data(update)[2])
    await _change(update, context, lambda schedule: replace(schedule, weekday=weekday))


async def _take_hour(update: Update, context: Context) -> None:
    hour = int(replies.data(update)[2])
    await _change(update, context, lambda schedule: replace(schedule, hour=hour))


async def _take_zone(update: Update, context: Context) -> None:
    number = int(replies.data(update)[2])
    if number >= len(views.ZONES):
        raise digests.UnknownTimeZone
    zone = views.ZONES[number]
    await _change(update, context, lambda schedule: replace(schedule, time_zone=zone))


async def _change(update: Update, context: Context, change: Callable[[Schedule], Schedule]) -> None:
    """Change a digest that comes; from the page of one that was left, nobody begins anew."""
    person = await context.person(update)
    schedule = await digests.schedule_of(context.database, person.id)
    if schedule is None:
        await replies.toast(update)
        await _show(update, context, person)
        return
    text = views.consent_text(words(person.language))  # it stands: these words are not recorded
    await _keep(update, context, person, change(schedule), text)


async def _keep(
    update: Update, context: Context, person: Person, schedule: Schedule, text: ConsentText
) -> None:
    speak = words(person.language)
    await digests.subscribe(context.database, person, schedule, text, context.now())
    await replies.toast(update, speak.plain("digest.saved"))
    await _show(update, context, person)


async def _ask_weekday(update: Update, context: Context) -> None:
    await replies.toast(update)
    await replies.show(update, views.ask_weekday(await context.words(update)))


async def _ask_hour(update: Update, context: Context) -> None:
    await replies.toast(update)
    await replies.show(update, views.ask_hour(await context.words(update)))


async def _ask_region(update: Update, context: Context) -> None:
    await replies.toast(update)
    await replies.show(update, views.ask_region(await context.words(update)))


async def _ask_zone(update: Update, context: Context) -> None:
    await replies.toast(update)
    region = replies.data(update)[2]
    await replies.show(update, views.ask_zone(await context.words(update), region))


async def _preview(update: Update, context: Context) -> None:
    """A digest as it would look to someone to whom everything is new."""
    person = await context.person(update)
    speak = words(person.language)
    told = await digests.preview(context.database, person.language)
    await replies.toast(update)
    if not told.articles:
        await replies.send(update, views.nothing_yet(speak))
        return
    await replies.send(update, views.edition(speak, told, "digest.preview-title"))


async def _off(update: Update, context: Context) -> None:
    """Turn it off from its page."""
    person = await context.person(update)
    await digests.unsubscribe(context.database, person.id, context.now())
    await replies.toast(update, words(person.language).plain("digest.saved"))
    await _show(update, context, person)


async def _leave(update: Update, context: Context) -> None:
    """The last button of every digest: one tap, and no more of them."""
    person = await context.person(update)
    await digests.unsubscribe(context.database, person.id, context.now())
    await replies.toast(update)
    await replies.send(update, View(words(person.language)("digest.left")))


_TAPS: dict[str, Callable[[Update, Context], Coroutine[Any, Any, None]]] = {
    "show": show,
    "every:(?:daily|weekly)(?::[0-9a-f]{8})?": _every,
    "ask:weekday": _ask_weekday,
    "ask:hour": _ask_hour,
    "ask:zone": _ask_region,
    f"region:(?:{'|'.join(views.REGIONS)})": _ask_zone,
    "weekday:[0-6]": _take_weekday,
    "hour:(?:1?[0-9]|2[0-3])": _take_hour,
    r"zone:\d{1,3}": _take_zone,
    "preview": _preview,
    "off": _off,
    "leave": _leave,
}
