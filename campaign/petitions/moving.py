"""A receipt code reaches its signature from another account, where a phone was lost.

The account that had it is told nothing: it may be in the hands of someone who should not learn that
its owner signed. Whoever holds the code acts as the signer, as with a key. So a move ends the old
code, and its line in the audit names neither account.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign.people import Person
from campaign.petitions import codes
from campaign.petitions.codes import ReceiptCode
from campaign.petitions.petition import Petition, SetAside, Signature, get_in, must_stand
from campaign.petitions.recording import record, record_last
from campaign.petitions.tries import Tries, UnknownCode
from campaign.petitions.withdrawing import withdraw_in
from campaign.proofs import register
from campaign.proofs.keys import keys_in
from campaign.proofs.leaf import Kind
from campaign.refusals import Refusal
from db import audit, moves, people, signatures
from db.engine import Database


class SignedHere(Refusal):
    "The account signed this petition itself, now or before, so it cannot take another signature"


@dataclass(frozen=True)
class Found:
    """The signature that a code reaches. Not what it says: who found a code learns no name."""

    code: str
    petition: Petition
    number: int
    signed_at: datetime
    stands: bool
    """Whether it counts; the team may have set it aside."""
    is_own: bool
    """Whether it is the very account's that asks."""


@dataclass(frozen=True)
class Moved:
    """A signature under its new account, and the code that it has from now on."""

    signature: Signature
    code: str


async def find(database: Database, said: str, person: Person, tries: Tries, now: datetime) -> Found:
    """What the code reaches; raises `UnknownCode`, one for all wrong codes, or `TooManyTries`."""

    def query(conn: Connection) -> Found:
        row = _reached(conn, code)
        return Found(
            code=str(code),
            petition=get_in(conn, row["petition_id"], person.language),
            number=row["number"],
            signed_at=row["signed_at"],
            stands=signatures.stands(row),
            is_own=row["person_id"] == person.id,
        )

    code = _read(said)
    with tries.one(person.id, now):
        return await database.write(query)  # which makes the key where there is none yet


async def withdraw(
    database: Database, said: str, person: Person, tries: Tries, now: datetime
) -> Petition:
    """Withdraw the signature that the code reaches; the petition it was of. Raises as `find`."""

    code = _read(said)
    with tries.one(person.id, now):
        return await database.write(lambda conn: withdraw_in(conn, _reached(conn, code), now))


async def move(database: Database, said: str, person: Person, tries: Tries, now: datetime) -> Moved:
    """Give the signature that the code reaches to this person, under its number.

    What was agreed to for it goes along; updates and the digest were agreed to by the account, and
    stay. Raises as `find`, `SignedHere`, and `SetAside`.
    """

    def change(conn: Connection) -> Moved:
        row = _reached(conn, code)
        if row["person_id"] != person.id:
            _move(conn, row, person, now)
        signature = must_stand(conn, row["petition_id"], person.id)
        new = codes.code_of(keys_in(conn).code, code.petition_id, code.number, person.id)
        return Moved(signature, str(new))

    code = _read(said)
    with tries.one(person.id, now):
        return await database.write(change)


def _read(said: str) -> ReceiptCode:
    code = codes.read(said)
    if code is None:
        raise UnknownCode
    return code


def _reached(conn: Connection, code: ReceiptCode) -> RowMapping:
    row = moves.by_number(conn, code.petition_id, code.number)
    if row is None or not codes.proves(keys_in(conn).code, code, row["person_id"]):
        raise UnknownCode
    if row["withdrawn_at"] is not None or row["leaf"] is None:  # no code was shown without a leaf
        raise UnknownCode
    return row


def _move(conn: Connection, row: RowMapping, person: Person, now: datetime) -> None:
    if not signatures.stands(row):
        raise SetAside
    petition = get_in(conn, row["petition_id"], row["language"])
    if signatures.get(conn, petition.id, person.id) is not None:
        raise SignedHere
    people.remember_all(conn, {person.id: person.language}, now)
    _leave(conn, row, petition.slug, now)
    moves.move(conn, row, petition.slug, person.id, now)
    _arrive(conn, petition, person, now)
    audit.add(conn, "signature:moved", actor_id=None, now=now, subject=petition.slug)


def _leave(conn: Connection, row: RowMapping, slug: str, now: datetime) -> None:
    """The ledger's last of the old account: what it kept of it would hold that one's pseudonym."""
    register.forget_records(conn, row["leaf"])
    signatures.count(conn, row["petition_id"], -1)
    record_last(conn, [row], slug, now)


def _arrive(conn: Connection, petition: Petition, person: Person, now: datetime) -> None:
    """The ledger's first of the new account, so that its receipt is whole."""
    signatures.count(conn, petition.id, +1)
    moved = moves.without_past(conn, petition.id, person.id)
    record(conn, [moved], petition.slug, Kind.SIGNED, now)
