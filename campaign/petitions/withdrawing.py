"""Taking a signature back: what it said is erased, and the ledger says that one left."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign.petitions.petition import NotSigned, Petition, get_in
from campaign.petitions.recording import record
from campaign.proofs.leaf import Kind
from db import audit, consents, identities, signatures
from db.engine import Database


async def withdraw(database: Database, petition_id: int, person_id: int, now: datetime) -> Petition:
    """Take the signature and every consent beside it back, and erase what it said.

    One that was set aside can be taken back too; it no longer counted. Raises `NotSigned`.
    """

    def change(conn: Connection) -> Petition:
        row = signatures.get(conn, petition_id, person_id)
        if row is None or row["withdrawn_at"] is not None:
            raise NotSigned
        return withdraw_in(conn, row, now)

    return await database.write(change)


def withdraw_in(conn: Connection, row: RowMapping, now: datetime) -> Petition:
    """`withdraw` within a transaction, of this row of `signatures`, which is not withdrawn yet."""
    petition_id, person_id = row["petition_id"], row["person_id"]
    signatures.withdraw(conn, row["id"], now)
    identities.drop_of(conn, row["id"])
    consents.revoke_all(conn, person_id, petition_id, now)
    petition = get_in(conn, petition_id, row["language"])
    kind = Kind.WITHDRAWN if signatures.stands(row) else Kind.CHANGED
    record(conn, [row], petition.slug, kind, now)
    audit.add(conn, "signature:withdrawn", actor_id=person_id, now=now, subject=petition.slug)
    return petition
