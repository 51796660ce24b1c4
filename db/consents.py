"""Consents: what was agreed to, in which words, when, and when it was taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, insert, select, update

from db.bulk import insert_all
from db.schema import consent_texts, consents

_KNOWN_TEXTS = select(consent_texts.c.hash).where(
    consent_texts.c.hash.in_(bindparam("hashes", expanding=True))
)


def give(
    conn: Connection,
    person_id: int,
    purpose: str,
    petition_id: int | None,
    *,
    text_hash: str,
    text: str,
    language: str,
    now: datetime,
) -> bool:
    """Record a consent to these words; False when one for this purpose already stands."""
    if standing(conn, person_id, purpose, petition_id) is not None:
        return False
    keep_texts(conn, {text_hash: (language, text)})
    conn.execute(
        insert(consents).values(
            person_id=person_id,
            purpose=purpose,
            petition_id=petition_id,
            text_hash=text_hash,
            language=language,
            given_at=now,
        )
    )
    return True


def keep_texts(conn: Connection, texts: Mapping[str, tuple[str, str]]) -> None:
    """Keep the words that people agree to, once each: `(language, words)` by their hash."""
    known = set(conn.execute(_KNOWN_TEXTS, {"hashes": list(texts)}).scalars())
    missing = [
        {"hash": text_hash, "language": language, "body": body}
        for text_hash, (language, body) in texts.items()
        if text_hash not in known
    ]
    if missing:
        conn.execute(insert(consent_texts), missing)


def give_all(
    conn: Connection, given: Sequence[Mapping[str, object]], petition_id: int, now: datetime
) -> None:
    """Consents of people who have none standing for this petition, to texts that are kept.

    Each has `person_id`, `purpose`, `text_hash` and `language`.
    """
    insert_all(
        conn, consents, [{**each, "petition_id": petition_id, "given_at": now} for each in given]
    )


def revoke(
    conn: Connection, person_id: int, purpose: str, petition_id: int | None, now: datetime
) -> bool:
    """Take the standing consent back; False when none stood."""
    changed = conn.execute(
        update(consents).where(_standing(person_id, purpose, petition_id)).values(revoked_at=now)
    )
    return changed.rowcount > 0


def revoke_everywhere(conn: Connection, person_id: int, purpose: str, now: datetime) -> None:
    """Take every standing consent for this purpose back, whichever petition it was for."""
    conn.execute(
        update(consents)
        .where(
            consents.c.person_id == person_id,
            consents.c.purpose == purpose,
            consents.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def revoke_all(conn: Connection, person_id: int, petition_id: int, now: datetime) -> None:
    """Take back all that was agreed to for one petition."""
    conn.execute(
        update(consents)
        .where(
            consents.c.person_id == person_id,
            consents.c.petition_id == petition_id,
            consents.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def standing(
    conn: Connection, person_id: int, purpose: str, petition_id: int | None
) -> RowMapping | None:
    """The consent that stands for this purpose, or None."""
    return (
        conn.execute(select(consents).where(_standing(person_id, purpose, petition_id)))
        .mappings()
        .one_or_none()
    )


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """All consents that the person ever gave, with the words agreed to, oldest first."""
    return (
        conn.execute(
            select(consents, consent_texts.c.body)
            .join(consent_texts, consent_texts.c.hash == consents.c.text_hash)
            .where(consents.c.person_id == person_id)
            .order_by(consents.c.id)
        )
        .mappings()
        .all()
    )


def _standing(person_id: int, purpose: str, petition_id: int | None) -> ColumnElement[bool]:
    petition = (
        consents.c.petition_id.is_(None)
        if petition_id is None
        else consents.c.petition_id == petition_id
    )
    return (
        (consents.c.person_id == person_id)
        & (consents.c.purpose == purpose)
        & petition
        & consents.c.revoked_at.is_(None)
    )
