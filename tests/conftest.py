"""What many tests need: a real, encrypted, migrated database, and a time to stand at."""

import os
import secrets
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import migrate
from db.engine import Database

# A durable write waits for its disk; in memory, where the system has room there, it need not.
_MEMORY = Path("/dev/shm")  # noqa: S108 (pytest makes its own folders there)
_ROOM = 2 * 1024**3
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.fixture(scope="session")
def key() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, key: bytes) -> Path:
    """A database under `key` with every table and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "pliego.db"
    migrate.upgrade(path, key)
    return path


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path, key: bytes, migrated: Path) -> AsyncIterator[Database]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    database = Database.open(Path(shutil.copy(migrated, folder / "pliego.db")), key)
    yield database
    await database.close()
