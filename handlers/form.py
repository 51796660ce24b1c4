"""From the accepted card to the signature: what a petition asks for, one step after the other."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import drafts, petitions
from campaign.consents import Purpose
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import Petition
from campaign.petitions.confirmation import CodeSpent
from campaign.petitions.form import Begun, Step, next_step, step_back
from campaign.petitions.identity import MailUnavailable
from campaign.refusals import Refusal
from campaign.terms import Field, IdentityKind, Need
from handlers import fields, identify, receipt, replies, set_aside
from handlers.context import App, Context
from handlers.views import agreement
from handlers.views import form as views
from handlers.views.view import View
from handlers.wording import words

KIND = "sign"


def register(application: App) -> None:
    """Hear the buttons of the steps."""
    application.add_handler(CallbackQueryHandler(_tap_country, r"^form:country:\d{1,9}:[A-Z]{2}$"))
    application.add_handler(CallbackQueryHandler(_tap_back, r"^form:back:\d{1,9}$"))


async def begin(update: Update, context: Context, begun: Begun) -> None:
    """The card was accepted: sign at once, or ask for the first thing that the petition wants."""
    person = await context.person(update)
    petition = await petitions.by_id(context.database, begun.petition_id, person.language)
    context.services.attempts.check(person.id, petition.id, context.now())
    if next_step(petition, begun) is None:
        await _sign(update, context, person, petition, begun)
        return
    signature = await petitions.signature_of(context.database, petition.id, person.id)
    if signature is not None:
        speak = words(person.language)
        await replies.toast(update, speak.plain("sign.already-signed"))
        await receipt.show(update, context, petition, signature, speak)
        return
    if await set_aside.tell(update, context, person, petition):
        await replies.toast(update)
        return
    if petition.identity is IdentityKind.EMAIL and context.services.mailer is None:
        raise MailUnavailable
    await receipt.words_shown(context, petition.id, Purpose.PROCESSING, begun.mark)
    _check_takes(context, petition, begun)
    await replies.toast(update)
    await _proceed(update, context, person, petition, begun)


async def take_text(update: Update, context: Context, draft: Draft) -> None:
    """What was written to a step."""
    person, petition, begun = await _resume(update, context, draft)
    said = replies.text(update)
    match Step(draft.step):
        case Step.NAME:
            begun = begun.saying(Field.NAME, fields.name(said))
        case Step.COUNTRY:
            begun = begun.saying(Field.COUNTRY, fields.country(said))
        case Step.REGION:
            begun = begun.saying(Field.REGION, fields.region(said))
        case Step.COMMENT:
            begun = begun.saying(Field.COMMENT, fields.comment(said))
        case Step.CONTACT:
            # The keyboard may have come in the language of before.
            if said not in {
                words(code).plain("button.back") for code in context.services.languages
            }:
                raise identify.ContactWanted
            back = views.step_back(words(person.language))
            await replies.send(update, back, below=views.NO_KEYBOARD)
            await _go_back(update, context, person, petition, begun)
            return
        case Step.EMAIL:
            awaited = await identify.mail_code(update, context, person, petition, said)
            begun = begun.waiting_for(awaited)
        case Step.CODE:
            begun = await _take_code(context, person, begun, said)
    await _proceed(update, context, person, petition, begun)


async def take_contact(update: Update, context: Context, draft: Draft | None) -> None:
    """A shared contact: the person's own, where a step waits for it."""
    if draft is None or not waits_for_contact(draft):
        speak = await context.words(update)
        await replies.send(update, views.contact_unasked(speak), below=views.NO_KEYBOARD)
        return
    person, petition, begun = await _resume(update, context, draft)
    begun = begun.proven(await identify.own_phone(update, context, petition.id))
    removed = await identify.remove_contact(update)
    taken = views.contact_taken(words(person.language), removed=removed)
    await replies.send(update, taken, below=views.NO_KEYBOARD)
    await _proceed(update, context, person, petition, begun)


def waits_for_contact(draft: Draft | None) -> bool:
    """Whether the button that shares one's own contact is on the screen."""
    return draft is not None and draft.kind == KIND and draft.step == Step.CONTACT


async def put_keyboard_away(update: Update, context: Context, draft: Draft | None) -> bool:
    """Say that the form is dropped, where its button for the contact is to go; False elsewhere."""
    if not waits_for_contact(draft):
        return False
    speak = await context.words(update)
    await replies.send(update, View(speak("cancel.done")), below=views.NO_KEYBOARD)
    return True


async def _take_code(context: Context, person: Person, begun: Begun, said: str) -> Begun:
    if begun.awaited is None:
        raise CodeSpent
    awaited = begun.awaited.tried()
    # The try counts before it is looked at, whatever happens meanwhile.
    await _keep(context, person, Step.CODE, begun.waiting_for(awaited))
    try:
        return begun.proven(await identify.confirm(context, awaited, said))
    except CodeSpent:
        await _keep(context, person, Step.EMAIL, begun.waiting_for(None))
        raise


