"""What a signer changes in their signature afterwards, or adds: a consent for each thing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.petitions.petition import (
    NAME_LIMIT,
    Field,
    FieldMissing,
    NameTooLong,
    Petition,
    Signature,
    get_in,
    must_stand,
)
from campaign.petitions.recording import record
from campaign.proofs.leaf import Kind
from campaign.refusals import Refusal
from db import audit, signatures
from db import consents as consent_rows
from db.engine import Database

COMMENT_LIMIT = 500
REGION_LIMIT = 64
COVERS: Mapping[Purpose, Field] = {
    Purpose.COUNTRY: Field.COUNTRY,
    Purpose.REGION: Field.REGION,
    Purpose.COMMENT: Field.COMMENT,
}
"""The consents without which the signature does not hold a field."""


class CommentTooLong(Refusal):
    "The comment is longer than a signature holds"

    def __init__(self) -> None:
        self.limit = COMMENT_LIMIT


class RegionTooLong(Refusal):
    "The region is longer than a signature holds"

    def __init__(self) -> None:
        self.limit = REGION_LIMIT


async def rename(
    database: Database, petition_id: int, person_id: int, name: str, now: datetime
) -> Signature:
    """Change the name of a signature; raises `NameTooLong` or `NotSigned`."""
    if len(name) > NAME_LIMIT:
        raise NameTooLong
    return await _say(database, petition_id, person_id, {Field.NAME: name}, None, now)


async def say_country(
    database: Database,
    petition_id: int,
    person_id: int,
    country: str,
    consent: ConsentText,
    now: datetime,
) -> Signature:
    """Add the country (ISO 3166, two letters), agreeing that it goes with the signature."""
    said = {Field.COUNTRY: country}
    return await _say(database, petition_id, person_id, said, (Purpose.COUNTRY, consent), now)


async def say_region(
    database: Database,
    petition_id: int,
    person_id: int,
    region: str,
    consent: ConsentText,
    now: datetime,
) -> Signature:
    """Add the region or postcode, agreeing that it goes with the signature; `RegionTooLong`."""
    if len(region) > REGION_LIMIT:
        raise RegionTooLong
    said = {Field.REGION: region}
    return await _say(database, petition_id, person_id, said, (Purpose.REGION, consent), now)


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
    said = {Field.COMMENT: comment}
    return await _say(database, petition_id, person_id, said, (Purpose.COMMENT, consent), now)


async def set_consent(
    database: Database,
    petition_id: int,
    person_id: int,
    purpose: Purpose,
    consent: ConsentText | None,
    now: datetime,
) -> Signature:
    """Give the consent to these words, or with None take it back, and what it covered with it.

    What a petition requires cannot be taken back alone: raises `FieldMissing`.
    """

    def change(conn: Connection) -> Signature:
        signature = must_stand(conn, petition_id, person_id)
        if consent is not None:
            consents.give(conn, person_id, purpose, consent, now, petition_id)
        else:
            _take_back(conn, signature, person_id, purpose, now)
        audit.add(conn, "signature:changed", actor_id=person_id, now=now, subject=str(petition_id))
        return must_stand(conn, petition_id, person_id)

    return await database.write(change)


def _take_back(
    conn: Connection, signature: Signature, person_id: int, purpose: Purpose, now: datetime
) -> None:
    field = COVERS.get(purpose)
    petition = get_in(conn, signature.petition_id, signature.language)
    if field is not None and field in petition.required:
        raise FieldMissing(field)
    consent_rows.revoke(conn, person_id, purpose, petition.id, now)
    if field is not None:
        _change(conn, petition, person_id, {field: None}, now)


async def _say(
    database: Database,
    petition_id: int,
    person_id: int,
    said: Mapping[Field, str | None],
    agreed: tuple[Purpose, ConsentText] | None,
    now: datetime,
) -> Signature:
    def change(conn: Connection) -> Signature:
        signature = must_stand(conn, petition_id, person_id)
        if agreed is not None:
            purpose, consent = agreed
            consents.give(conn, person_id, purpose, consent, now, petition_id)
        _change(conn, get_in(conn, petition_id, signature.language), person_id, said, now)
        audit.add(conn, "signature:changed", actor_id=person_id, now=now, subject=str(petition_id))
        return must_stand(conn, petition_id, person_id)

    return await database.write(change)


def _change(
    conn: Connection,
    petition: Petition,
    person_id: int,
    said: Mapping[Field, str | None],
    now: datetime,
) -> None:
    """What the signature says from now on, and a leaf when that is something else than before."""
    row = signatures.get(conn, petition.id, person_id)
    if row is None or all(row[field.value] == text for field, text in said.items()):
        return
    signatures.amend(conn, row["id"], **{field.value: text for field, text in said.items()})
    record(conn, [row], petition.slug, Kind.CHANGED, now)
