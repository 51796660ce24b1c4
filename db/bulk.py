"""Many rows into one table: the statement is compiled once, and each row costs little more than
SQLite itself asks."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, LargeBinary, Table, insert
from sqlalchemy.types import TypeEngine

Row = Mapping[str, Any]


def insert_all(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert these rows, which all name the same columns; nothing for none.

    What Core does anew for each row of `conn.execute(insert(table), rows)` takes longer than SQLite
    takes to insert it.
    """
    if not rows:
        return
    statement, prepare = _prepared(table, tuple(rows[0]), conn.dialect)
    conn.exec_driver_sql(statement, [prepare(row) for row in rows])


@lru_cache(maxsize=64)
def _prepared(
    table: Table, columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = list(compiled.positiontup or ())
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    processed = [
        (place, process)
        for place, name in enumerate(names)
        if (process := _processor(table.c[name].type, dialect)) is not None
    ]

    def prepare(row: Row) -> tuple[Any, ...]:
        values = list(pick(row))
        for place, process in processed:
            values[place] = process(values[place])
        return tuple(values)

    return str(compiled), prepare if processed else pick


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, LargeBinary):
        return None  # every driver takes bytes as they are
    return _once_in_a_row(kind.dialect_impl(dialect).bind_processor(dialect))


def _once_in_a_row(process: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    """The same without its cost for a value that the row before had, as rows of one moment do."""
    if process is None:
        return None
    last: tuple[Any, Any] = (None, process(None))

    def remembering(value: Any) -> Any:
        nonlocal last
        known, result = last
        if value is not known and value != known:
            result = process(value)
            last = value, result
        return result

    return remembering
