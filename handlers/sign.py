"""Signing: the card, one tap, and the receipt. `handlers/receipt.py` has what comes after it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts, people, petitions
from campaign.consents import Purpose
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import Petition
from handlers import receipt, replies
from handlers.context import App, Context
from handlers.views import sign as views
from handlers.wording import words

KIND = "sign"


def register(application: App) -> None:
    """Hear /sign and the card's buttons."""
    application.add_handler(CommandHandler("sign", sign, filters.ChatType.PRIVATE))
    for action, handler in _TAPS.items():
        application.add_handler(CallbackQueryHandler(handler, f"^sign:{action}$"))


async def sign(update: Update, context: Context) -> None:
    """/sign: the card of the open petition, or which one."""
    person = await context.person(update)
    open_ones = list(await petitions.open_petitions(context.database, person.language))
    if not open_ones:
        await replies.show(update, views.none_open(words(person.language)))
    elif len(open_ones) > 1:
        await replies.show(update, views.choose(words(person.language), open_ones))
    else:
        await show_petition(update, context, person, open_ones[0])


async def show_petition(
    update: Update, context: Context, person: Person, petition: Petition
) -> None:
    """The receipt to who signed, the card to who did not. Opening never signs by itself."""
    signature = await petitions.signature_of(context.database, petition.id, person.id)
    if signature is not None:
        await receipt.show(update, context, petition, signature, words(person.language))
        return
    others = [code for code in context.services.languages if code != person.language]
    await replies.show(
        update,
        views.card(
            words(person.language),
            petition,
            replies.speaker(update).first_name,
            others[0] if others else None,
        ),
    )


async def _open(update: Update, context: Context) -> None:
    """A button that leads to the petition."""
    await replies.toast(update)
    person = await context.person(update)
    petition = await _petition(update, context, person)
    await show_petition(update, context, person, petition)


async def _speak(update: Update, context: Context) -> None:
    """The card in the other language, which the person is answered in from now on."""
    language = replies.data(update)[3]
    if language not in context.services.languages:
        raise petitions.NoPetition
    person = Person(replies.speaker(update).id, language)
    await people.choose_language(context.database, person, context.now())
    await _open(update, context)


async def _sign_as(update: Update, context: Context) -> None:
    """One tap: accept, and sign with the first name that the button showed."""
    await _sign(update, context, replies.speaker(update).first_name[: petitions.NAME_LIMIT])


async def _sign_bare(update: Update, context: Context) -> None:
    """One tap: accept, and sign without a name."""
    await _sign(update, context, None)


async def _sign_other(update: Update, context: Context) -> None:
    """Accept, and say the name in the next message."""
    await replies.toast(update)
    person = await context.person(update)
    petition_id, version, mark = replies.data(update)[2:]
    told = {"petition": int(petition_id), "version": int(version), "mark": mark}
    draft = Draft(KIND, "name", told)
    await drafts.keep(context.database, person, draft, context.now())
    await replies.send(update, views.ask_name(words(person.language)))


async def _sign(update: Update, context: Context, name: str | None) -> None:
    petition_id, version, mark = replies.data(update)[2:]
    await _enter(update, context, int(petition_id), int(version), mark, name)


async def _enter(
    update: Update, context: Context, petition_id: int, version: int, mark: str, name: str | None
) -> None:
    """Sign, agreeing to the words on the card, in the language that the card had."""
    person = await context.person(update)
    consent = await receipt.words_shown(context, petition_id, Purpose.PROCESSING, mark)
    signed = await petitions.sign(
        context.database,
        Person(person.id, consent.language),
        petition_id,
        version=version,
        name=name,
        consent=consent,
        now=context.now(),
    )
    await _end_form(context, person)
    speak = words(person.language)
    await replies.toast(
        update, speak.plain("sign.thanks" if signed.is_new else "sign.already-signed")
    )
    counted = await petitions.by_id(context.database, petition_id, person.language)
    await receipt.show(update, context, counted, signed.signature, speak)


async def take_name(update: Update, context: Context, draft: Draft) -> None:
    """The name that signing under another one waited for."""
    name = receipt.checked_name(replies.text(update))
    told = draft.data
    try:
        await _enter(update, context, told["petition"], told["version"], told.get("mark", ""), name)
    except (petitions.TextChanged, petitions.NotOpen, petitions.NoPetition):
        await _end_form(context, await context.person(update))
        raise


async def _end_form(context: Context, person: Person) -> None:
    """The form that waited for a name, if one did: another name is no question any more."""
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind == KIND:
        await drafts.drop(context.database, person.id)


async def _petition(update: Update, context: Context, person: Person) -> Petition:
    petition_id = int(replies.data(update)[2])
    return await petitions.by_id(context.database, petition_id, person.language)


_ID = r"\d{1,9}"
_CARD = f"{_ID}:{_ID}:[0-9a-f]{{8}}"  # petition, version, and the mark of what is agreed to
_TAPS = {
    f"open:{_ID}": _open,
    f"speak:{_ID}:[a-z]{{2}}": _speak,
    f"as:{_CARD}": _sign_as,
    f"other:{_CARD}": _sign_other,
    f"bare:{_CARD}": _sign_bare,
}
