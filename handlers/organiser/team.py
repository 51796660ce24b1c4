"""/team: who is on it, one's own place, and the way out of it."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import team
from campaign.people import Person
from campaign.team import MAY, Permission, invitations
from campaign.team.invitations import Invitation
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.organiser.forms import DRAFTS
from handlers.organiser.names import names_of
from handlers.organiser.telling import end_of_place, telling_owners
from handlers.views.organiser import team as views
from handlers.views.organiser import told as told_views
from handlers.views.organiser.team import Came, Named, OpenLink, Sight
from handlers.wording import words

_SHOWN = 5  # of those who wait and of the links: the rest comes when these are settled


def register(application: App) -> None:
    """Hear /team and the buttons of the reader's own place."""
    application.add_handler(CommandHandler("team", show, filters.ChatType.PRIVATE))
    for pattern, handler in (
        ("me", _me),
        ("list:[0-9]{1,6}", _turn),
        ("ask-leave", _ask_leave),
        ("leave", _leave),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^team:{pattern}$"))


@only(None)
async def show(update: Update, context: Context) -> None:
    """/team: everyone on it, for who may act on them; for all others their own place."""
    person = await context.person(update)
    if await _may(context, person.id, Permission.SUSPEND_MEMBERS):
        await show_page(update, context, 0)
    else:
        await show_own(update, context, person)


@only(None)
async def _me(update: Update, context: Context) -> None:
    """One's own place."""
    await replies.toast(update)
    await show_own(update, context, await context.person(update))


async def show_own(update: Update, context: Context, person: Person) -> None:
    """One's own place, and what one may do with it."""
    member = await team.member(context.database, person.id)
    view = views.own_place(
        words(person.language),
        member,
        sees_team=Permission.SUSPEND_MEMBERS in MAY[member.role],
        may_manage=Permission.MANAGE_TEAM in MAY[member.role],
    )
    await replies.show(update, view)


@only(Permission.SUSPEND_MEMBERS)
async def _turn(update: Update, context: Context) -> None:
    """Another page of the team."""
    await replies.toast(update)
    await show_page(update, context, int(replies.data(update)[2]))


async def show_page(update: Update, context: Context, number: int) -> None:
    """The team; to an owner also who waits to be confirmed, and the links that still work."""
    person = await context.person(update)
    speak = words(person.language)
    sight = await sight_of(context, person)
    everyone = await team.members(context.database)
    number = min(number, max(0, len(everyone) - 1) // views.PAGE_SIZE)
    here = everyone[number * views.PAGE_SIZE : (number + 1) * views.PAGE_SIZE]
    waits: Sequence[Invitation] = ()
    links: Sequence[Invitation] = ()
    if sight.may_manage:
        waits = await invitations.waiting(context.database, context.now())
        links = await invitations.unused(context.database, context.now())
    came = {one.mark: one.used_by for one in waits[:_SHOWN] if one.used_by is not None}
    names = await names_of(context.bot, speak, [*(each.person_id for each in here), *came.values()])
    page = views.page(
        speak,
        [Named(each, names[each.person_id]) for each in here],
        number,
        len(everyone),
        sight,
        waiting=[
            Came(one.mark, one.role, names[came[one.mark]]) for one in waits if one.mark in came
        ],
        links=[OpenLink(one.mark, one.role, one.expires_at) for one in links[:_SHOWN]],
    )
    await replies.show(update, page)


@only(None)
async def _ask_leave(update: Update, context: Context) -> None:
    """Once, with what ends then."""
    person = await context.person(update)
    held = await team.held_by(context.database, person.id, DRAFTS)
    await replies.toast(update)
    zone = context.services.manifest.time_zone
    await replies.show(update, views.ask_leave(words(person.language), held, zone))


@only(None)
async def _leave(update: Update, context: Context) -> None:
    """Gone, with thanks; the owners are told."""
    person = await context.person(update)
    member = await team.member(context.database, person.id)
    held = await team.held_by(context.database, person.id, DRAFTS)
    zone = context.services.manifest.time_zone
    told = await telling_owners(
        context,
        member,
        "left",
        lambda speak, name: told_views.owners_of_leaving(speak, Named(member, name), held, zone),
        but={person.id},
    )
    await team.leave(
        context.database,
        person.id,
        forms=DRAFTS,
        now=context.now(),
        tell=lambda conn, _: told(conn),
    )
    await end_of_place(context, person.id)
    await replies.toast(update)
    await replies.show(update, views.left(words(person.language)))


async def sight_of(context: Context, person: Person) -> Sight:
    """What the reader of a page of the team may do there."""
    return Sight(
        reader_id=person.id,
        may_manage=await _may(context, person.id, Permission.MANAGE_TEAM),
        time_zone=context.services.manifest.time_zone,
    )


async def _may(context: Context, person_id: int, permission: Permission) -> bool:
    role = await team.role_of(context.database, person_id)
    return role is not None and permission in MAY[role]
