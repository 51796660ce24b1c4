"""The petition's card, and the tap that accepts it; `form` and `receipt` have what comes after."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import people, petitions
from campaign.people import Person
from campaign.petitions import Petition, screening
from campaign.petitions.form import Begun
from campaign.petitions.referrals import CODE_LENGTH
from campaign.terms import Field
from handlers import form, receipt, replies, set_aside
from handlers.context import App, Context
from handlers.views import sign as views
from handlers.views.not_open import not_open
from handlers.wording import words


def register(application: App) -> None:
    """Hear /sign and the card's buttons."""
    application.add_handler(CommandHandler("sign", sign, filters.ChatType.PRIVATE))
    for action, handler in _TAPS.items():
        application.add_handler(CallbackQueryHandler(handler, f"^sign:{action}$"))


async def sign(update: Update, context: Context, referral: str | None = None) -> None:
    """/sign: the card of the open petition, or which one; `referral` as in `show_petition`."""
    person = await context.person(update)
    open_ones = list(await petitions.open_petitions(context.database, person.language))
    if not open_ones:
        await replies.show(update, views.none_open(words(person.language)))
    elif len(open_ones) > 1:
        await replies.show(update, views.choose(words(person.language), open_ones, referral))
    else:
        await show_petition(update, context, person, open_ones[0], referral)


async def show_petition(
    update: Update,
    context: Context,
    person: Person,
    petition: Petition,
    referral: str | None = None,
) -> None:
    """The receipt to who signed, the card to who did not. Opening never signs by itself.

    `referral` is the code of the supporter's link that led here. The card's buttons carry it, and
    nothing is kept of it before a signature.
    """
    signature = await petitions.signature_of(context.database, petition.id, person.id)
    if signature is not None:
        speak = words(person.language)
        await receipt.show(update, context, petition, signature, speak, reopened=True)
        return
    if await set_aside.tell(update, context, person, petition):
        return
    if petition.state != "open":
        await replies.show(update, not_open(words(person.language), petition))
        return
    others = [code for code in context.services.languages if code != person.language]
    await replies.show(
        update,
        views.card(
            words(person.language),
            petition,
            replies.speaker(update).first_name,
            others[0] if others else None,
            referral=referral,
            can_mail=context.services.mailer is not None,
        ),
    )


async def _open(update: Update, context: Context) -> None:
    """A button that leads to the petition."""
    await replies.toast(update)
    await _show_again(update, context, *replies.data(update)[3:])


async def _speak(update: Update, context: Context) -> None:
    """The card in the other language, which the person is answered in from now on."""
    language, *referral = replies.data(update)[3:]
    if language not in context.services.languages:
        raise petitions.NoPetition
    person = Person(replies.speaker(update).id, language)
    await people.choose_language(context.database, person, context.now())
    await replies.toast(update)
    await _show_again(update, context, *referral)


async def _show_again(update: Update, context: Context, referral: str | None = None) -> None:
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    petition = await petitions.by_id(context.database, petition_id, person.language)
    await show_petition(update, context, person, petition, referral)


async def _sign_as(update: Update, context: Context) -> None:
    """Accept, with the first name that the button showed."""
    first_name = replies.speaker(update).first_name[: petitions.NAME_LIMIT]
    screening.check_name(first_name)
    await form.begin(update, context, _begun(update, context).saying(Field.NAME, first_name))


async def _sign_bare(update: Update, context: Context) -> None:
    """Accept, without a name."""
    await form.begin(update, context, _begun(update, context))


async def _sign_other(update: Update, context: Context) -> None:
    """Accept, and say the name in the next message."""
    await form.begin(update, context, replace(_begun(update, context), named=False))


def _begun(update: Update, context: Context) -> Begun:
    """What a tap on the card begins: nothing is said yet but what was read and agreed to."""
    petition_id, version, mark, *referral = replies.data(update)[2:]
    return Begun(
        petition_id=int(petition_id),
        version=int(version),
        mark=mark,
        begun_at=context.now(),
        referral=referral[0] if referral else None,
    )


_ID = r"\d{1,9}"
_REFERRAL = f"(?::[0-9a-z]{{{CODE_LENGTH}}})?"
_CARD = f"{_ID}:{_ID}:[0-9a-f]{{8}}{_REFERRAL}"
"""Petition, version, the mark of what is agreed to, and the code of the link that led here."""
_TAPS = {
    f"open:{_ID}{_REFERRAL}": _open,
    f"speak:{_ID}:[a-z]{{2}}{_REFERRAL}": _speak,
    f"as:{_CARD}": _sign_as,
    f"other:{_CARD}": _sign_other,
    f"bare:{_CARD}": _sign_bare,
}
