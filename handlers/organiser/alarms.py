"""What the clock does about signatures: marks, alarms, the nightly count, and work cut short."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign import notices, team
from campaign.people import Person
from campaign.petitions import invalidating, recounting, suspicion, watch
from campaign.petitions.recounting import Difference
from campaign.petitions.watch import Alarm
from campaign.team import Permission
from handlers.context import Services
from handlers.organiser.reader import reader
from handlers.views.organiser import signatures as views
from handlers.views.view import View
from handlers.wording import Words, words


async def mark_new(services: Services, now: datetime) -> None:
    """Mark what is odd among the signatures that came since the last time."""
    names = {*services.manifest.name.values(), services.bot_username}
    await suspicion.mark_new(services.database, names, now)


async def watch_rates(services: Services, now: datetime) -> None:
    """Tell who may review when a petition's rate leaves its band."""
    members = await _members(services)

    def tell(conn: Connection, alarm: Alarm) -> None:
        key = f"rate:{alarm.petition.id}:{round(alarm.since.timestamp())}"
        _queue(conn, members, key, lambda speak: views.alarm(speak, alarm), now)

    if await watch.look(services.database, services.manifest.default_language, tell, now):
        services.wake_sender()


async def count_again(services: Services, now: datetime) -> None:
    """Count every petition once a night, and tell who may review of any difference."""
    members = await _members(services)

    def tell(conn: Connection, found: Sequence[Difference]) -> None:
        key = f"recount:{now.date().isoformat()}"
        _queue(conn, members, key, lambda speak: views.miscounted(speak, found), now)

    if await recounting.recount_nightly(services.database, tell, services.manifest.time_zone, now):
        services.wake_sender()


async def finish_setting_aside(services: Services, now: datetime) -> None:
    """Go on with what a crash cut short."""
    await invalidating.resume(services.database, now)


def _queue(
    conn: Connection,
    members: Sequence[Person],
    key: str,
    view: Callable[[Words], View],
    now: datetime,
) -> None:
    for member in members:
        payload: dict[str, Any] = view(words(member.language)).payload()
        notices.queue(conn, member, f"{key}:{member.id}", payload, now)


async def _members(services: Services) -> Sequence[Person]:
    able = await team.who_may(services.database, Permission.REVIEW_SIGNATURES)
    return [await reader(services, member_id) for member_id in able]
