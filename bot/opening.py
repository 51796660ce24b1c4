"""Opening the right database: its key, its schema, and the bot it belongs to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import belonging
from bot.belonging import Bot
from bot.settings import Settings, database_key
from campaign.manifest import Manifest
from db import migrate
from db.engine import Database, path_of

REHEARSAL_BOT_ID = 7_000_000_001


class TokenMissing(Exception):
    "There is a live database and no token"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} belongs to a live bot and TELEGRAM_TOKEN is not set: put the "
            "token back into .env, or run `pliego rehearse`, which has a database of its own."
        )


class ResponsibleMissing(Exception):
    "The bot is to go live, and nobody answers for people's data"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Before the bot goes live, put under [responsible] in {folder / 'campaign.toml'} the "
            "real name, address and contact of who answers for people's data. Until then, "
            "`pliego rehearse` works without."
        )


def require_responsible(manifest: Manifest) -> None:
    """Raises `ResponsibleMissing` where the campaign names nobody, or the example's nobody."""
    if manifest.responsible is None or manifest.responsible.is_example:
        raise ResponsibleMissing(manifest.folder)


def require_token_if_live(settings: Settings) -> None:
    """Raises `TokenMissing` when there is no token and a live database waits for one."""
    live = path_of(settings.database_url)
    if not settings.live and live.exists():
        raise TokenMissing(live)


def bot_of(settings: Settings) -> Bot:
    """The bot that these settings are for: the token's own, or without one the rehearsal's."""
    token = settings.telegram_token
    if token is None:
        return Bot(REHEARSAL_BOT_ID, live=False)
    return Bot(int(token.get_secret_value().partition(":")[0]), live=True)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The bot's database: made or migrated, opened, its own, and closed at the end.

    Raises what `db.key`, `db.migrate` and `db.connection` raise, and `belonging.OtherBot`.
    """
    key = database_key(settings)
    migrate.upgrade(settings.database, key)
    database = Database.open(settings.database, key)
    try:
        await belonging.claim(database, bot_of(settings))
        yield database
    finally:
        await database.close()
