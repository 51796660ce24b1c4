"""Bring a database to this program's schema, whichever earlier one it has."""

from pathlib import Path

import sqlcipher3
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db import connection

_SCRIPTS = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    "The database was made by a later program"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} was made by a newer Pliego than this one: update the program."
        )


class BrokenReferences(Exception):
    "A migration would have left rows that refer to nothing"


def revisions(scripts: Path = _SCRIPTS) -> list[str]:
    """Every revision, oldest first."""
    return [script.revision for script in ScriptDirectory(str(scripts)).walk_revisions()][::-1]


def upgrade(path: Path, key: bytes | None, *, to: str = "head", scripts: Path = _SCRIPTS) -> None:
    """Make the database at `path` if it is not there, and migrate it, all or nothing.

    Foreign keys are off meanwhile, because rebuilding a table would empty those that refer to it;
    they are checked as a whole before the commit.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # SQLite gives its log the mode of its file
    engine = connection.writing(path, key, foreign_keys=False)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    try:
        with engine.connect() as conn, conn.begin():
            current = MigrationContext.configure(conn).get_current_revision()
            if current is not None and current not in revisions(scripts):
                raise NewerDatabase(path)
            config.attributes["connection"] = conn
            command.upgrade(config, to)
            _check_references(conn)
    finally:
        engine.dispose()


def _check_references(conn: Connection) -> None:
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BrokenReferences(", ".join(sorted({str(row[0]) for row in broken})))


def integrity(path: Path, key: bytes | None) -> str:
    """What SQLite says of the whole file: "ok", or the first thing that is wrong."""
    engine = connection.writing(path, key)
    try:
        with engine.connect() as conn:
            return str(conn.exec_driver_sql("PRAGMA integrity_check").scalar())
    except sqlcipher3.DatabaseError as error:
        return str(error)
    finally:
        engine.dispose()
