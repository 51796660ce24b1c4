"""The log while the bot runs: named and caught up at the start, published every hour."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from campaign.proofs import register
from campaign.proofs.keys import keys_in, name_log
from db.engine import Database
from db.ledger import CheckpointRow

EVERY = timedelta(hours=1)


async def begin(database: Database, origin: str | None, now: datetime) -> int:
    """Make the keys, call the log `origin` if it has no name yet, and enter the signatures that are
    older than the ledger: how many.
    """

    def change(conn: Connection) -> int:
        if origin is not None:
            name_log(conn, origin)
        keys_in(conn)
        return register.enter_missing(conn, now)

    return await database.write(change)


async def publish_due(database: Database, now: datetime) -> CheckpointRow | None:
    """Publish the newest checkpoint when something changed and the last is an hour old, or None."""

    def change(conn: Connection) -> CheckpointRow | None:
        last = register.published(conn)
        if last is not None and last.published_at is not None and now - last.published_at < EVERY:
            return None
        return register.publish(conn, now)

    return await database.write(change)
