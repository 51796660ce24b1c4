"""The engine keeps its word: encrypted, durable, serialised, and honest about errors."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from db import migrate
from db.connection import WrongKey
from db.engine import Database, UnsupportedDatabase, path_of
from db.schema import meta
from db.writer import WriterClosed


def _put(name: str, value: str = "1"):  # type: ignore[no-untyped-def]
    def change(conn: Connection) -> str:
        conn.execute(insert(meta).values(key=name, value=value))
        return name

    return change


def _increment(conn: Connection) -> int:
    value = int(conn.execute(select(meta.c.value).where(meta.c.key == "n")).scalar_one()) + 1
    conn.execute(update(meta).where(meta.c.key == "n").values(value=str(value)))
    return value


def _count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(meta)).scalar_one()


async def test_what_is_written_is_read_back(database: Database) -> None:
    assert await database.write(_put("a")) == "a"
    assert await database.read(_count) == 1


async def test_increments_that_wait_together_all_count(database: Database) -> None:
    await database.write(_put("n", "0"))
    values = await asyncio.gather(*(database.write(_increment) for _ in range(50)))
    assert sorted(values) == list(range(1, 51))


async def test_a_change_that_fails_is_undone_alone(database: Database) -> None:
    await database.write(_put("a"))
    outcomes = await asyncio.gather(
        database.write(_put("b")),
        database.write(_put("a")),
        database.write(_put("c")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [str, IntegrityError, str]
    assert await database.read(_count) == 3


async def test_those_who_wait_with_the_same_change_share_it(database: Database) -> None:
    calls: list[int] = []

    def count(conn: Connection, items: Sequence[int]) -> list[int]:
        calls.append(len(items))
        return [item * 2 for item in items]

    doubled = await asyncio.gather(*(database.write_each(count, item) for item in range(64)))
    assert doubled == [item * 2 for item in range(64)]
    assert sum(calls) == 64
    assert len(calls) < 64


async def test_a_shared_change_gives_each_caller_their_own_error(database: Database) -> None:
    def only_even(conn: Connection, items: Sequence[int]) -> list[int | Exception]:
        return [item if item % 2 == 0 else ValueError(item) for item in items]

    results = await asyncio.gather(
        *(database.write_each(only_even, item) for item in range(8)), return_exceptions=True
    )
    assert [isinstance(result, ValueError) for result in results] == [False, True] * 4


async def test_one_that_breaks_a_shared_change_is_undone_alone(database: Database) -> None:
    def put(conn: Connection, keys: Sequence[str]) -> list[str]:
        for key in keys:
            _put(key)(conn)
            if key == "bad":
                raise RuntimeError(key)
        return list(keys)

    results = await asyncio.gather(
        *(database.write_each(put, key) for key in ("one", "bad", "two")), return_exceptions=True
    )
    assert isinstance(results[1], RuntimeError)
    assert await database.read(_count) == 2


async def test_two_writers_take_turns(database: Database, key: bytes) -> None:
    other = Database.open(database.path, key)
    await database.write(_put("n", "0"))
    await asyncio.gather(
        *(writer.write(_increment) for writer in (database, other) for _ in range(20))
    )
    await other.close()
    value = await database.read(lambda conn: conn.execute(select(meta.c.value)).scalar_one())
    assert value == "40"


async def test_a_reader_can_change_nothing(database: Database) -> None:
    with pytest.raises(OperationalError):
        await database.read(_put("a"))


async def test_long_reading_sees_one_snapshot_and_can_change_nothing(database: Database) -> None:
    await database.write(_put("n", "0"))
    begun, go_on = threading.Event(), threading.Event()

    def look_twice(conn: Connection) -> tuple[int, int]:
        before = _count(conn)
        begun.set()
        go_on.wait(10)
        return before, _count(conn)

    looking = asyncio.create_task(database.read_aside(look_twice))
    await asyncio.to_thread(begun.wait, 10)
    await database.write(_put("m"))
    go_on.set()
    assert await looking == (1, 1)
    with pytest.raises(OperationalError, match="readonly"):
        await database.read_aside(_put("x"))


async def test_a_wrong_key_opens_nothing(database: Database) -> None:
    await database.write(_put("a"))
    with pytest.raises(WrongKey, match="does not open"):
        Database.open(database.path, bytes(32))
    with pytest.raises(WrongKey):
        migrate.upgrade(database.path, bytes(32))


async def test_the_file_holds_nothing_readable(database: Database) -> None:
    await database.write(_put("a", "Lucía Hernández"))
    await database.close()
    for file in database.path.parent.iterdir():
        assert "Lucía".encode() not in file.read_bytes()
        assert not file.read_bytes().startswith(b"SQLite format 3")


async def test_a_closed_database_refuses_and_says_so(tmp_path: Path) -> None:
    migrate.upgrade(tmp_path / "closed.db", None)
    database = Database.open(tmp_path / "closed.db", None)
    await database.close()
    with pytest.raises(WriterClosed):
        await database.write(_put("a"))


async def test_what_waits_at_closing_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "closing.db"
    migrate.upgrade(path, None)
    database = Database.open(path, None)
    writes = [asyncio.create_task(database.write(_put(str(n)))) for n in range(300)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*writes)) == 300


@pytest.mark.parametrize("url", ["postgresql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_only_a_file_is_taken(url: str) -> None:
    with pytest.raises(UnsupportedDatabase):
        path_of(url)
