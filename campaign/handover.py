"""Handing signatures over: only what each signer agreed to, in a table no program will execute."""

import csv
import re
from typing import TextIO

from sqlalchemy import Connection

from campaign.petitions import NoPetition
from db import petitions, signatures
from db.engine import Database

COLUMNS = ("number", "signed_on", "name", "country", "region", "comment", "may_be_public")
_SAID = COLUMNS[2:-1]
_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\ufeff\u200b]*[=+\-@＝＋－＠]")


async def write_csv(database: Database, slug: str, file: TextIO) -> int:
    """Write the standing signatures of the petition, by number; how many. Raises `NoPetition`."""

    def write(conn: Connection) -> int:
        petition = petitions.by_slug(conn, slug)
        if petition is None:
            raise NoPetition
        return write_rows(conn, petition["id"], file)

    return await database.read_aside(write)


def write_rows(conn: Connection, petition_id: int, file: TextIO) -> int:
    """`write_csv` within a transaction, a thousand rows at a time."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in signatures.for_handover(conn, petition_id):
        writer.writerow(
            (
                row["number"],
                row["signed_at"].date().isoformat(),
                *(safe(row[field] or "") for field in _SAID),
                "yes" if row["public"] else "no",
            )
        )
        count += 1
    return count


def safe(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run as a formula.

    Some skip white space first, and read the full-width signs as the plain ones (OWASP, CSV
    injection).
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
