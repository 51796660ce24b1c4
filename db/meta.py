"""Facts about the database itself: which bot it belongs to, how often the library changed."""

from sqlalchemy import Connection, insert, select, update

from db.schema import meta


def get(conn: Connection, key: str) -> str | None:
    """The value kept under `key`, or None."""
    return conn.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def put(conn: Connection, key: str, value: str) -> None:
    """Keep `value` under `key`, in place of what was there."""
    changed = conn.execute(update(meta).where(meta.c.key == key).values(value=value))
    if changed.rowcount == 0:
        conn.execute(insert(meta).values(key=key, value=value))


def increment(conn: Connection, key: str) -> int:
    """Add one to the number under `key` (0 at first) and return it."""
    value = int(get(conn, key) or 0) + 1
    put(conn, key, str(value))
    return value
