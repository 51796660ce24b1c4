"""What a signer changes in their signature afterwards, or adds: a consent for each thing."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.petitions.petition import NAME_LIMIT, NameTooLong, Signature, must_stand
from campaign.refusals import Refusal
from db import audit, signatures
from db import consents as consent_rows
from db.engine import Database

COMMENT_LIMIT = 500


class CommentTooLong(Refusal):
    "The comment is longer than a signature holds"

    def __init__(self) -> None:
        self.limit = COMMENT_LIMIT


async def rename(
    database: Database, petition_id: int, person_id: int, name: str, now: datetime
) -> Signature:
    """Change the name of a signature; raises `NameTooLong` or `NotSigned`."""
    if len(name) > NAME_LIMIT:
        raise NameTooLong
    return await _amend(
        database,
        petition_id,
        person_id,
        now,
        lambda conn, signature: signatures.amend(conn, signature.id, name=name),
    )


async def say_country(
    database: Database,
    petition_id: int,
    person_id: int,
    country: str,
    consent: ConsentText,
    now: datetime,
) -> Signature:
    """Add the country (ISO 3166, two letters), agreeing that it goes with the signature."""

    def amend(conn: Connection, signature: Signature) -> None:
        signatures.amend(conn, signature.id, country=country)
        consents.give(conn, person_id, Purpose.COUNTRY, consent, now, petition_id)

    return await _amend(database, petition_id, person_id, now, amend)


async def say_comment(
    database: Database,
    petition_id: int,
    person_id: int,
    comment: str,
    consent: ConsentText,
    now: datetime,
) -> Signature:
    """Add a comment, agreeing that it goes with the signature; raises `CommentTooLong`."""
    if len(comment) > COMMENT_LIMIT:
        raise CommentTooLong

    def amend(conn: Connection, signature: Signature) -> None:
        signatures.amend(conn, signature.id, comment=comment)
        consents.give(conn, person_id, Purpose.COMMENT, consent, now, petition_id)

    return await _amend(database, petition_id, person_id, now, amend)


async def set_consent(
    database: Database,
    petition_id: int,
    person_id: int,
    purpose: Purpose,
    consent: ConsentText | None,
    now: datetime,
) -> Signature:
    """Give the consent to these words, or with None take it back, and what it covered with it."""

    def amend(conn: Connection, signature: Signature) -> None:
        if consent is not None:
            consents.give(conn, person_id, purpose, consent, now, petition_id)
            return
        consent_rows.revoke(conn, person_id, purpose, petition_id, now)
        if purpose in {Purpose.COUNTRY, Purpose.COMMENT}:
            signatures.amend(conn, signature.id, **{purpose.value: None})

    return await _amend(database, petition_id, person_id, now, amend)


async def _amend(
    database: Database,
    petition_id: int,
    person_id: int,
    now: datetime,
    amend: Callable[[Connection, Signature], None],
) -> Signature:
    def change(conn: Connection) -> Signature:
        signature = must_stand(conn, petition_id, person_id)
        amend(conn, signature)
        audit.add(conn, "signature:changed", actor_id=person_id, now=now, subject=str(petition_id))
        return must_stand(conn, petition_id, person_id)

    return await database.write(change)
