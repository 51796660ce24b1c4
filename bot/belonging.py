"""A database remembers the bot it belongs to, so that a rehearsal never meets a real petition."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db import meta
from db.engine import Database

_KEY = "belongs_to"


@dataclass(frozen=True)
class Bot:
    """A bot by its id, and whether it is a real one or the rehearsal's."""

    id: int
    live: bool

    def __str__(self) -> str:
        return f"{'live' if self.live else 'rehearsal'}:{self.id}"


class OtherBot(Exception):
    "The database belongs to another bot"

    def __init__(self, database: Database, owner: str) -> None:
        kind, _, bot_id = owner.partition(":")
        which = f"the bot {bot_id}" if kind == "live" else "a rehearsal"
        super().__init__(
            f"The database {database.path} belongs to {which}: set that bot's TELEGRAM_TOKEN, or "
            "point DATABASE_URL at another file."
        )


async def claim(database: Database, bot: Bot) -> None:
    """Mark a new database as this bot's; raises `OtherBot` for one that is another's."""

    def change(conn: Connection) -> str:
        owner = meta.get(conn, _KEY)
        if owner is None:
            owner = str(bot)
            meta.put(conn, _KEY, owner)
        return owner

    owner = await database.write(change)
    if owner != str(bot):
        raise OtherBot(database, owner)
