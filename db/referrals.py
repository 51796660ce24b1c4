"""Referrals: a supporter's code, and how many signatures came by it. Never whose they were."""

from sqlalchemy import Connection, RowMapping, insert, select, update

from db.schema import referrals


def of_person(conn: Connection, person_id: int) -> RowMapping | None:
    """The person's code and its count, or None for who never shared."""
    return (
        conn.execute(
            select(referrals.c.code, referrals.c.brought).where(referrals.c.person_id == person_id)
        )
        .mappings()
        .one_or_none()
    )


def add(conn: Connection, person_id: int, code: str) -> bool:
    """Give the person this code; False when it is someone else's."""
    if conn.execute(select(referrals.c.code).where(referrals.c.code == code)).first():
        return False
    conn.execute(insert(referrals).values(person_id=person_id, code=code))
    return True


def count(conn: Connection, code: str, signer_id: int) -> bool:
    """One more signature came by this code; False for an unknown one, or the signer's own.

    For a first signature only: who withdrew and signs again was counted before.
    """
    counted = conn.execute(
        update(referrals)
        .where(referrals.c.code == code, referrals.c.person_id != signer_id)
        .values(brought=referrals.c.brought + 1)
    )
    return counted.rowcount > 0
