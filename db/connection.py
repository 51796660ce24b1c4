"""SQLAlchemy engines over SQLCipher: one for the writer, one for readers through aiosqlite."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

BUSY_TIMEOUT_SECONDS = 30
READERS = 4


class WrongKey(Exception):
    "The key does not open this database"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key does not open the database {path}: use the key it was made with."
        )


class _SqlcipherAioDbapi(AsyncAdapt_aiosqlite_dbapi):
    """aiosqlite's adapter with the error classes that a SQLCipher connection really raises."""

    def _init_dbapi_attributes(self) -> None:
        for name in (
            "Binary",
            "DatabaseError",
            "Error",
            "IntegrityError",
            "NotSupportedError",
            "OperationalError",
            "PARSE_COLNAMES",
            "PARSE_DECLTYPES",
            "ProgrammingError",
            "sqlite_version",
            "sqlite_version_info",
        ):
            setattr(self, name, getattr(self.sqlite, name))


def writing(path: Path, key: bytes | None, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions begin as writes (`BEGIN IMMEDIATE`).

    Without that, two that read and then write would each act on what the other was about to change.
    `key` of None opens an unencrypted file, which only a test of what is erased wants.
    """
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=_connector(path, key, foreign_keys=foreign_keys),
        poolclass=NullPool,
    )
    event.listen(engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def reading(path: Path, key: bytes | None) -> AsyncEngine:
    """An engine whose transactions see one snapshot and can change nothing."""
    connect = _connector(path, key, query_only=True)

    async def connect_in_thread() -> aiosqlite.Connection:
        connection = aiosqlite.Connection(connect, iter_chunk_size=64)
        connection._thread.daemon = True  # an unclosed reader must not keep the program alive
        return await connection

    engine = create_async_engine(
        "sqlite+aiosqlite://",
        module=_SqlcipherAioDbapi(aiosqlite, sqlcipher3.dbapi2),
        async_creator=connect_in_thread,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READERS,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "begin", _begin("BEGIN"))
    return engine


def aside(path: Path, key: bytes | None) -> Engine:
    """Like `reading`, for long work in a thread of its own."""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=_connector(path, key, query_only=True),
        poolclass=NullPool,
    )
    event.listen(engine, "begin", _begin("BEGIN"))
    return engine


def plain(path: Path, key: bytes | None, *, journal: str = "WAL") -> Any:
    """A bare connection, for what only SQLite itself can do; the caller closes it."""
    return _connector(path, key, journal=journal)()


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql(statement)

    return begin


def _connector(
    path: Path,
    key: bytes | None,
    *,
    foreign_keys: bool = True,
    query_only: bool = False,
    journal: str = "WAL",
) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        connection: Any = sqlcipher3.connect(
            str(path),
            timeout=BUSY_TIMEOUT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _set_up(
                connection, key, foreign_keys=foreign_keys, query_only=query_only, journal=journal
            )
        except sqlcipher3.DatabaseError as error:
            connection.close()
            if "not a database" in str(error):
                raise WrongKey(path) from None
            raise
        return connection  # type: ignore[no-any-return]

    return connect


def _set_up(
    connection: Any, key: bytes | None, *, foreign_keys: bool, query_only: bool, journal: str
) -> None:
    if key is not None:
        # A raw key costs 0.1 ms to open with; a passphrase would cost 75 ms each time.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master")
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
    if query_only:
        connection.execute("PRAGMA query_only = ON")
