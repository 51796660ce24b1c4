"""Writing a petition's texts: title, addressee and body, one language after the other."""

from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts
from campaign.drafts import Draft
from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import NoPetition, authoring, lifecycle
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only, only_step
from handlers.organiser.petition_news import telling_the_team
from handlers.organiser.petitions import sheet_to_change, show_card, show_sheet
from handlers.views.organiser import petition_forms as forms
from handlers.wording import words

KIND = "petition-text"
PUBLISHING = "publish"
_ID = r"\d{1,9}"


def register(application: App) -> None:
    """Hear the buttons that begin, change and publish texts."""
    for pattern, handler in (
        ("new", _begin),
        (f"texts:{_ID}", _choose),
        (f"part:(?:title|addressee|body):{_ID}:[a-z]{{2}}", _ask_part),
        (f"more:{_ID}", _choose_more),
        (f"publish:{_ID}", _publish),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^petition:{pattern}$"))


@only(Permission.EDIT_PETITIONS)
async def _begin(update: Update, context: Context) -> None:
    """A new petition begins with its title, in the organiser's own language."""
    person = await context.person(update)
    draft = Draft(KIND, "title", {"language": person.language, "said": {}})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.toast(update)
    speak = words(person.language)
    await replies.send(update, forms.ask_part(speak, "title", person.language, first=True))


@only(Permission.EDIT_PETITIONS)
async def _choose(update: Update, context: Context) -> None:
    """Which text, in which language."""
    person = await context.person(update)
    shown = await sheet_to_change(context, int(replies.data(update)[2]), person)
    await replies.toast(update)
    await replies.show(
        update, forms.texts(words(person.language), shown, context.services.languages)
    )


@only(Permission.EDIT_PETITIONS)
async def _choose_more(update: Update, context: Context) -> None:
    """Another text, before what was changed so far is published."""
    person = await context.person(update)
    shown = await sheet_to_change(context, int(replies.data(update)[2]), person)
    await replies.toast(update)
    await replies.send(
        update, forms.texts(words(person.language), shown, context.services.languages)
    )


@only(Permission.EDIT_PETITIONS)
async def _ask_part(update: Update, context: Context) -> None:
    """The next message is this text; in a new language all three follow each other."""
    person = await context.person(update)
    _, _, part, petition_id, language = replies.data(update)
    shown = await sheet_to_change(context, int(petition_id), person)
    if not shown.may_change("texts"):
        raise lifecycle.WrongState
    if language not in context.services.languages:
        raise NoPetition
    told: dict[str, Any] = {
        "petition": shown.petition.id,
        "language": language,
        "said": {},
        "whole": language not in shown.languages,
        "changes": await _gathered(context, person, shown.petition.id),
    }
    draft = Draft(KIND, part, told)
    await drafts.keep(context.database, person, draft, context.now())
    await replies.toast(update)
    await replies.send(update, forms.ask_part(words(person.language), part, language))


async def _gathered(context: Context, person: Person, petition_id: int) -> dict[str, Any]:
    """What was changed so far of an open petition and not published yet."""
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is None or draft.kind != KIND or draft.data.get("petition") != petition_id:
        return {}
    return dict(draft.data.get("changes", {}))


@only_step(Permission.EDIT_PETITIONS)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """A title, an addressee or a body: then the next of a whole text, or it is kept."""
    person = await context.person(update)
    speak = words(person.language)
    if draft.step == PUBLISHING:
        await replies.send(update, forms.tap_instead(speak))
        return
    checked = authoring.checked_body if draft.step == "body" else authoring.checked_line
    said = {**draft.data["said"], draft.step: checked(replies.text(update))}
    whole = "petition" not in draft.data or draft.data["whole"]
    missing = [part for part in forms.PARTS if part not in said]
    if whole and missing:
        following = Draft(KIND, missing[0], {**draft.data, "said": said})
        await drafts.keep(context.database, person, following, context.now())
        language = draft.data["language"]
        await replies.send(update, forms.ask_part(speak, missing[0], language))
    elif "petition" not in draft.data:
        await _create(update, context, person, draft.data["language"], said)
    else:
        await _keep(update, context, person, draft, said)


async def _create(
    update: Update, context: Context, person: Person, language: str, said: dict[str, str]
) -> None:
    wording = Wording(language=language, **said)
    petition_id = await authoring.create(context.database, person, wording, context.now())
    await drafts.drop(context.database, person.id)
    await show_sheet(update, context, petition_id)


async def _keep(
    update: Update, context: Context, person: Person, draft: Draft, said: dict[str, str]
) -> None:
    """A draft's text is changed at once; what is open, only when that is published."""
    petition_id, language = draft.data["petition"], draft.data["language"]
    shown = await sheet_to_change(context, petition_id, person)
    changes: dict[str, dict[str, str]] = dict(draft.data.get("changes", {}))
    changes[language] = {**changes.get(language, {}), **said}
    if shown.state is State.OPEN:
        await _offer(update, context, person, shown, changes)
        return
    await _change(context, person, petition_id, changes)
    await show_sheet(update, context, petition_id)


async def _offer(
    update: Update,
    context: Context,
    person: Person,
    shown: Sheet,
    changes: dict[str, dict[str, str]],
) -> None:
    """The changed cards as supporters would get them, and what publishing them means."""
    told = {"petition": shown.petition.id, "changes": changes}
    await drafts.keep(context.database, person, Draft(KIND, PUBLISHING, told), context.now())
    for wording in authoring.changed(shown.wordings, changes):
        if wording.language in changes:
            await show_card(update, context, replace(shown.petition, wording=wording))
    await replies.send(
        update,
        forms.ask_publish(words(person.language), shown, context.services.approvals),
    )


@only(Permission.EDIT_PETITIONS)
async def _publish(update: Update, context: Context) -> None:
    """The new version: who signs from now on signs this one."""
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    await sheet_to_change(context, petition_id, person)
    changes = await _gathered(context, person, petition_id)
    speak = words(person.language)
    if not changes:
        await replies.toast(update, speak.plain("petition.nothing-changed"), alert=True)
        return
    state = await _change(context, person, petition_id, changes)
    context.services.wake_sender()
    key = "petition.back-in-review" if state is State.REVIEW else "petition.published"
    await replies.toast(update, speak.plain(key))
    await show_sheet(update, context, petition_id)


async def _change(
    context: Context, person: Person, petition_id: int, changes: dict[str, dict[str, str]]
) -> State:
    state = await authoring.change_texts(
        context.database,
        petition_id,
        changes,
        actor_id=person.id,
        needed=context.services.approvals,
        now=context.now(),
        tell=await telling_the_team(context.services),
    )
    await drafts.drop(context.database, person.id)
    return state
