"""What the team is told when a place on it changes, and the menu of whom it was."""

from collections.abc import Callable

from sqlalchemy import Connection

from campaign import notices, team
from campaign.team import Member, Permission, telling
from handlers import commands
from handlers.context import Context
from handlers.organiser.names import name_of
from handlers.organiser.reader import reader
from handlers.views.view import View
from handlers.wording import Words, words


async def change_of_place(context: Context, changed: Member) -> None:
    """Send what was queued, and show the member the commands that they have now."""
    context.services.wake_sender()
    role = changed.role if changed.is_active else None
    await commands.publish_for(context.bot, context.services, changed.person_id, role)


async def end_of_place(context: Context, person_id: int) -> None:
    """Send what was queued, and show who is off the team what everyone sees."""
    context.services.wake_sender()
    await commands.publish_for(context.bot, context.services, person_id, None)


async def telling_member(
    context: Context, person_id: int, what: str, view: Callable[[Words], View]
) -> Callable[[Connection], None]:
    """Queues a notice to a member about their own place."""
    member, now = await reader(context.services, person_id), context.now()
    payload = view(words(member.language)).payload()
    key = telling.member_key(person_id, what, now, person_id)
    return lambda conn: notices.queue(conn, member, key, payload, now)


async def telling_owners(
    context: Context,
    member: Member,
    what: str,
    view: Callable[[Words, str], View],
    *,
    but: set[int],
) -> Callable[[Connection], None]:
    """Queues a notice to every owner but these."""
    owners = await team.who_may(context.database, Permission.MANAGE_TEAM)
    readers = [await reader(context.services, each) for each in owners if each not in but]
    now = context.now()
    payloads = [
        view(speak, await name_of(context.bot, speak, member.person_id)).payload()
        for speak in (words(owner.language) for owner in readers)
    ]

    def tell(conn: Connection) -> None:
        for owner, payload in zip(readers, payloads, strict=True):
            key = telling.member_key(member.person_id, what, now, owner.id)
            notices.queue(conn, owner, key, payload, now)

    return tell
