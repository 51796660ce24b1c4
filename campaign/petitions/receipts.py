"""What a signer holds of each signature: its code, and the file that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Person
from campaign.petitions.codes import code_of
from campaign.petitions.petition import NotSigned, Petition, Signature, get_in
from campaign.proofs import receipt
from campaign.proofs.keys import keys_in
from campaign.refusals import Refusal
from db import signatures
from db.engine import Database


class NoProof(Refusal):
    "The signature is not in the ledger yet"


@dataclass(frozen=True)
class Receipt:
    """A signature as its signer may keep it."""

    petition: Petition
    number: int
    signed_at: datetime
    code: str
    stands: bool = True
    """Whether it counts; the team may have set it aside, which its proof then says as well."""


@dataclass(frozen=True)
class Proof:
    """The file that proves a signature, and the key that it is verified with."""

    number: int
    name: str
    content: bytes
    verifier_key: str


async def of_person(database: Database, person: Person) -> Sequence[Receipt]:
    """One for each signature that the person did not withdraw, oldest first."""

    def query(conn: Connection) -> list[Receipt]:
        return [
            Receipt(
                petition=get_in(conn, row["petition_id"], person.language),
                number=row["number"],
                signed_at=row["signed_at"],
                code=_code(conn, row["petition_id"], row["number"], person.id),
                stands=signatures.stands(row),
            )
            for row in signatures.of_person(conn, person.id)
            if row["withdrawn_at"] is None and row["leaf"] is not None
        ]

    return await database.read(query)


async def code(database: Database, signature: Signature, person_id: int) -> str | None:
    """The code of the person's signature; None for the moment in which it waits for its leaf."""
    if signature.leaf is None:
        return None
    return await database.read(
        lambda conn: _code(conn, signature.petition_id, signature.number, person_id)
    )


async def prove(database: Database, petition_id: int, person_id: int) -> Proof:
    """The proof of the person's signature, up to now; raises `NotSigned` and `NoProof`."""

    def query(conn: Connection) -> Proof:
        row = signatures.get(conn, petition_id, person_id)
        if row is None or row["withdrawn_at"] is not None:
            raise NotSigned
        if row["leaf"] is None:
            raise NoProof
        return Proof(
            number=row["number"],
            name=f"receipt-{petition_id}-{row['number']}.json",
            content=receipt.build(conn, row["leaf"]),
            verifier_key=str(keys_in(conn).signer.key),
        )

    return await database.read(query)


def _code(conn: Connection, petition_id: int, number: int, person_id: int) -> str:
    # The key is there since the first leaf was.
    return str(code_of(keys_in(conn).code, petition_id, number, person_id))
