"""What becomes of a member's place: another role, suspended at once, restored, removed."""

from sqlalchemy import Connection
from telegram import Update
from telegram.ext import CallbackQueryHandler

from campaign import team
from campaign.people import Person
from campaign.team import Member, Permission, Role
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only
from handlers.organiser.forms import DRAFTS
from handlers.organiser.names import name_of, names_of
from handlers.organiser.team import show_own, sight_of
from handlers.organiser.telling import (
    change_of_place,
    end_of_place,
    telling_member,
    telling_owners,
)
from handlers.views.organiser import team as views
from handlers.views.organiser import told as told_views
from handlers.views.organiser.team import Named
from handlers.wording import Words, words

_ID = "[0-9]{1,16}"
_ROLES = "|".join(Role)


def register(application: App) -> None:
    """Hear the buttons of a member's place."""
    for pattern, handler in (
        (f"open:{_ID}", _open),
        (f"ask-role:{_ID}", _ask_role),
        (f"role:{_ID}:(?:{_ROLES})", _change_role),
        (f"ask-suspend:{_ID}", _ask_suspend),
        (f"suspend:{_ID}", _suspend),
        (f"restore:{_ID}", _restore),
        (f"ask-remove:{_ID}", _ask_remove),
        (f"remove:{_ID}", _remove),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^team:{pattern}$"))


@only(Permission.SUSPEND_MEMBERS)
async def _open(update: Update, context: Context) -> None:
    """A member's place; one's own looks different."""
    person = await context.person(update)
    if _named(update) == person.id:
        await replies.toast(update)
        await show_own(update, context, person)
        return
    member = await team.member(context.database, _named(update))
    await replies.toast(update)
    await _show_card(update, context, person, member)


async def _show_card(update: Update, context: Context, person: Person, member: Member) -> None:
    speak = words(person.language)
    by = await team.suspended_by(context.database, member)
    held = await team.held_by(context.database, member.person_id, DRAFTS)
    names = await names_of(context.bot, speak, filter(None, (member.person_id, by)))
    card = views.card(
        speak,
        Named(member, names[member.person_id]),
        await sight_of(context, person),
        names[by] if by is not None else None,
        under_way=held.broadcasts_under_way,
    )
    await replies.show(update, card)


@only(Permission.MANAGE_TEAM)
async def _ask_role(update: Update, context: Context) -> None:
    """Which role instead."""
    speak, shown = await _shown(update, context)
    await replies.toast(update)
    await replies.show(update, views.ask_role(speak, shown))


@only(Permission.MANAGE_TEAM)
async def _change_role(update: Update, context: Context) -> None:
    """The role that the button named."""
    person = await context.person(update)
    member_id, role = _named(update), Role(replies.data(update)[3])
    told = await telling_member(
        context, member_id, "role", lambda speak: told_views.role_changed(speak, role)
    )
    changed = await team.change_role(
        context.database,
        member_id,
        role,
        actor_id=person.id,
        now=context.now(),
        tell=lambda conn, _: told(conn),
    )
    await change_of_place(context, changed)
    await replies.toast(update, words(person.language).plain("team.role-changed"))
    if member_id == person.id:
        await show_own(update, context, person)
    else:
        await _show_card(update, context, person, changed)


@only(Permission.SUSPEND_MEMBERS)
async def _ask_suspend(update: Update, context: Context) -> None:
    """Once, because only an owner can undo it."""
    speak, shown = await _shown(update, context)
    owners = await team.who_may(context.database, Permission.MANAGE_TEAM)
    await replies.toast(update)
    others = set(owners) - {shown.member.person_id}
    await replies.show(update, views.ask_suspend(speak, shown, leaves_an_owner=bool(others)))


@only(Permission.SUSPEND_MEMBERS)
async def _suspend(update: Update, context: Context) -> None:
    """At once: who it is and every owner are told."""
    person = await context.person(update)
    member_id = _named(update)
    member = await team.member(context.database, member_id)
    told = await telling_member(context, member_id, "suspended", told_views.suspended)
    owners_told = await telling_owners(
        context,
        member,
        "suspended",
        lambda speak, name: told_views.owners_of_suspension(speak, Named(member, name)),
        but={person.id, member_id},
    )

    def tell(conn: Connection, _: Member) -> None:
        told(conn)
        owners_told(conn)

    suspended = await team.suspend(
        context.database, member_id, actor_id=person.id, now=context.now(), tell=tell
    )
    await change_of_place(context, suspended)
    await replies.toast(update, words(person.language).plain("team.suspended"))
    await _show_card(update, context, person, suspended)


@only(Permission.MANAGE_TEAM)
async def _restore(update: Update, context: Context) -> None:
    """The place is theirs again."""
    person = await context.person(update)
    member = await team.member(context.database, _named(update))
    told = await telling_member(
        context,
        member.person_id,
        "restored",
        lambda speak: told_views.restored(speak, member.role),
    )
    restored = await team.restore(
        context.database,
        member.person_id,
        actor_id=person.id,
        now=context.now(),
        tell=lambda conn, _: told(conn),
    )
    await change_of_place(context, restored)
    await replies.toast(update, words(person.language).plain("team.restored"))
    await _show_card(update, context, person, restored)


@only(Permission.MANAGE_TEAM)
async def _ask_remove(update: Update, context: Context) -> None:
    """Once, with what they had pending and what they took along."""
    speak, shown = await _shown(update, context)
    held = await team.held_by(context.database, shown.member.person_id, DRAFTS)
    await replies.toast(update)
    zone = context.services.manifest.time_zone
    await replies.show(update, views.ask_remove(speak, shown, held, zone))


@only(Permission.MANAGE_TEAM)
async def _remove(update: Update, context: Context) -> None:
    """Off the team, with all that ends with it."""
    person = await context.person(update)
    member_id = _named(update)
    told = await telling_member(context, member_id, "removed", told_views.removed)
    await team.remove(
        context.database,
        member_id,
        actor_id=person.id,
        forms=DRAFTS,
        now=context.now(),
        tell=lambda conn, _: told(conn),
    )
    await end_of_place(context, member_id)
    speak = words(person.language)
    await replies.toast(update)
    await replies.show(update, views.removed(speak, await name_of(context.bot, speak, member_id)))


async def _shown(update: Update, context: Context) -> tuple[Words, Named]:
    speak = await context.words(update)
    member = await team.member(context.database, _named(update))
    return speak, Named(member, await name_of(context.bot, speak, member.person_id))


def _named(update: Update) -> int:
    """The member that the button names."""
    return int(replies.data(update)[2])
