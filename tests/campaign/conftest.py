"""What the tests of the rules share: an open petition, everything that lies in the tables, and
databases by the dozen for the tests that try many histories."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from campaign import petitions
from campaign.consents import ConsentText
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from campaign.petitions import Petition, Signed
from db import migrate
from db.engine import Database
from db.schema import metadata

T = TypeVar("T")

PLAN = PetitionPlan(
    slug="free-internet",
    goal=1000,
    minimum_age=16,
    wordings=(
        Wording("en", "Keep it free", "The platforms", "We ask for a free internet."),
        Wording("es", "Que sea libre", "Las plataformas", "Pedimos un internet libre."),
    ),
)


def everything_kept(conn: Connection) -> list[tuple[str, dict[str, Any]]]:
    """Every row of every table, as `(table, row)`."""
    return [
        (table.name, dict(row))
        for table in metadata.sorted_tables
        for row in conn.execute(select(table)).mappings()
    ]


@dataclass(frozen=True)
class Campaign:
    """A database with one open petition, and what the tests do in it again and again."""

    database: Database
    petition: Petition
    now: datetime

    async def sign(self, person_id: int, name: str | None = "Ana", **changes: Any) -> Signed:
        given = {
            "version": self.petition.version,
            "consent": ConsentText("en", "Keep my signature."),
            "now": self.now,
            **changes,
        }
        return await petitions.sign(
            self.database, Person(person_id, "en"), self.petition.id, name=name, **given
        )

    async def kept(self) -> list[tuple[str, dict[str, Any]]]:
        return await self.database.read(everything_kept)

    async def holding(self, *words: object) -> list[tuple[str, dict[str, Any]]]:
        """The rows in which one of these words (or ids) stands."""
        return [
            (table, row)
            for table, row in await self.kept()
            if any(str(word) in repr(row) for word in words)
        ]

    async def count(self) -> int:
        return (await petitions.by_id(self.database, self.petition.id, "en")).count


async def campaign_in(database: Database, now: datetime) -> Campaign:
    await petitions.plan(database, PLAN, now)
    (petition,) = await petitions.open_petitions(database, "en")
    return Campaign(database, petition, now)


@pytest.fixture
async def campaign(database: Database, now: datetime) -> Campaign:
    return await campaign_in(database, now)


@dataclass(frozen=True)
class Workshop:
    """Makes databases for tests that try many histories: unencrypted, so that a test may grep."""

    blank: Path

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A migrated file of its own."""
        with TemporaryDirectory(dir=self.blank.parent) as folder:
            yield Path(shutil.copy(self.blank, Path(folder) / "pliego.db"))

    def run(self, act: Callable[[Campaign], Awaitable[T]]) -> T:
        """What `act` gives in a campaign of its own."""

        async def play(path: Path) -> T:
            database = Database.open(path, None)
            try:
                return await act(await campaign_in(database, self.now))
            finally:
                await database.close()

        with self.file() as path:
            return asyncio.run(play(path))

    @property
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

    async def campaign_in(self, database: Database) -> Campaign:
        return await campaign_in(database, self.now)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    blank = tmp_path_factory.mktemp("blank") / "pliego.db"
    migrate.upgrade(blank, None)
    return Workshop(blank)
