"""Inviting to the team: a link for one person, who comes by it, and an owner who decides."""

from collections.abc import Callable

from sqlalchemy import Connection
from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import notices, team
from campaign.people import Person
from campaign.team import Permission, Role, invitations, telling
from campaign.team.invitations import Invitation, InvitationGone
from handlers import commands, replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.organiser.names import name_of, shown
from handlers.organiser.reader import reader
from handlers.organiser.team import show_page
from handlers.views.organiser import invitations as views
from handlers.views.organiser.team import Came
from handlers.wording import Words, words

_ROLES = "|".join(Role)
_LETTERS = "[A-Za-z0-9_-]{22}"
_MARK = "[0-9a-f]{16}"


def register(application: App) -> None:
    """Hear the buttons of invitations; their links come by way of /start."""
    for pattern, handler in (
        ("ask-invite", _ask_invite),
        (f"invite:(?:{_ROLES}):{_LETTERS}", _invite),
        (f"revoke:{_MARK}", _revoke),
        (f"came:{_MARK}", _show_who_came),
        (f"confirm:{_MARK}", _confirm),
        (f"refuse:{_MARK}", _refuse),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^team:{pattern}$"))


@only(Permission.MANAGE_TEAM)
async def _ask_invite(update: Update, context: Context) -> None:
    """For which place: the buttons carry the link's secret, so that two taps make one link."""
    await replies.toast(update)
    view = views.ask_invite(await context.words(update), invitations.new_secret())
    await replies.show(update, view)


@only(Permission.MANAGE_TEAM)
async def _invite(update: Update, context: Context) -> None:
    """The link, which stands in this chat and nowhere else."""
    person = await context.person(update)
    _, _, role, secret = replies.data(update)
    token, made = await invitations.invite(
        context.database, secret, Role(role), actor_id=person.id, now=context.now()
    )
    speak = words(person.language)
    when = speak.moment(made.expires_at, context.services.manifest.time_zone)
    await replies.toast(update)
    await replies.show(
        update, views.link(speak, context.services.link(token), made.role, made.mark, when)
    )


async def come(update: Update, context: Context, token: str) -> None:
    """Who opens the link: the owners are told the name that Telegram shows now."""
    person = await context.person(update)
    name = shown(replies.speaker(update))
    came = await invitations.come(
        context.database,
        person,
        token,
        now=context.now(),
        tell=await _telling_owners(context, name),
    )
    context.services.wake_sender()
    speak = words(person.language)
    manifest = context.services.manifest
    campaign = manifest.in_language(manifest.name, speak.language)
    await replies.send(update, views.must_be_confirmed(speak, campaign, came.role, name))


@only(Permission.MANAGE_TEAM)
async def _revoke(update: Update, context: Context) -> None:
    """The link works no more."""
    person = await context.person(update)
    await invitations.revoke(
        context.database, replies.data(update)[2], actor_id=person.id, now=context.now()
    )
    await replies.toast(update, words(person.language).plain("invitation.taken-back"))
    await show_page(update, context, 0)


@only(Permission.MANAGE_TEAM)
async def _show_who_came(update: Update, context: Context) -> None:
    """Who waits, for an owner who comes to them by the team's page."""
    speak = await context.words(update)
    waits = await invitations.get_waiting(context.database, replies.data(update)[2], context.now())
    await replies.toast(update)
    await replies.show(update, views.who_came(speak, await _came(context, speak, waits)))


@only(Permission.MANAGE_TEAM)
async def _confirm(update: Update, context: Context) -> None:
    """The place is theirs, and they are told."""
    person = await context.person(update)
    speak = words(person.language)
    confirmed = await invitations.confirm(
        context.database,
        replies.data(update)[2],
        actor_id=person.id,
        now=context.now(),
        tell=await _telling_who_came(
            context, update, lambda theirs, role: views.welcome(theirs, role).payload()
        ),
    )
    await _publish(context, confirmed)
    await replies.toast(update)
    await replies.show(update, views.confirmed(speak, await _came(context, speak, confirmed)))


@only(Permission.MANAGE_TEAM)
async def _refuse(update: Update, context: Context) -> None:
    """Nobody gets the place, and who came is told."""
    person = await context.person(update)
    await invitations.refuse(
        context.database,
        replies.data(update)[2],
        actor_id=person.id,
        now=context.now(),
        tell=await _telling_who_came(
            context, update, lambda theirs, _: views.turned_away(theirs).payload()
        ),
    )
    context.services.wake_sender()
    await replies.toast(update)
    await replies.show(update, views.refused(words(person.language)))


async def _telling_owners(context: Context, name: str) -> invitations.Tell:
    owners = await team.who_may(context.database, Permission.MANAGE_TEAM)
    readers = [await reader(context.services, each) for each in owners]
    now = context.now()

    def tell(conn: Connection, came: Invitation) -> None:
        for owner in readers:
            view = views.who_came(words(owner.language), Came(came.mark, came.role, name))
            key = telling.invitation_key(came.mark, owner.id)
            notices.queue(conn, owner, key, view.payload(), now)

    return tell


async def _telling_who_came(
    context: Context, update: Update, payload: Callable[[Words, Role], dict[str, object]]
) -> invitations.Tell:
    who = await _who_came(context, replies.data(update)[2])
    now = context.now()

    def tell(conn: Connection, settled: Invitation) -> None:
        if who is not None:
            key = telling.member_key(who.id, "decided", now, who.id)
            notices.queue(conn, who, key, payload(words(who.language), settled.role), now)

    return tell


async def _who_came(context: Context, mark: str) -> Person | None:
    try:
        waits = await invitations.get_waiting(context.database, mark, context.now())
    except InvitationGone:
        return None
    return None if waits.used_by is None else await reader(context.services, waits.used_by)


async def _publish(context: Context, confirmed: Invitation) -> None:
    context.services.wake_sender()
    if confirmed.used_by is None:
        return
    role = await team.role_of(context.database, confirmed.used_by)
    await commands.publish_for(context.bot, context.services, confirmed.used_by, role)


async def _came(context: Context, speak: Words, came: Invitation) -> Came:
    name = "" if came.used_by is None else await name_of(context.bot, speak, came.used_by)
    return Came(came.mark, came.role, name)
