"""What the clock does about petitions that are over: the team is told, then their people go."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from campaign import notices, team
from campaign.petitions.petition import get_in
from campaign.privacy import retention
from campaign.privacy.retention import Erasure
from campaign.team import Permission
from handlers.context import Services
from handlers.organiser.reader import reader
from handlers.views.organiser import erasure as views
from handlers.wording import words


async def keep(services: Services, now: datetime) -> None:
    """Tell whoever may hand signatures over a week before they go, and erase what is due."""
    ids = await team.who_may(services.database, Permission.DELIVER_PETITIONS)
    members = [await reader(services, each) for each in ids]

    def tell(conn: Connection, erasure: Erasure) -> None:
        told = replace(erasure, announced_at=now)
        for member in members:
            petition = get_in(conn, erasure.petition_id, member.language)
            payload = views.coming(words(member.language), petition, told).payload()
            key = f"erasure:{erasure.petition_id}:{erasure.due_at.date()}:{member.id}"
            notices.queue(conn, member, key, payload, now)
        services.wake_sender()

    await retention.keep(services.database, services.keeping.retention_months, now, tell)
