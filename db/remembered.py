"""Whether someone is remembered for anything, and forgetting who is not."""

from sqlalchemy import Connection, select

from db import people
from db.schema import metadata
from db.schema import people as people_table

_STAYS_WITHOUT_A_NAME = {"audit", "invitations"}


def erase_if_for_nothing(conn: Connection, person_id: int) -> bool:
    """Delete the person's row when nothing that is theirs hangs on it; whether it did."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if table.name in _STAYS_WITHOUT_A_NAME or not column.references(people_table.c.id):
                continue
            if conn.execute(select(column).where(column == person_id).limit(1)).first():
                return False
    people.erase(conn, person_id)
    return True
