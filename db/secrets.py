"""Keys that the file makes for itself, by name."""

from sqlalchemy import Connection, bindparam, insert, select

from db.schema import secrets

_ALL = select(secrets.c.name, secrets.c.value)
_ADD = insert(secrets).values(name=bindparam("name"), value=bindparam("value"))


def every(conn: Connection) -> dict[str, bytes]:
    """All that is kept, by name."""
    return {name: bytes(value) for name, value in conn.execute(_ALL)}


def add(conn: Connection, name: str, value: bytes) -> None:
    """Keep a new one; a name is given once."""
    conn.execute(_ADD, {"name": name, "value": value})
