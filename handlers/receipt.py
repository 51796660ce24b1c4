"""The receipt: the signature as it stands, and what its signer adds, changes or takes back."""

from babel import Locale
from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts, people, petitions
from campaign.consents import ConsentText, Purpose, marked, receives_updates
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import Petition, Signature, amendments, receipts
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import App, Context
from handlers.views import sign as views
from handlers.wording import Words, words

KIND = "receipt"


class UnknownCountry(Refusal):
    "No country goes by the name that was typed"


class NameEmpty(Refusal):
    "The name that was typed holds no letter"


class NotAName(Refusal):
    "A question came where a name was waited for"


def register(application: App) -> None:
    """Hear the receipt's buttons."""
    for action, handler in _TAPS.items():
        application.add_handler(CallbackQueryHandler(handler, f"^sign:{action}$"))


async def show(
    update: Update, context: Context, petition: Petition, signature: Signature, speak: Words
) -> None:
    """The signature, and each thing that may be added, off until tapped."""
    person_id = replies.speaker(update).id
    updates = await receives_updates(context.database, person_id)
    code = await receipts.code(context.database, signature, person_id)
    view = views.receipt(
        speak,
        petition,
        signature,
        updates=updates,
        code=code,
        time_zone=context.services.manifest.time_zone,
    )
    await replies.show(update, view)


async def _switch_on(update: Update, context: Context) -> None:
    """Add what the button names: a consent by the tap itself, or first a question."""
    person, petition, purpose = await _switched(update, context)
    speak = words(person.language)
    if purpose in {Purpose.COUNTRY, Purpose.COMMENT}:
        await replies.toast(update)
        mark = replies.data(update)[4]
        draft = Draft(KIND, purpose.value, {"petition": petition.id, "mark": mark})
        await drafts.keep(context.database, person, draft, context.now())
        await replies.show(
            update,
            views.ask_country(speak, petition.id, mark)
            if purpose is Purpose.COUNTRY
            else views.ask_comment(speak, petition.id, amendments.COMMENT_LIMIT),
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
    text = None
    if given:
        text = await words_shown(context, petition.id, purpose, replies.data(update)[4])
    if purpose is not Purpose.UPDATES:
        await amendments.set_consent(
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
    code, mark = replies.data(update)[3:]
    await _keep_country(update, context, person, petition, code, mark)


async def take_text(update: Update, context: Context, draft: Draft) -> None:
    """The message that a step of the receipt waited for."""
    person = await context.person(update)
    petition = await petitions.by_id(context.database, int(draft.data["petition"]), person.language)
    said = " ".join(replies.text(update).split())
    mark = str(draft.data.get("mark", ""))
    if await petitions.signature_of(context.database, petition.id, person.id) is None:
        await drafts.drop(context.database, person.id)  # it was withdrawn in mid-form
        raise petitions.NotSigned
    match draft.step:
        case "rename":
            await _take_new_name(update, context, person, petition, said)
        case "country":
            await _keep_country(update, context, person, petition, _country_code(said), mark)
        case "comment":
            await _take_comment(update, context, person, petition, said, mark)


async def _take_new_name(
    update: Update, context: Context, person: Person, petition: Petition, name: str
) -> None:
    await amendments.rename(
        context.database, petition.id, person.id, checked_name(name), context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _take_comment(
    update: Update, context: Context, person: Person, petition: Petition, comment: str, mark: str
) -> None:
    consent = await words_shown(context, petition.id, Purpose.COMMENT, mark)
    await amendments.say_comment(
        context.database, petition.id, person.id, comment, consent, context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _keep_country(
    update: Update, context: Context, person: Person, petition: Petition, code: str, mark: str
) -> None:
    if code not in Locale("en").territories or len(code) != 2:
        raise UnknownCountry
    consent = await words_shown(context, petition.id, Purpose.COUNTRY, mark)
    await amendments.say_country(
        context.database, petition.id, person.id, code, consent, context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _rename(update: Update, context: Context) -> None:
    """Sign under another name."""
    await replies.toast(update)
    person = await context.person(update)
    petition_id = int(replies.data(update)[2])
    draft = Draft(KIND, "rename", {"petition": petition_id})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.show(update, views.ask_new_name(words(person.language), petition_id))


async def _go_back(update: Update, context: Context) -> None:
    """Leave what was asked, back to the receipt."""
    await replies.toast(update)
    person = await context.person(update)
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind == KIND:
        await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, await _petition(update, context, person))


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
    await show(update, context, petition, signature, words(person.language))


async def _switched(update: Update, context: Context) -> tuple[Person, Petition, Purpose]:
    person = await context.person(update)
    petition = await _petition(update, context, person)
    return person, petition, Purpose(replies.data(update)[3])


async def _petition(update: Update, context: Context, person: Person) -> Petition:
    petition_id = int(replies.data(update)[2])
    return await petitions.by_id(context.database, petition_id, person.language)


async def words_shown(
    context: Context, petition_id: int, purpose: Purpose, mark: str
) -> ConsentText:
    """The words that stood above the button with this mark; raises `TextChanged`."""
    texts = [
        views.consent_text(
            words(code), await petitions.by_id(context.database, petition_id, code), purpose
        )
        for code in context.services.languages
    ]
    shown = marked(texts, mark)
    if shown is None:
        raise petitions.TextChanged
    return shown


def checked_name(said: str) -> str:
    """The name without needless spaces; raises `NameEmpty` and `NotAName`."""
    name = " ".join(said.split())
    if "?" in name or "¿" in name:
        raise NotAName
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


_ID = r"\d{1,9}"
_MARK = "[0-9a-f]{8}"
_SWITCH = f"{_ID}:(?:handover|country|comment|public|updates)"
_TAPS = {
    f"on:{_SWITCH}:{_MARK}": _switch_on,
    f"off:{_SWITCH}": _switch_off,
    f"country:{_ID}:[A-Z]{{2}}:{_MARK}": _tap_country,
    f"rename:{_ID}": _rename,
    f"back:{_ID}": _go_back,
    f"withdraw:{_ID}": _withdraw,
    f"gone:{_ID}": _gone,
}
