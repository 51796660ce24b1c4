"""A backup is the whole database of one moment, and opens with the same key alone."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from db import backup, migrate
from db.connection import WrongKey
from db.engine import Database
from db.schema import meta


def _put(number: int):  # type: ignore[no-untyped-def]
    def change(conn: Connection) -> None:
        conn.execute(insert(meta).values(key=f"a{number}", value="x" * 2_000))
        conn.execute(insert(meta).values(key=f"b{number}", value="x" * 2_000))

    return change


def _count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(meta)).scalar_one()


async def test_a_backup_made_while_others_write_is_of_one_moment(
    database: Database, key: bytes, tmp_path: Path
) -> None:
    for number in range(200):
        await database.write(_put(number))
    target = tmp_path / "backups" / "copy.db"
    writing = asyncio.gather(*(database.write(_put(number)) for number in range(200, 400)))
    await asyncio.to_thread(backup.copy, database.path, key, target)
    await writing
    assert migrate.integrity(target, key) == "ok"
    copied = Database.open(target, key)
    count = await copied.read(_count)
    await copied.close()
    assert count >= 400
    assert count % 2 == 0
    assert target.stat().st_mode & 0o777 == 0o600


async def test_a_backup_opens_with_its_key_alone(
    database: Database, key: bytes, tmp_path: Path
) -> None:
    backup.copy(database.path, key, tmp_path / "copy.db")
    with pytest.raises(WrongKey):
        Database.open(tmp_path / "copy.db", bytes(32))
    with pytest.raises(WrongKey):
        backup.copy(database.path, bytes(32), tmp_path / "other.db")
    assert not (tmp_path / "other.db").exists()


async def test_nothing_is_written_over(database: Database, key: bytes, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(backup.BackupExists, match="name a new file"):
        backup.copy(database.path, key, target)
    assert target.read_text() == "mine"
