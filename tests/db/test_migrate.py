"""Every earlier database comes up to date with all its rows, children included."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
)

from db import connection, migrate
from db.schema import UtcDateTime, metadata

_KNOWN = {"role": "owner", "purpose": "updates", "state": "open", "frequency": "daily"}
_STATES = {"outbox": "pending", "broadcasts": "sending"}
_KINDS = {"messages": "digest", "leaves": "signed", "identities": "email"}
_HASHES = {"commitment", "root", "salt", "hash"}


def _value(column: Column[Any]) -> object:
    if column.name in _KNOWN or column.name in {"kind", "status"}:
        table = column.table.name
        return (
            _STATES.get(table, _KNOWN[column.name])
            if column.name in _KNOWN
            else _KINDS.get(table, "answer")
        )
    if column.name == "identity":
        return "account"
    if column.name in _HASHES and isinstance(column.type, LargeBinary):
        return bytes(32)
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return {
        int: 1,
        str: "en",
        bytes: b"\x01",
        bool: True,
        float: 0.5,
        date: date(2026, 1, 1),
    }[column.type.python_type]


def _there(conn: Connection, tables: MetaData) -> list[Table]:
    """The tables that this revision of the database has already."""
    names = inspect(conn).get_table_names()
    return [table for table in tables.sorted_tables if table.name in names]


def _fill(conn: Connection, tables: MetaData) -> dict[str, int]:
    there = _there(conn, tables)
    for table in there:
        kept = {column["name"] for column in inspect(conn).get_columns(table.name)}
        row = {column.name: _value(column) for column in table.columns if column.name in kept}
        if table.name == "signatures":
            row.update(withdrawn_at=None)
        conn.execute(insert(table).values(row))
    return {table.name: 1 for table in there}


def _counts(conn: Connection, tables: MetaData) -> dict[str, int]:
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.sorted_tables
    }


@pytest.mark.parametrize("revision", migrate.revisions())
def test_an_upgrade_keeps_every_row(revision: str, tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "old.db"
    migrate.upgrade(path, key, to=revision)
    with connection.writing(path, key).begin() as conn:
        before = _fill(conn, metadata)
    migrate.upgrade(path, key)
    with connection.writing(path, key).begin() as conn:
        counts = _counts(conn, metadata)
    assert {table: counts[table] for table in before} == before


_REBUILD_PEOPLE = """
import sqlalchemy as sa
from alembic import op

revision = "rebuild"
down_revision = "{last}"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("people", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.Text()))
"""


def _with_a_later_script(folder: Path, body: str) -> Path:
    scripts = Path(migrate.__file__).parent / "migrations"
    later = folder / "migrations"
    (later / "versions").mkdir(parents=True)
    for file in [scripts / "env.py", *(scripts / "versions").glob("*.py")]:
        (later / file.relative_to(scripts)).write_text(file.read_text())
    (later / "versions" / "rebuild.py").write_text(body.format(last=migrate.revisions()[-1]))
    return later


def test_rebuilding_a_table_keeps_those_that_refer_to_it(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "old.db"
    migrate.upgrade(path, key)
    with connection.writing(path, key).begin() as conn:
        before = _fill(conn, metadata)
    migrate.upgrade(path, key, scripts=_with_a_later_script(tmp_path, _REBUILD_PEOPLE))
    with connection.writing(path, key).begin() as conn:
        assert _counts(conn, metadata) == before


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "old.db"
    migrate.upgrade(path, key)
    broken = _REBUILD_PEOPLE + "    raise RuntimeError('no further')\n"
    with pytest.raises(RuntimeError, match="no further"):
        migrate.upgrade(path, key, scripts=_with_a_later_script(tmp_path, broken))
    with connection.writing(path, key).begin() as conn:
        columns = conn.exec_driver_sql("PRAGMA table_info(people)").fetchall()
    assert "note" not in {column[1] for column in columns}


def test_a_database_of_a_later_program_is_left_alone(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "new.db"
    migrate.upgrade(path, key, scripts=_with_a_later_script(tmp_path, _REBUILD_PEOPLE))
    with pytest.raises(migrate.NewerDatabase, match="update the program"):
        migrate.upgrade(path, key)


def test_the_scripts_make_the_schema_that_the_code_knows(tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    migrate.upgrade(path, None)
    with connection.writing(path, None).begin() as conn:
        found = compare_metadata(MigrationContext.configure(conn), metadata)
    assert found == []


def test_the_scripts_make_the_checks_that_the_code_knows(tmp_path: Path) -> None:
    scripts, code = tmp_path / "scripts.db", tmp_path / "code.db"
    migrate.upgrade(scripts, None)
    with connection.writing(code, None).begin() as conn:
        metadata.create_all(conn)
        known = _checks(conn)
    with connection.writing(scripts, None).begin() as conn:
        assert _checks(conn) == known


def _checks(conn: Connection) -> dict[str, list[str]]:
    return {
        table: sorted(str(check["name"]) for check in inspect(conn).get_check_constraints(table))
        for table in metadata.tables
    }


def test_an_id_is_not_given_again_after_the_table_was_rebuilt(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "old.db"
    migrate.upgrade(path, key, to="0002")
    with connection.writing(path, key).begin() as conn:
        _fill(conn, metadata)
        conn.exec_driver_sql("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'consents'")
    migrate.upgrade(path, key)
    with connection.writing(path, key).begin() as conn:
        last = "SELECT seq FROM sqlite_sequence WHERE name = 'consents'"
        assert conn.exec_driver_sql(last).scalar() == 7


def test_only_its_owner_can_read_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "pliego.db"
    migrate.upgrade(path, None)
    assert path.stat().st_mode & 0o077 == 0
