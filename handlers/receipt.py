"""The receipt: the signature as it stands, and what its signer adds, changes or takes back."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts, people, petitions
from campaign.consents import ConsentText, Purpose, marked, receives_updates
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import Petition, Signature, amendments, receipts
from campaign.terms import Need
from handlers import fields, replies
from handlers.context import App, Context
from handlers.views import receipt as views
from handlers.views.agreement import consent_text
from handlers.wording import Words, words

KIND = "receipt"


def register(application: App) -> None:
    """Hear the receipt's buttons."""
    for action, handler in _TAPS.items():
        application.add_handler(CallbackQueryHandler(handler, f"^sign:{action}$"))


async def show(
    update: Update,
    context: Context,
    petition: Petition,
    signature: Signature,
    speak: Words,
    *,
    reopened: bool = False,
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
        reopened=reopened,
        time_zone=context.services.manifest.time_zone,
    )
    await replies.show(update, view)


async def _switch_on(update: Update, context: Context) -> None:
    """Add what the button names: a consent by the tap itself, or first a question."""
    person, petition, purpose = await _switched(update, context)
    speak = words(person.language)
    if purpose in amendments.COVERS:
        _check_asked(petition, purpose)
        await replies.toast(update)
        mark = replies.data(update)[4]
        draft = Draft(KIND, purpose.value, {"petition": petition.id, "mark": mark})
        await drafts.keep(context.database, person, draft, context.now())
        await replies.show(update, views.ask(speak, petition, purpose, mark))
        return
    await _set(update, context, person, petition, purpose, given=True)


def _check_asked(petition: Petition, purpose: Purpose) -> None:
    """Raises `TextChanged` where a receipt of before offers what is asked for no more."""
    if petition.asks(amendments.COVERS[purpose]) is Need.OFF:
        raise petitions.TextChanged


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
            await _keep_country(update, context, person, petition, fields.country(said), mark)
        case "region":
            await _take_region(update, context, person, petition, fields.region(said), mark)
        case "comment":
            await _take_comment(update, context, person, petition, fields.comment(said), mark)


async def _take_new_name(
    update: Update, context: Context, person: Person, petition: Petition, name: str
) -> None:
    await amendments.rename(
        context.database, petition.id, person.id, fields.name(name), context.now()
    )
    await drafts.drop(context.database, person.id)
    await _refresh(update, context, person, petition)


async def _take_region(
    update: Update, context: Context, person: Person, petition: Petition, region: str, mark: str
) -> None:
    consent = await words_shown(context, petition.id, Purpose.REGION, mark)
    await amendments.say_region(
        context.database, petition.id, person.id, region, consent, context.now()
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
    code = fields.country(code)
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
        consent_text(
            words(code), await petitions.by_id(context.database, petition_id, code), purpose
        )
        for code in context.services.languages
    ]
    shown = marked(texts, mark)
    if shown is None:
        raise petitions.TextChanged
    return shown


_ID = r"\d{1,9}"
_MARK = "[0-9a-f]{8}"
_SWITCH = f"{_ID}:(?:handover|country|region|comment|public|milestones|updates)"
_TAPS = {
    f"on:{_SWITCH}:{_MARK}": _switch_on,
    f"off:{_SWITCH}": _switch_off,
    f"country:{_ID}:[A-Z]{{2}}:{_MARK}": _tap_country,
    f"rename:{_ID}": _rename,
    f"back:{_ID}": _go_back,
    f"withdraw:{_ID}": _withdraw,
    f"gone:{_ID}": _gone,
}
