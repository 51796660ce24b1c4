"""Petitions run from the chat: the list, a sheet for each, and the steps from draft to closed."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign.people import Person
from campaign.petitions import Petition, authoring, lifecycle
from campaign.petitions.authoring import Sheet
from campaign.refusals import Refusal
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.organiser.petition_news import telling_the_team
from handlers.views.organiser import petition_forms as forms
from handlers.views.organiser import petitions as views
from handlers.views.organiser.petitions import Desk, Reader
from handlers.wording import words

_ID = r"\d{1,9}"


class InFolder(Refusal):
    "The petition comes from the campaign's folder, which would undo the change"


def register(application: App) -> None:
    """Hear /petitions and the buttons of a petition's sheet."""
    application.add_handler(CommandHandler("petitions", show_list, filters.ChatType.PRIVATE))
    for pattern, handler in (
        (r"list:\d{1,4}", show_list),
        ("inert", _inert),
        (f"open:{_ID}", open_sheet),
        (f"preview:{_ID}", _preview),
        (f"ask-(?:submit|back|close|discard):{_ID}", _confirm),
        (f"ask-agree:{_ID}:{_ID}", _confirm_opening),
        (f"ask-reopen:{_ID}", _confirm_opening),
        (f"submit:{_ID}", _submit),
        (f"back:{_ID}", _send_back),
        (f"agree:{_ID}:{_ID}", _agree),
        (f"close:{_ID}", _close),
        (f"reopen:{_ID}", _reopen),
        (f"discard:{_ID}", _discard),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^petition:{pattern}$"))


@only(Permission.EDIT_PETITIONS)
async def show_list(update: Update, context: Context) -> None:
    """/petitions: every one, with its state and its count, by page."""
    await replies.toast(update)
    page = int(replies.data(update)[2]) if update.callback_query else 0
    person = await context.person(update)
    sheets = await authoring.sheets(context.database, person.language)
    await replies.show(update, views.listed(words(person.language), sheets, page))


@only(Permission.EDIT_PETITIONS)
async def open_sheet(update: Update, context: Context) -> None:
    """One petition, and what can be done with it now."""
    await replies.toast(update)
    await show_sheet(update, context, int(replies.data(update)[2]))


async def show_sheet(
    update: Update, context: Context, petition_id: int, *, below: bool = False
) -> None:
    """The sheet in place of what was tapped; below it where something was sent meanwhile."""
    person = await context.person(update)
    shown = await authoring.sheet(context.database, petition_id, person.language)
    view = views.sheet(words(person.language), shown, desk(context, person, shown))
    if below:
        await replies.send(update, view)
    else:
        await replies.show(update, view)


def desk(context: Context, person: Person, shown: Sheet) -> Desk:
    """What the sheet needs to know besides the petition."""
    services = context.services
    return Desk(
        person_id=person.id,
        needed=services.approvals,
        time_zone=services.manifest.time_zone,
        link=services.link(f"p-{shown.petition.slug}"),
        from_folder=is_from_folder(context, shown),
    )


def is_from_folder(context: Context, shown: Sheet) -> bool:
    """Whether the campaign's folder has the petition, and with it the last word."""
    return any(shown.petition.slug == each.slug for each in context.services.manifest.petitions)


async def sheet_to_change(context: Context, petition_id: int, person: Person) -> Sheet:
    """A petition whose texts and terms are written in the chat; raises `InFolder`."""
    shown = await authoring.sheet(context.database, petition_id, person.language)
    if is_from_folder(context, shown):
        raise InFolder
    return shown


@only(Permission.EDIT_PETITIONS)
async def _preview(update: Update, context: Context) -> None:
    """The card as supporters get it, in each of its languages, then the sheet again."""
    await replies.toast(update)
    petition_id = int(replies.data(update)[2])
    await show_cards(update, context, petition_id)
    await show_sheet(update, context, petition_id, below=True)


async def show_cards(update: Update, context: Context, petition_id: int) -> None:
    """The card in each language of its texts."""
    person = await context.person(update)
    shown = await authoring.sheet(context.database, petition_id, person.language)
    for wording in shown.wordings:
        await show_card(update, context, replace(shown.petition, wording=wording))


async def show_card(update: Update, context: Context, petition: Petition) -> None:
    """The card in the language of its text."""
    services = context.services
    reader = Reader(
        replies.speaker(update).first_name, services.languages, services.mailer is not None
    )
    await replies.send(update, views.preview(words(petition.wording.language), petition, reader))


@only(Permission.EDIT_PETITIONS)
async def _inert(update: Update, context: Context) -> None:
    """A button of a preview."""
    await replies.toast(update, (await context.words(update)).plain("petition.only-preview"))


@only(Permission.EDIT_PETITIONS)
async def _confirm(update: Update, context: Context) -> None:
    """What a step means, before it is taken."""
    await _ask(update, context)


@only(Permission.OPEN_PETITIONS)
async def _confirm_opening(update: Update, context: Context) -> None:
    """The cards once more, and what opening means: who agrees has read them."""
    _, _, petition_id, *version = replies.data(update)
    person = await context.person(update)
    shown = await authoring.sheet(context.database, int(petition_id), person.language)
    if version and shown.petition.version != int(version[0]):
        raise lifecycle.OtherVersion
    await replies.toast(update)
    await show_cards(update, context, int(petition_id))
    await _ask(update, context, below=True)


async def _ask(update: Update, context: Context, *, below: bool = False) -> None:
    _, asking, petition_id, *_ = replies.data(update)
    step = asking.removeprefix("ask-")
    person = await context.person(update)
    shown = await authoring.sheet(context.database, int(petition_id), person.language)
    view = views.confirm(words(person.language), shown, desk(context, person, shown), step)
    await replies.toast(update)
    if below:
        await replies.send(update, view)
    else:
        await replies.show(update, view)


@only(Permission.EDIT_PETITIONS)
async def _submit(update: Update, context: Context) -> None:
    """From draft to review; others of the team are told."""
    petition_id, person = await _tapped(update, context)
    await lifecycle.submit(
        context.database,
        petition_id,
        actor_id=person.id,
        now=context.now(),
        tell=await telling_the_team(context.services),
    )
    await _done(update, context, petition_id, "petition.submitted")


@only(Permission.EDIT_PETITIONS)
async def _send_back(update: Update, context: Context) -> None:
    """From review back to draft."""
    petition_id, person = await _tapped(update, context)
    await lifecycle.send_back(context.database, petition_id, actor_id=person.id, now=context.now())
    await _done(update, context, petition_id, "petition.sent-back")


@only(Permission.OPEN_PETITIONS)
async def _agree(update: Update, context: Context) -> None:
    """Agree to the version that the button names; the last who is needed opens it."""
    petition_id, person = await _tapped(update, context)
    state = await lifecycle.agree(
        context.database,
        petition_id,
        int(replies.data(update)[3]),
        actor_id=person.id,
        needed=context.services.approvals,
        now=context.now(),
        tell=await telling_the_team(context.services),
    )
    opened = state is lifecycle.State.OPEN
    await _done(update, context, petition_id, "petition.opened" if opened else "petition.noted")


@only(Permission.EDIT_PETITIONS)
async def _close(update: Update, context: Context) -> None:
    """No more signatures."""
    petition_id, person = await _tapped(update, context)
    await lifecycle.close(
        context.database,
        petition_id,
        actor_id=person.id,
        now=context.now(),
        tell=await telling_the_team(context.services),
    )
    await _done(update, context, petition_id, "petition.closed")


@only(Permission.OPEN_PETITIONS)
async def _reopen(update: Update, context: Context) -> None:
    """From closed to open again."""
    petition_id, person = await _tapped(update, context)
    shown = await authoring.sheet(context.database, petition_id, person.language)
    if shown.state is not lifecycle.State.CLOSED:
        raise lifecycle.WrongState
    await lifecycle.open_agreed(
        context.database,
        petition_id,
        actor_id=person.id,
        needed=context.services.approvals,
        now=context.now(),
        tell=await telling_the_team(context.services),
    )
    await _done(update, context, petition_id, "petition.opened")


@only(Permission.EDIT_PETITIONS)
async def _discard(update: Update, context: Context) -> None:
    """Delete a draft that nobody signed."""
    petition_id, person = await _tapped(update, context)
    await sheet_to_change(context, petition_id, person)
    await authoring.discard(context.database, petition_id, actor_id=person.id, now=context.now())
    await replies.toast(update)
    await replies.show(update, forms.discarded(words(person.language)))


async def _tapped(update: Update, context: Context) -> tuple[int, Person]:
    return int(replies.data(update)[2]), await context.person(update)


async def _done(update: Update, context: Context, petition_id: int, key: str) -> None:
    context.services.wake_sender()
    await replies.toast(update, (await context.words(update)).plain(key))
    await show_sheet(update, context, petition_id)
