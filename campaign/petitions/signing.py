"""Signing, once for each person and petition, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions.petition import (
    NAME_LIMIT,
    NameTooLong,
    NotOpen,
    Petition,
    Signed,
    TextChanged,
    get_in,
    must_stand,
    standing_in,
)
from db import audit, people, signatures
from db import consents as consent_rows
from db.engine import Database

NOTHING_ELSE: Mapping[Purpose, ConsentText] = MappingProxyType({})


async def sign(
    database: Database,
    person: Person,
    petition_id: int,
    *,
    version: int,
    name: str | None,
    consent: ConsentText,
    now: datetime,
    country: str | None = None,
    region: str | None = None,
    comment: str | None = None,
    also: Mapping[Purpose, ConsentText] = NOTHING_ELSE,
    identity: bytes | None = None,
    referral: str | None = None,
    begun_at: datetime | None = None,
) -> Signed:
    """Sign as `name` (None for no name); who signed before gets the signature that stands.

    One transaction: person, signature, counter, consent and audit line. Raises `NoPetition`,
    `NotOpen`, `NameTooLong`, and `TextChanged` when `version` is not what is asked now.
    """
    if name is not None and len(name) > NAME_LIMIT:
        raise NameTooLong

    def change(conn: Connection) -> Signed:
        petition = get_in(conn, petition_id, person.language)
        standing = standing_in(conn, petition_id, person.id)
        if standing is not None:
            return Signed(standing, is_new=False)
        _check_open(petition, version)
        _enter(conn, petition, person, name, now)
        consents.give(conn, person.id, Purpose.PROCESSING, consent, now, petition_id)
        audit.add(conn, "signature:signed", actor_id=person.id, now=now, subject=petition.slug)
        return Signed(must_stand(conn, petition_id, person.id), is_new=True)

    return await database.write(change)


def _check_open(petition: Petition, version: int) -> None:
    if petition.state != "open":
        raise NotOpen
    if petition.version != version:
        raise TextChanged


def _enter(
    conn: Connection, petition: Petition, person: Person, name: str | None, now: datetime
) -> None:
    people.remember(conn, person.id, person.language, now)
    people.mark_back(conn, person.id)
    version, language = petition.version, petition.wording.language
    withdrawn = signatures.get(conn, petition.id, person.id)
    if withdrawn is not None:
        signatures.sign_again(
            conn, withdrawn["id"], version=version, language=language, name=name, now=now
        )
        return
    signatures.add(
        conn,
        petition_id=petition.id,
        person_id=person.id,
        version=version,
        language=language,
        name=name,
        now=now,
    )


async def withdraw(database: Database, petition_id: int, person_id: int, now: datetime) -> Petition:
    """Take the signature and every consent beside it back, and erase what it said."""

    def change(conn: Connection) -> Petition:
        signature = must_stand(conn, petition_id, person_id)
        signatures.withdraw(conn, signature.id, now)
        consent_rows.revoke_all(conn, person_id, petition_id, now)
        petition = get_in(conn, petition_id, signature.language)
        audit.add(conn, "signature:withdrawn", actor_id=person_id, now=now, subject=petition.slug)
        return petition

    return await database.write(change)
