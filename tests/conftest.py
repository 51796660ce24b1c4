"""What many tests need: a real, encrypted, migrated database, and a time to stand at."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import migrate
from db.engine import Database


@pytest.fixture
def key() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path, key: bytes) -> AsyncIterator[Database]:
    path = tmp_path / "data" / "pliego.db"
    migrate.upgrade(path, key)
    database = Database.open(path, key)
    yield database
    await database.close()
