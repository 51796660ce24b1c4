"""Hands over a petition with so many signatures: `hand_over.py FOLDER NUMBER`; prints the peak.

The file is filled first, by a process of its own, so that the peak (KiB) is of the delivery alone.
"""

import asyncio
import resource
import sys
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

from campaign import petitions
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import lifecycle
from db import migrate
from db.engine import Database
from handlers.papers import folder
from tests.campaign.conftest import PLAN

NOW = datetime(2026, 11, 24, tzinfo=UTC)
YES = ConsentText("en", "It goes with my signature.")
AT_ONCE = 1_000


def fill(path: Path, number: int) -> None:
    """A closed petition with so many signatures, each with a name, a country and a comment."""

    async def work() -> None:
        migrate.upgrade(path, None)
        database = Database.open(path, None)
        await petitions.plan(database, PLAN, NOW)

        async def sign(person_id: int) -> None:
            await petitions.sign(
                database,
                Person(person_id, "en"),
                1,
                version=1,
                name=f"Signer {person_id}",
                country="MX",
                comment=f"Words of {person_id}, which may be shown in public.",
                consent=YES,
                also={Purpose.COUNTRY: YES, Purpose.COMMENT: YES, Purpose.PUBLIC: YES},
                now=NOW,
            )

        for first in range(1, number + 1, AT_ONCE):
            await asyncio.gather(*(sign(first + at) for at in range(AT_ONCE)))
        await lifecycle.close(database, 1, actor_id=None, now=NOW)
        await database.close()

    asyncio.run(work())


async def hand_over(path: Path, target: Path) -> None:
    database = Database.open(path, None)
    await database.read_aside(
        lambda conn: folder.write(conn, PLAN.slug, target, ["en", "es"], date(2026, 11, 24))
    )
    await database.close()


if __name__ == "__main__":
    place, number = Path(sys.argv[1]), int(sys.argv[2])
    filling = get_context("spawn").Process(target=fill, args=(place / "pliego.db", number))
    filling.start()
    filling.join()
    asyncio.run(hand_over(place / "pliego.db", place / "delivery"))
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
