"""Accounts that Telegram reports deleted: after a while nothing that they said is kept.

The signature itself goes on counting, as its signer meant it to. It keeps its number, its day and
its leaves in the ledger, whose records hold nothing that somebody wrote.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from db import audit, erasing
from db.engine import Database

KEPT_FOR = timedelta(days=30)
"""Telegram lets people restore an account for some days; whoever writes again is back."""


async def erase_words_of_deleted(database: Database, now: datetime) -> int:
    """Erase name, country, region and comment of accounts deleted 30 days ago; how many signatures.

    What they had allowed to be handed over or shown is taken back with it.
    """

    def change(conn: Connection) -> int:
        erased = erasing.erase_words_of_deactivated(conn, now - KEPT_FOR, now)
        if erased:
            audit.add(conn, "signature:words-erased", actor_id=None, now=now, subject=str(erased))
        return erased

    return await database.write(change)