async def _tap_country(update: Update, context: Context) -> None:
    """The country by a tap."""
    draft = await _draft_of_tap(update, context)
    if draft is None or draft.step != Step.COUNTRY:
        await _old_button(update, context)
        return
    person, petition, begun = await _resume(update, context, draft)
    code = fields.country(replies.data(update)[3])
    await replies.toast(update)
    await replies.show(update, views.country_noted(words(person.language), code))
    await _proceed(update, context, person, petition, begun.saying(Field.COUNTRY, code))


async def _tap_back(update: Update, context: Context) -> None:
    """One step back."""
    draft = await _draft_of_tap(update, context)
    if draft is None:
        await _old_button(update, context)
        return
    person, petition, begun = await _resume(update, context, draft)
    await replies.toast(update)
    await replies.without_buttons(update)
    await _go_back(update, context, person, petition, begun)


async def _go_back(
    update: Update, context: Context, person: Person, petition: Petition, begun: Begun
) -> None:
    """To the step before; from the first one out of the form, where nothing is kept."""
    speak = words(person.language)
    earlier = step_back(petition, begun)
    if earlier is None:
        await drafts.drop(context.database, person.id)
        await replies.send(update, views.left(speak, petition))
        return
    await _proceed(update, context, person, petition, earlier)


async def _proceed(
    update: Update, context: Context, person: Person, petition: Petition, begun: Begun
) -> None:
    """Ask for what comes next, and remember it; sign when nothing does."""
    step = next_step(petition, begun)
    if step is None:
        await _sign(update, context, person, petition, begun)
        return
    speak = words(person.language)
    if step in views.AGREED:
        text = agreement.consent_text(speak, petition, Purpose(step.value))
        begun = begun.asked(Field(step.value), text.mark)
    await _keep(context, person, step, begun)
    below = views.contact_keyboard(speak) if step is Step.CONTACT else None
    await replies.send(update, views.ask(speak, petition, step), below=below)


async def _sign(
    update: Update, context: Context, person: Person, petition: Petition, begun: Begun
) -> None:
    """Sign, agreeing to the words that were shown, in the language that the card had."""
    try:
        consent = await receipt.words_shown(context, petition.id, Purpose.PROCESSING, begun.mark)
        also = {
            Purpose(field.value): await receipt.words_shown(
                context, petition.id, Purpose(field.value), mark
            )
            for field, mark in begun.marks.items()
            if field in begun.said and petition.asks(field) is not Need.OFF
        }
        signed = await petitions.sign(
            context.database,
            Person(person.id, consent.language),
            petition.id,
            version=begun.version,
            name=begun.said.get(Field.NAME),
            country=begun.said.get(Field.COUNTRY),
            region=begun.said.get(Field.REGION),
            comment=begun.said.get(Field.COMMENT),
            consent=consent,
            also=also,
            identity=begun.identity,
            referral=begun.referral,
            begun_at=begun.begun_at,
            now=context.now(),
        )
    except Refusal:
        await _end(context, person)  # nothing that is said now would mend it
        raise
    await _end(context, person)
    speak = words(person.language)
    await replies.toast(
        update, speak.plain("sign.thanks" if signed.is_new else "sign.already-signed")
    )
    counted = await petitions.by_id(context.database, petition.id, person.language)
    await receipt.show(update, context, counted, signed.signature, speak)


async def _keep(context: Context, person: Person, step: Step, begun: Begun) -> None:
    draft = Draft(KIND, step.value, begun.to_data())
    await drafts.keep(context.database, person, draft, context.now())


async def _end(context: Context, person: Person) -> None:
    """The form that was open, if one was: what comes next is no answer to it."""
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind == KIND:
        await drafts.drop(context.database, person.id)


async def _resume(update: Update, context: Context, draft: Draft) -> tuple[Person, Petition, Begun]:
    """Who fills in which form; one that can be signed no more is dropped, and why is raised."""
    person = await context.person(update)
    begun = Begun.from_data(draft.data)
    try:
        petition = await petitions.by_id(context.database, begun.petition_id, person.language)
        _check_takes(context, petition, begun)
    except Refusal:
        await _end(context, person)
        raise
    return person, petition, begun


def _check_takes(context: Context, petition: Petition, begun: Begun) -> None:
    now = context.now()
    if not petition.takes(now, begun.begun_at or now):
        raise petitions.NotOpen
    if petition.version != begun.version:
        raise petitions.TextChanged


async def _draft_of_tap(update: Update, context: Context) -> Draft | None:
    """The open form, if the tapped button is one of its petition's."""
    person = await context.person(update)
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is None or draft.kind != KIND:
        return None
    return draft if draft.data["petition"] == int(replies.data(update)[2]) else None


async def _old_button(update: Update, context: Context) -> None:
    speak = await context.words(update)
    await replies.toast(update, speak.plain("unheard.button"), alert=True)
