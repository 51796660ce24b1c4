"""The first words: /start and its deep links, /help, /settings, and leaving a form with /cancel."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import digests, drafts, people, petitions, team
from campaign.consents import marked, receives_updates
from campaign.people import Person
from campaign.petitions import referrals
from handlers import commands, contact, form, proof, read, receipt, replies, sign
from handlers.context import App, Context
from handlers.organiser import invitations
from handlers.views import digest as digest_views
from handlers.views import welcome
from handlers.views.view import View
from handlers.wording import words

_PRIVATE = filters.ChatType.PRIVATE
_SHORT_FORMS = {form.KIND, receipt.KIND, proof.KIND, contact.KIND}


def register(application: App) -> None:
    """Hear the first words and the way out of every form."""
    application.add_handler(CommandHandler("start", start, _PRIVATE))
    application.add_handler(CommandHandler("help", show_help, _PRIVATE))
    application.add_handler(CommandHandler("settings", settings, _PRIVATE))
    application.add_handler(CommandHandler("cancel", cancel, _PRIVATE))
    application.add_handler(CallbackQueryHandler(cancel, "^cancel$"))
    application.add_handler(CallbackQueryHandler(_tap_sign, "^start:sign$"))
    application.add_handler(
        CallbackQueryHandler(_switch_updates, "^updates:(?:on:[0-9a-f]{8}|off)$")
    )
    application.add_handler(CallbackQueryHandler(_unsubscribe, "^updates:leave$"))


async def start(update: Update, context: Context) -> None:
    """/start, alone or with a link's payload: `p-<slug>`, `a-<id>`, `r-<code>`, or a token.

    `own-<token>` makes an owner, and `inv-<token>` invites to the team.
    """
    payload = context.args[0] if context.args else ""
    kind, _, rest = payload.partition("-")
    person = await context.person(update)
    await people.came_back(context.database, person.id)
    await _leave_form(update, context, person)
    match kind:
        case "p" if rest:
            petition = await petitions.by_slug(context.database, rest, person.language)
            await sign.show_petition(update, context, person, petition)
        case "r" if rest:
            await _come_by_link(update, context, person, payload)
        case "a" if rest.isdecimal() and len(rest) < 10:
            await read.open_shared(update, context, int(rest))
        case "own" if rest:
            await _take_ownership(update, context, payload)
        case "inv" if rest:
            await invitations.come(update, context, payload)
        case _:
            await show_first_card(update, context)


async def _come_by_link(update: Update, context: Context, person: Person, payload: str) -> None:
    """A supporter's link: the petition that it names, or the open one, with the code passed on."""
    invitation = referrals.read(payload)
    if invitation is None or invitation.slug is None:
        await sign.sign(update, context, invitation.code if invitation else None)
        return
    petition = await petitions.by_slug(context.database, invitation.slug, person.language)
    await sign.show_petition(update, context, person, petition, invitation.code)


async def _leave_form(update: Update, context: Context, person: Person) -> None:
    """Who begins anew will ask a question next, which must not become a name or a comment.

    What the team is in the middle of holds more work, and waits for /cancel.
    """
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind in _SHORT_FORMS:
        await form.put_keyboard_away(update, context, draft)
        await drafts.drop(context.database, person.id)


async def show_first_card(update: Update, context: Context) -> None:
    """Who speaks here, and what one can do."""
    person = await context.person(update)
    services = context.services
    open_ones = await petitions.open_petitions(context.database, person.language)
    card = welcome.first_card(
        words(person.language), services.manifest, services.languages, petition=bool(open_ones)
    )
    await replies.show(update, card)


async def _take_ownership(update: Update, context: Context, token: str) -> None:
    person = await context.person(update)
    role = await team.redeem(context.database, person, token, context.now())
    await commands.publish_for(context.bot, context.services, person.id, role)
    speak = words(person.language)
    await replies.send(update, View(speak("team.welcome", role=speak(f"role.{role}"))))
    await show_help(update, context)


async def show_help(update: Update, context: Context) -> None:
    """/help: what there is, for this person's role."""
    person = await context.person(update)
    role = await team.role_of(context.database, person.id)
    await replies.send(
        update, welcome.help_page(words(person.language), context.services.manifest, role)
    )


async def settings(update: Update, context: Context) -> None:
    """/settings: what stands, and where to change it."""
    person = await context.person(update)
    speak = words(person.language)
    schedule = await digests.schedule_of(context.database, person.id)
    page = welcome.settings_page(
        speak,
        digest=digest_views.summary(speak, schedule),
        updates=await receives_updates(context.database, person.id),
    )
    await replies.show(update, page)


async def cancel(update: Update, context: Context) -> None:
    """/cancel anywhere: what was begun is dropped, what was confirmed stays."""
    speak = await context.words(update)
    person = await context.person(update)
    await replies.toast(update)
    draft = await drafts.current(context.database, person.id, context.now())
    dropped = await drafts.drop(context.database, person.id)
    if await form.put_keyboard_away(update, context, draft):
        return
    view = View(speak("cancel.done" if dropped else "cancel.nothing"))
    await replies.show(update, view)


async def _tap_sign(update: Update, context: Context) -> None:
    await replies.toast(update)
    await sign.sign(update, context)


async def _switch_updates(update: Update, context: Context) -> None:
    """Follow the organisers' updates, or no longer, from the settings."""
    person = await context.person(update)
    speak = words(person.language)
    if replies.data(update)[1] == "on":
        texts = [welcome.updates_text(words(code)) for code in context.services.languages]
        text = marked(texts, replies.data(update)[2])
        if text is not None:  # else the page comes again, with the words of now
            await people.follow_updates(context.database, person, text, context.now())
        await replies.toast(update, speak.plain("sign.switched-on") if text else "")
    else:
        await people.leave_updates(context.database, person.id, context.now())
        await replies.toast(update, speak.plain("sign.switched-off"))
    await settings(update, context)


async def _unsubscribe(update: Update, context: Context) -> None:
    """The last button of every update: one tap, and no more of them."""
    person = await context.person(update)
    await people.leave_updates(context.database, person.id, context.now())
    speak = words(person.language)
    await replies.toast(update)
    await replies.send(update, View(speak("updates.left")))
