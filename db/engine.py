"""The database as the floors above see it: `read` a snapshot, `write` a durable change."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import connection
from db.writer import ChangeEach, Writer

T = TypeVar("T")
Item = TypeVar("Item")


class UnsupportedDatabase(Exception):
    "DATABASE_URL names no SQLite file"

    def __init__(self) -> None:
        super().__init__("DATABASE_URL must name a file, such as sqlite:///data/pliego.db.")


def path_of(url: str) -> Path:
    """The file that `sqlite:///PATH` names; raises `UnsupportedDatabase` for anything else."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UnsupportedDatabase from None
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise UnsupportedDatabase
    return Path(str(parsed.database))


class Database:
    """One open database. A query is a function of a Core connection, for read and write alike."""

    def __init__(self, path: Path, writer: Writer, readers: AsyncEngine, aside: Engine) -> None:
        self.path = path
        self._writer = writer
        self._readers = readers
        self._aside = aside

    @classmethod
    def open(cls, path: Path, key: bytes | None) -> "Database":
        """Open the file at `path`, made and migrated before; raises `connection.WrongKey`."""
        engine = connection.writing(path, key)
        with engine.connect():
            pass  # a wrong key is found here, in the caller's own thread
        return cls(path, Writer(engine), connection.reading(path, key), connection.aside(path, key))

    async def read(self, query: Callable[[Connection], T]) -> T:
        """The value of `query(conn)` over one snapshot; what it tries to change is refused."""
        async with self._readers.connect() as conn:
            return await conn.run_sync(query)

    async def read_aside(self, query: Callable[[Connection], T]) -> T:
        """`read`, in a thread of its own: for work that takes so long that others must go on."""

        def run() -> T:
            with self._aside.connect() as conn, conn.begin():
                return query(conn)

        return await asyncio.to_thread(run)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """The value of `change(conn)` once it is durable, or its error with nothing changed."""
        return await self._writer.write(change)

    async def write_each(self, change: ChangeEach[Item, T], item: Item) -> T:
        """What `change(conn, items)` gives for this item once it is durable, or its error.

        `change` is one function for everybody, `items` those of all who wait at the same moment.
        """
        return await self._writer.write_each(change, item)

    async def scrub(self) -> bool:
        """Leave nothing of deleted rows in the main file and the log; False: to be done again."""
        return await self._writer.scrub()

    async def close(self) -> None:
        """Finish the writes that wait, then close every connection."""
        await self._writer.close()
        await self._readers.dispose()
