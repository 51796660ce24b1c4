"""A database is one bot's, for good."""

import pytest

from bot.belonging import Bot, OtherBot, claim
from db.engine import Database

LIVE, OTHER, REHEARSAL = Bot(123, live=True), Bot(456, live=True), Bot(123, live=False)


async def test_the_first_bot_keeps_the_database(database: Database) -> None:
    await claim(database, LIVE)
    await claim(database, LIVE)
    with pytest.raises(OtherBot, match="belongs to the bot 123"):
        await claim(database, OTHER)


async def test_a_rehearsal_and_a_live_bot_never_share_one(database: Database) -> None:
    await claim(database, REHEARSAL)
    with pytest.raises(OtherBot, match="belongs to a rehearsal"):
        await claim(database, LIVE)
