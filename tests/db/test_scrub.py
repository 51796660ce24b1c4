"""What was deleted leaves the files too, in small ones and in large ones."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert

from db import migrate, writer
from db.engine import Database
from db.schema import meta


def _log(database: Database) -> Path:
    return database.path.with_name(database.path.name + "-wal")


async def _keep_and_delete(database: Database) -> None:
    def keep(conn: Connection) -> None:
        conn.execute(insert(meta), [{"key": f"k{n}", "value": "secret" * 500} for n in range(50)])

    await database.write(keep)
    await database.write(lambda conn: conn.execute(delete(meta).where(meta.c.key != "k0")))


async def test_scrubbing_empties_the_log_and_shrinks_the_file(database: Database) -> None:
    await _keep_and_delete(database)
    await database.scrub()
    small = database.path.stat().st_size
    assert _log(database).stat().st_size == 0
    await _keep_and_delete_again(database)
    assert database.path.stat().st_size == small


async def _keep_and_delete_again(database: Database) -> None:
    await database.write(lambda conn: conn.execute(delete(meta)))
    await _keep_and_delete(database)
    await database.scrub()


async def test_a_file_too_large_to_be_written_anew_still_has_its_log_emptied(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.scrub()
    small = database.path.stat().st_size
    monkeypatch.setattr(writer, "VACUUM_LIMIT", 0)
    await _keep_and_delete(database)
    await database.scrub()
    assert _log(database).stat().st_size == 0
    assert database.path.stat().st_size > small


async def test_scrubbing_while_others_read_and_write_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    migrate.upgrade(path, None)
    database = Database.open(path, None)

    async def write(number: int) -> None:
        values = {"key": f"w{number}", "value": "kept"}
        await database.write(lambda conn: conn.execute(insert(meta).values(**values)))

    await asyncio.gather(
        *(write(number) for number in range(40)),
        *(database.scrub() for _ in range(10)),
        *(database.read(lambda conn: conn.execute(meta.select()).all()) for _ in range(20)),
    )
    rows = await database.read(lambda conn: conn.execute(meta.select()).all())
    assert {row.key for row in rows} == {f"w{number}" for number in range(40)}
    await database.close()
