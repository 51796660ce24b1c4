"""The petition of the campaign's folder, made known when the program starts."""

from datetime import datetime

from sqlalchemy import Connection

from campaign.manifest import PetitionPlan, Wording
from campaign.petitions.petition import wording_of
from db import audit, petitions
from db.engine import Database


async def plan(database: Database, planned: PetitionPlan, now: datetime) -> None:
    """Make the folder's petition known and open it; changed texts become a new version."""

    def change(conn: Connection) -> None:
        row = petitions.by_slug(conn, planned.slug)
        if row is None:
            petition_id = petitions.add(
                conn,
                slug=planned.slug,
                state="open",
                goal=planned.goal,
                minimum_age=planned.minimum_age,
                now=now,
            )
            audit.add(conn, "petition:opened", actor_id=None, now=now, subject=planned.slug)
            version = 0
        else:
            petition_id, version = row["id"], row["version"]
            petitions.set_terms(conn, petition_id, planned.goal, planned.minimum_age)
        if _wordings(conn, petition_id, version) != set(planned.wordings):
            petitions.add_version(
                conn, petition_id, [vars(wording) for wording in planned.wordings], now
            )

    await database.write(change)


def _wordings(conn: Connection, petition_id: int, version: int) -> set[Wording]:
    return {wording_of(row) for row in petitions.texts(conn, petition_id, version)}
