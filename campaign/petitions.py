"""Petitions: what is asked, and who signed it. One signature for each person and petition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from campaign.refusals import Refusal
from db import audit, people, petitions, signatures
from db import consents as consent_rows
from db.engine import Database

NAME_LIMIT = 64


class NoPetition(Refusal):
    "There is no such petition"


class NotOpen(Refusal):
    "The petition takes no signatures now"


class TextChanged(Refusal):
    "The petition's text is not the one that the person read"


class NotSigned(Refusal):
    "The person has no standing signature here"


class NameTooLong(Refusal):
    "The name is longer than a signature holds"

    def __init__(self) -> None:
        self.limit = NAME_LIMIT


@dataclass(frozen=True)
class Petition:
    """A petition in one language, as it stands now."""

    id: int
    slug: str
    state: str
    goal: int
    minimum_age: int
    version: int
    count: int
    wording: Wording


@dataclass(frozen=True)
class Signature:
    """A person's signature; `purposes` are the consents that stand beside it."""

    id: int
    petition_id: int
    number: int
    language: str
    name: str | None
    country: str | None
    comment: str | None
    signed_at: datetime
    purposes: frozenset[Purpose]


@dataclass(frozen=True)
class Signed:
    """What came of signing: the signature, and whether this tap made it."""

    signature: Signature
    is_new: bool


async def plan(database: Database, planned: PetitionPlan, now: datetime) -> None:
    """Make the folder's petition known and open it; changed texts become a new version."""

    def change(conn: Connection) -> None:
        row = petitions.by_slug(conn, planned.slug)
        if row is None:
            petition_id = petitions.add(
                conn,
                slug=planned.slug,
                state="open",
                goal=planned.goal,
                minimum_age=planned.minimum_age,
                now=now,
            )
            audit.add(conn, "petition:opened", actor_id=None, now=now, subject=planned.slug)
            version = 0
        else:
            petition_id, version = row["id"], row["version"]
            petitions.set_terms(conn, petition_id, planned.goal, planned.minimum_age)
        if _wordings(conn, petition_id, version) != set(planned.wordings):
            petitions.add_version(
                conn, petition_id, [vars(wording) for wording in planned.wordings], now
            )

    await database.write(change)


def _wordings(conn: Connection, petition_id: int, version: int) -> set[Wording]:
    return {_wording(row) for row in petitions.texts(conn, petition_id, version)}


def _wording(row: RowMapping) -> Wording:
    return Wording(row["language"], row["title"], row["addressee"], row["body"])


async def open_petitions(database: Database, language: str) -> Sequence[Petition]:
    """The petitions that take signatures now, oldest first."""
    return await database.read(lambda conn: open_in(conn, language))


def open_in(conn: Connection, language: str) -> Sequence[Petition]:
    """`open_petitions` within a transaction."""
    return [_petition(conn, row, language) for row in petitions.in_state(conn, "open")]


async def by_slug(database: Database, slug: str, language: str) -> Petition:
    """The petition of that slug; raises `NoPetition`."""

    def query(conn: Connection) -> Petition:
        row = petitions.by_slug(conn, slug)
        if row is None or row["state"] == "draft":
            raise NoPetition
        return _petition(conn, row, language)

    return await database.read(query)


async def by_id(database: Database, petition_id: int, language: str) -> Petition:
    """The petition of that id; raises `NoPetition`."""
    return await database.read(lambda conn: _get(conn, petition_id, language))


def _get(conn: Connection, petition_id: int, language: str) -> Petition:
    row = petitions.by_id(conn, petition_id)
    if row is None:
        raise NoPetition
    return _petition(conn, row, language)


def _petition(conn: Connection, row: RowMapping, language: str) -> Petition:
    wordings = {
        text["language"]: _wording(text)
        for text in petitions.texts(conn, row["id"], row["version"])
    }
    return Petition(
        id=row["id"],
        slug=row["slug"],
        state=row["state"],
        goal=row["goal"],
        minimum_age=row["minimum_age"],
        version=row["version"],
        count=row["signature_count"],
        wording=wordings.get(language) or next(iter(wordings.values())),
    )


async def signature_of(database: Database, petition_id: int, person_id: int) -> Signature | None:
    """The person's standing signature, or None."""
    return await database.read(lambda conn: _standing(conn, petition_id, person_id))


def _standing(conn: Connection, petition_id: int, person_id: int) -> Signature | None:
    row = signatures.get(conn, petition_id, person_id)
    if row is None or row["withdrawn_at"] is not None:
        return None
    purposes = frozenset(
        purpose for purpose in Purpose if consents.stands(conn, person_id, purpose, petition_id)
    )
    return Signature(
        id=row["id"],
        petition_id=petition_id,
        number=row["number"],
        language=row["language"],
        name=row["name"],
        country=row["country"],
        comment=row["comment"],
        signed_at=row["signed_at"],
        purposes=purposes,
    )


async def sign(
    database: Database,
    person: Person,
    petition_id: int,
    *,
    version: int,
    name: str | None,
    consent: ConsentText,
    now: datetime,
) -> Signed:
    """Sign as `name` (None for no name); who signed before gets the signature that stands.

    One transaction: person, signature, counter, consent and audit line. Raises `NoPetition`,
    `NotOpen`, `NameTooLong`, and `TextChanged` when `version` is not what is asked now.
    """
    if name is not None and len(name) > NAME_LIMIT:
        raise NameTooLong

    def change(conn: Connection) -> Signed:
        petition = _get(conn, petition_id, person.language)
        standing = _standing(conn, petition_id, person.id)
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
        petition = _get(conn, petition_id, signature.language)
        audit.add(conn, "signature:withdrawn", actor_id=person_id, now=now, subject=petition.slug)
        return petition

    return await database.write(change)


def must_stand(conn: Connection, petition_id: int, person_id: int) -> Signature:
    """The person's standing signature within a transaction; raises `NotSigned`."""
    signature = _standing(conn, petition_id, person_id)
    if signature is None:
        raise NotSigned
    return signature
