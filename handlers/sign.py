"""Signing: the card, one tap, and the receipt with what may be added, changed or withdrawn."""

from babel import Locale
from telegram import Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts, people, petitions
from campaign.consents import Purpose, receives_updates
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import Petition, Signature
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import App, Context
from handlers.views import sign as views
from handlers.wording import Words, words

KIND = "sign"


class UnknownCountry(Refusal):
    "No country goes by the name that was typed"


class NameEmpty(Refusal):
    "The name that was typed holds no letter"


def register(application: App) -> None:
    """Hear /sign and the buttons of card and receipt."""
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
        await _show_receipt(update, context, petition, signature, words(person.language))
        return
    others = [code for code in context.services.languages if code != person.language]
    await replies.show(
        update,
        views.card(
            words(person.language),
            petition,
            _user(update).first_name,
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
    person = Person(_user(update).id, language)
    await people.choose_language(context.database, person, context.now())
    await _open(update, context)


async def _sign_as(update: Update, context: Context) -> None:
    """One tap: accept, and sign with the first name that the button showed."""
    await _sign(update, context, _user(update).first_name[: petitions.NAME_LIMIT])


async def _sign_bare(update: Update, context: Context) -> None:
    """One tap: accept, and sign without a name."""
    await _sign(update, context, None)


async def _sign_other(update: Update, context: Context) -> None:
    """Accept, and say the name in the next message."""
    await replies.toast(update)
    person = await context.person(update)
    petition_id, version = (int(part) for part in replies.data(update)[2:4])
    draft = Draft(KIND, "name", {"petition": petition_id, "version": version})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.send(update, views.ask_name(words(person.language)))


async def _sign(update: Update, context: Context, name: str | None) -> None:
    person = await context.person(update)
    petition = await _petition(update, context, person)
    version = int(replies.data(update)[3])
    await _enter(update, context, person, petition, version, name)


async def _enter(
    update: Update,
    context: Context,
    person: Person,
    petition: Petition,
    version: int,
    name: str | None,
) -> None:
    speak = words(person.language)
    signed = await petitions.sign(
        context.database,
        person,
        petition.id,
        version=version,
        name=name,
        consent=views.consent_text(speak, petition, Purpose.PROCESSING),
        now=context.now(),
    )
    await replies.toast(
        update, speak.plain("sign.thanks" if signed.is_new else "sign.already-signed")
    )
    counted = await petitions.by_id(context.database, petition.id, person.language)
    await _show_receipt(update, context, counted, signed.signature, speak)


async def _show_receipt(
    update: Update, context: Context, petition: Petition, signature: Signature, speak: Words
) -> None:
    updates = await receives_updates(context.database, _user(update).id)
    view = views.receipt(
        speak,
        petition,
        signature,
        updates=updates,
        time_zone=context.services.manifest.time_zone,
    )
    await replies.show(update, view)


async def _switch_on(update: Update, context: Context) -> None:
    """Add what the button names: a consent by the tap itself, or first a question."""
    person, petition, purpose = await _switched(update, context)
    speak = words(person.language)
    if purpose in {Purpose.COUNTRY, Purpose.COMMENT}:
        await replies.toast(update)
        draft = Draft(KIND, purpose.value, {"petition": petition.id})
        await drafts.keep(context.database, person, draft, context.now())
        await replies.send(
            update,
            views.ask_country(speak, petition.id)
            if purpose is Purpose.COUNTRY
            else views.ask_comment(speak, petitions.COMMENT_LIMIT),
        )
        return
    await _set(update, context, person, petition, purpose, given=True)


async def _switch_off(update: Update, context: Context) -> None:
    """Take back what the button names."""
    person, petition, purpose = await _switched(update, context)
    await _set(update, context, person, petition, purpose, given=False)


async def _set(
    update: Update,
    context: Context,
    person: Person,
    petition: Petition,
    purpose: Purpose,
    *,
    given: bool,
) -> None:
    speak = words(person.language)
    text = views.consent_text(speak, petition, purpose) if given else None
    if purpose is not Purpose.UPDATES:
        await petitions.set_consent(
            context.database, petition.id, person.id, purpose, text, context.now()
        )
    elif text is not None:
        await people.follow_updates(context.database, person, text, context.now())
    else:
        await people.leave_updates(context.database, person.id, context.now())
    await replies.toast(update, speak.plain("sign.switched-on" if given else "sign.switched-off"))
    await _refresh(update, context, person, petition)


async def _tap_country(update: Update, context: Context) -> None:
    """The country by a tap."""
    person = await context.person(update)
    petition = await _petition(update, context, person)
    await replies.toast(update)
    await _keep_country(update, context, person, petition, replies.data(update)[3])


async def take_text(update: Update, context: Context, draft: Draft) -> None:
    """The message that a step of signing waited for."""
    person = await context.person(update)
    petition = await petitions.by_id(context.database, int(draft.data["petition"]), person.language)
    said = " ".join(replies.text(update).split())
    match draft.step:
        case "name":
            await _take_name(update, context, person, petition, said, draft)
        case "rename":
            await _take_new_name(update, context, person, petition, said)
        case "country":
            await _keep_country(update, context, person, petition, _country_code(said))
        case "comment":
            await _take_comment(update, context, person, petition, said)


async def _take_name(
    update: Update, context: Context, person: Person, petition: Petition, name: str, draft: Draft
) -> None:
    await _enter(update, context, person, petition, int(draft.data["version"]), _checked_name(name))
    await drafts.drop(context.database, person.id)


async def _take_new_name(
    update: Update, context: Context, person: Person, petition: Petition, name: str
) -> None:
    await petitions.rename(
        context.database, petition.id, person.id, _checked_name(name), context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _take_comment(
    update: Update, context: Context, person: Person, petition: Petition, comment: str
) -> None:
    consent = views.consent_text(words(person.language), petition, Purpose.COMMENT)
    await petitions.say_comment(
        context.database, petition.id, person.id, comment, consent, context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _keep_country(
    update: Update, context: Context, person: Person, petition: Petition, code: str
) -> None:
    if code not in Locale("en").territories or len(code) != 2:
        raise UnknownCountry
    consent = views.consent_text(words(person.language), petition, Purpose.COUNTRY)
    await petitions.say_country(
        context.database, petition.id, person.id, code, consent, context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _rename(update: Update, context: Context) -> None:
    """Sign under another name."""
    await replies.toast(update)
    person = await context.person(update)
    draft = Draft(KIND, "rename", {"petition": int(replies.data(update)[2])})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.send(update, views.ask_name(words(person.language)))


async def _withdraw(update: Update, context: Context) -> None:
    """Ask once before the signature goes."""
    person = await context.person(update)
    petition = await _petition(update, context, person)
    signature = await petitions.signature_of(context.database, petition.id, person.id)
    if signature is None:
        raise petitions.NotSigned
    await replies.toast(update)
    await replies.show(update, views.ask_withdraw(words(person.language), petition, signature))


async def _gone(update: Update, context: Context) -> None:
    """The signature goes."""
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    await petitions.withdraw(context.database, petition_id, person.id, context.now())
    await replies.toast(update)
    counted = await petitions.by_id(context.database, petition_id, person.language)
    await replies.show(update, views.withdrawn(words(person.language), counted))


async def _refresh(update: Update, context: Context, person: Person, petition: Petition) -> None:
    signature = await petitions.signature_of(context.database, petition.id, person.id)
    if signature is None:
        raise petitions.NotSigned
    await _show_receipt(update, context, petition, signature, words(person.language))


async def _switched(update: Update, context: Context) -> tuple[Person, Petition, Purpose]:
    person = await context.person(update)
    petition = await _petition(update, context, person)
    return person, petition, Purpose(replies.data(update)[3])


async def _petition(update: Update, context: Context, person: Person) -> Petition:
    petition_id = int(replies.data(update)[2])
    return await petitions.by_id(context.database, petition_id, person.language)


def _checked_name(name: str) -> str:
    if not any(character.isalpha() for character in name):
        raise NameEmpty
    return name


def _country_code(said: str) -> str:
    wanted = said.casefold()
    if len(wanted) == 2 and wanted.upper() in Locale("en").territories:
        return wanted.upper()
    for language in ("es", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and name.casefold() == wanted:
                return str(code)
    raise UnknownCountry


def _user(update: Update) -> User:
    if update.effective_user is None:
        raise LookupError("a tap or a private message always has its person")
    return update.effective_user


_ID = r"\d{1,9}"
_SWITCH = f"{_ID}:(?:handover|country|comment|public|updates)"
_TAPS = {
    f"open:{_ID}": _open,
    f"speak:{_ID}:[a-z]{{2}}": _speak,
    f"as:{_ID}:{_ID}": _sign_as,
    f"other:{_ID}:{_ID}": _sign_other,
    f"bare:{_ID}:{_ID}": _sign_bare,
    f"on:{_SWITCH}": _switch_on,
    f"off:{_SWITCH}": _switch_off,
    f"country:{_ID}:[A-Z]{{2}}": _tap_country,
    f"rename:{_ID}": _rename,
    f"withdraw:{_ID}": _withdraw,
    f"gone:{_ID}": _gone,
}
