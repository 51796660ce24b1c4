"""A petition's terms: numbers, dates and the short name are typed, fields and identity tapped."""

import re
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import authoring, lifecycle
from campaign.petitions.authoring import Sheet
from campaign.refusals import Refusal
from campaign.team import Permission
from campaign.terms import Field, IdentityKind, default_milestones
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only, only_step
from handlers.organiser.moments import DAY_BEGINS, DAY_ENDS, read_moment
from handlers.organiser.petitions import sheet_to_change, show_sheet
from handlers.views.organiser import petition_forms as forms
from handlers.views.organiser.petitions import TERMS
from handlers.wording import words

KIND = "petition-terms"
_ID = r"\d{1,9}"
_HIGHEST = 100_000_000
_OLDEST = 99


class NotACount(Refusal):
    "What was typed is no whole number that a petition can have"


class TooManyMilestones(Refusal):
    "More milestones were typed than a petition has"

    def __init__(self) -> None:
        self.limit = authoring.MOST_MILESTONES


def register(application: App) -> None:
    """Hear the buttons that change a term."""
    for pattern, handler in (
        (f"term:fields:{_ID}", _show_fields),
        (f"field:(?:{'|'.join(Field)}):(?:off|optional|required):{_ID}", _set_field),
        (f"region:(?:region|postcode):{_ID}", _name_region),
        (f"term:identity:{_ID}", _show_identities),
        (f"identity:(?:{'|'.join(IdentityKind)}):{_ID}", _set_identity),
        (f"term:(?:goal|milestones|age|opens|closes|link):{_ID}", _ask),
        (f"clear:(?:milestones|opens|closes):{_ID}", _clear),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^petition:{pattern}$"))


@only(Permission.EDIT_PETITIONS)
async def _ask(update: Update, context: Context) -> None:
    """The next message is this term."""
    _, _, term, petition_id = replies.data(update)
    person = await context.person(update)
    shown = await _changeable(context, person, int(petition_id), term)
    draft = Draft(KIND, term, {"petition": shown.petition.id})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.toast(update)
    zone = context.services.manifest.time_zone
    await replies.send(update, forms.ask_term(words(person.language), shown, term, zone))


@only_step(Permission.EDIT_PETITIONS)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """What was typed for the term."""
    person = await context.person(update)
    petition_id = draft.data["petition"]
    value = _read(context, draft.step, replies.text(update))
    await _set(context, person, petition_id, draft.step, value)
    await show_sheet(update, context, petition_id)


def _read(context: Context, term: str, said: str) -> Any:
    zone = context.services.manifest.time_zone
    match term:
        case "goal":
            return _count(said, _HIGHEST)
        case "age":
            return _count(said, _OLDEST, least=0)
        case "milestones":
            return _counts(said)
        case "opens":
            return read_moment(said, zone, DAY_BEGINS, context.now())
        case "closes":
            return read_moment(said, zone, DAY_ENDS, context.now())
    return authoring.checked_slug(said)


def _count(said: str, highest: int, least: int = 1) -> int:
    digits = re.sub(r"[\s,.'_]", "", said)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise NotACount
    if not least <= int(digits) <= highest:
        raise NotACount
    return int(digits)


def _counts(said: str) -> list[int]:
    """Counts with spaces, line ends or semicolons between them; a comma groups or separates."""
    apart = re.split(r"[;\s]+|,(?=\s)|\by\b|\band\b", said.strip())
    counts = sorted(
        {_count(each, _HIGHEST) for each in (part.strip(",") for part in apart) if each}
    )
    if not counts:
        raise NotACount
    if len(counts) > authoring.MOST_MILESTONES:
        raise TooManyMilestones
    return counts


@only(Permission.EDIT_PETITIONS)
async def _clear(update: Update, context: Context) -> None:
    """No date, or the milestones that follow from the goal."""
    _, _, term, petition_id = replies.data(update)
    person = await context.person(update)
    shown = await _changeable(context, person, int(petition_id), term)
    value = list(default_milestones(shown.petition.goal)) if term == "milestones" else None
    await _set(context, person, shown.petition.id, term, value)
    await replies.toast(update)
    await show_sheet(update, context, shown.petition.id)


@only(Permission.EDIT_PETITIONS)
async def _show_fields(update: Update, context: Context) -> None:
    """What signers are asked for."""
    person = await context.person(update)
    shown = await _changeable(context, person, int(replies.data(update)[3]), "fields")
    await replies.toast(update)
    await replies.show(update, forms.fields(words(person.language), shown.petition))


@only(Permission.EDIT_PETITIONS)
async def _set_field(update: Update, context: Context) -> None:
    """The button names field and need, so that a second tap changes nothing."""
    _, _, field, need, petition_id = replies.data(update)
    await _change_fields(update, context, int(petition_id), {field: need})


@only(Permission.EDIT_PETITIONS)
async def _name_region(update: Update, context: Context) -> None:
    """Whether a region or a postcode is asked for."""
    _, _, name, petition_id = replies.data(update)
    await _change_fields(update, context, int(petition_id), {"region_is": name})


async def _change_fields(
    update: Update, context: Context, petition_id: int, changes: dict[str, str]
) -> None:
    person = await context.person(update)
    petition = (await _changeable(context, person, petition_id, "fields")).petition
    fields = {field.value: petition.asks(field).value for field in Field}
    named = {"region_is": "postcode" if petition.postcode else "region"}
    await _set(context, person, petition_id, "fields", {**fields, **named, **changes})
    await replies.toast(update)
    shown = await authoring.sheet(context.database, petition_id, person.language)
    await replies.show(update, forms.fields(words(person.language), shown.petition))


@only(Permission.EDIT_PETITIONS)
async def _show_identities(update: Update, context: Context) -> None:
    """By what signers are told apart."""
    person = await context.person(update)
    await _show_identities_of(update, context, person, int(replies.data(update)[3]))


async def _show_identities_of(
    update: Update, context: Context, person: Person, petition_id: int
) -> None:
    shown = await _changeable(context, person, petition_id, "identity")
    speak, can_mail = words(person.language), context.services.mailer is not None
    await replies.toast(update)
    await replies.show(update, forms.identities(speak, shown.petition, can_mail=can_mail))


@only(Permission.EDIT_PETITIONS)
async def _set_identity(update: Update, context: Context) -> None:
    """The way that the button names."""
    _, _, kind, petition_id = replies.data(update)
    person = await context.person(update)
    await _changeable(context, person, int(petition_id), "identity")
    if kind == IdentityKind.EMAIL and context.services.mailer is None:
        await _show_identities_of(update, context, person, int(petition_id))
        return
    await _set(context, person, int(petition_id), "identity", kind)
    await replies.toast(update)
    await show_sheet(update, context, int(petition_id))


async def _changeable(context: Context, person: Person, petition_id: int, term: str) -> Sheet:
    shown = await sheet_to_change(context, petition_id, person)
    if shown.may_change(TERMS[term]):
        return shown
    raise authoring.WasSigned if shown.signed else lifecycle.WrongState


async def _set(context: Context, person: Person, petition_id: int, term: str, value: Any) -> None:
    """Keep the term, and leave the form that asked for it."""
    await sheet_to_change(context, petition_id, person)
    await authoring.set_terms(
        context.database,
        petition_id,
        actor_id=person.id,
        now=context.now(),
        **{TERMS[term]: value},
    )
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind == KIND:
        await drafts.drop(context.database, person.id)
