"""Identities: keyed hashes of the phones and mail addresses that signed, never they themselves."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, insert, select

from db.schema import identities, petitions, signatures


def holders(conn: Connection, petition_id: int, wanted: Collection[bytes]) -> dict[bytes, int]:
    """Who signed with which of these identities, by identity."""
    query = (
        select(identities.c.hash, signatures.c.person_id)
        .join(signatures, signatures.c.id == identities.c.signature_id)
        .where(identities.c.petition_id == petition_id, identities.c.hash.in_(wanted))
    )
    return {row.hash: row.person_id for row in conn.execute(query)}


def add(conn: Connection, petition_id: int, identity: bytes, kind: str, signature_id: int) -> None:
    """Let the signature hold this identity, in place of the one it held.

    One that another signature holds is an `IntegrityError`.
    """
    drop_of(conn, signature_id)
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
