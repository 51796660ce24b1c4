"""A program that works an outbox until it is killed: `broadcaster.py DATABASE KEY API_URL`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from telegram.ext import ExtBot

from bot.delivery import Telegram
from bot.limiter import Limiter
from bot.outbox import Outbox
from bot.pace import Limits
from bot.sender import Sender
from bot.transport import AiohttpRequest
from db.engine import Database

TOKEN = "7000000001:rehearsal"


async def work(path: Path, key: bytes, url: str, *, slots: int = 30) -> None:
    """Send what waits, faster than Telegram would allow, until the process ends."""
    database = Database.open(path, key)
    limiter = Limiter(Limits(per_second=1000))
    async with AiohttpRequest(read_timeout=5) as request:
        bot = ExtBot(TOKEN, base_url=url, request=request, rate_limiter=limiter)
        outbox = Outbox(database, lambda: datetime.now(UTC))
        await Sender(outbox, Telegram(bot, limiter), slots=slots).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]))
