"""Identities: keyed hashes of the phones and mail addresses that signed, never they themselves."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from db.schema import identities, petitions


def signature_of(conn: Connection, petition_id: int, identity: bytes) -> int | None:
    """The id of the signature that holds this identity at the petition, or None."""
    query = select(identities.c.signature_id).where(
        identities.c.petition_id == petition_id, identities.c.hash == identity
    )
    return conn.execute(query).scalar_one_or_none()


def add(
    conn: Connection, petition_id: int, identity: bytes, *, kind: str, signature_id: int
) -> None:
    """Let the signature hold this identity; one held already is an `IntegrityError`."""
    conn.execute(
        insert(identities).values(
            petition_id=petition_id, hash=identity, kind=kind, signature_id=signature_id
        )
    )


def drop_of(conn: Connection, signature_id: int) -> int:
    """Forget what the signature was told apart by; how many."""
    return conn.execute(
        delete(identities).where(identities.c.signature_id == signature_id)
    ).rowcount


def drop_all(conn: Connection, petition_id: int) -> int:
    """Forget all of a petition's, as at its closing; how many."""
    return conn.execute(delete(identities).where(identities.c.petition_id == petition_id)).rowcount


def petitions_asking(conn: Connection, kind: str) -> Sequence[str]:
    """The slugs of the petitions not yet closed that tell their signers apart in this way."""
    query = (
        select(petitions.c.slug)
        .where(petitions.c.identity == kind, petitions.c.state.in_(("draft", "review", "open")))
        .order_by(petitions.c.id)
    )
    return conn.execute(query).scalars().all()
