"""A signature's way from one account to another, with all that is kept beside it."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update

from db.schema import audit, consents, signatures


def by_number(conn: Connection, petition_id: int, number: int) -> RowMapping | None:
    """The signature of that number, withdrawn ones too, or None."""
    return (
        conn.execute(
            select(signatures).where(
                signatures.c.petition_id == petition_id, signatures.c.number == number
            )
        )
        .mappings()
        .one_or_none()
    )


def move(conn: Connection, row: RowMapping, slug: str, to: int, now: datetime) -> None:
    """Give this signature to the person `to`, who has none here, with its consents and its past.

    Nothing of it stays with the account that had it, which may be in other hands.
    """
    petition_id, person_id = row["petition_id"], row["person_id"]
    conn.execute(update(signatures).where(signatures.c.id == row["id"]).values(person_id=to))
    _move_consents(conn, petition_id, person_id, to, now)
    conn.execute(
        update(audit)
        .where(
            audit.c.actor_id == person_id,
            audit.c.action.startswith("signature:"),
            audit.c.subject.in_((slug, str(petition_id))),
        )
        .values(actor_id=to)
    )


def without_past(conn: Connection, petition_id: int, person_id: int) -> RowMapping:
    """The person's signature, whose leaves of before belong to nobody any more."""
    return (
        conn.execute(
            update(signatures)
            .where(signatures.c.petition_id == petition_id, signatures.c.person_id == person_id)
            .values(leaf=None)
            .returning(signatures)
        )
        .mappings()
        .one()
    )


def _move_consents(
    conn: Connection, petition_id: int, person_id: int, to: int, now: datetime
) -> None:
    """Those given for this petition; where both agreed to the same, the new account's stands."""
    theirs = (consents.c.person_id == person_id) & (consents.c.petition_id == petition_id)
    standing = select(consents.c.purpose).where(
        consents.c.person_id == to,
        consents.c.petition_id == petition_id,
        consents.c.revoked_at.is_(None),
    )
    conn.execute(
        update(consents)
        .where(theirs, consents.c.revoked_at.is_(None), consents.c.purpose.in_(standing))
        .values(revoked_at=now)
    )
    conn.execute(update(consents).where(theirs).values(person_id=to))
