"""Messages a second with no limit: `python -m benchmarks.sending [--messages 4000] [--json]`.

Outbox and sender together, durable, against bare sends over the same transport with as many in
flight, and against the library's own transport; in turns, over one bare server on loopback.
"""

import argparse
import asyncio
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.server import Bare, running
from bot.delivery import Telegram
from bot.limiter import Limiter
from bot.outbox import Outbox
from bot.pace import Limits
from bot.sender import Sender
from bot.transport import AiohttpRequest
from db import migrate, outbox
from db.engine import Database

TOKEN = "7000000001:benchmark"  # noqa: S105
IN_FLIGHT = 128
PTB_IN_FLIGHT = 16  # where its transport is fastest; past 32 it falls apart
CONTENTS = {"en": {"method": "sendMessage", "params": {"text": "News for everyone, today"}}}


class CountingOutbox(Outbox):
    """An outbox that counts its commits."""

    commits = 0

    async def _write(self, change: Callable[[Connection], Any]) -> Any:
        self.commits += 1
        return await super()._write(change)


async def bare_sends(request: BaseRequest, url: str, messages: int, in_flight: int) -> float:
    """Messages a second of a bot that keeps so many calls in flight and records nothing."""
    people = iter(range(1, messages + 1))

    async def send() -> None:
        for person in people:
            await bot.send_message(person, "News for everyone, today")

    async with request:
        bot: ExtBot[Any] = ExtBot(TOKEN, url, request=request)
        await asyncio.gather(*(send() for _ in range(in_flight)))
        people = iter(range(1, messages + 1))
        began = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(in_flight)))
        return messages / (time.perf_counter() - began)


async def through_the_outbox(database: Database, url: str, messages: int, run: int) -> Any:
    """Messages a second through outbox and sender, and commits for each 100."""

    def now() -> datetime:
        return datetime.now(UTC)

    people = (outbox.Recipient(chat, "en") for chat in range(1, messages + 1))
    for part in iter(lambda: list(islice(people, 10_000)), []):
        message = await database.write(
            lambda c, part=part: outbox.queue(c, "broadcast", f"b{run}", CONTENTS, part, now())  # type: ignore[misc]
        )
    limiter = Limiter(Limits(per_second=float("inf")))
    source = CountingOutbox(database, now)
    async with AiohttpRequest() as request:
        bot = ExtBot(TOKEN, url, request=request, rate_limiter=limiter)
        sender = Sender(source, Telegram(bot, limiter), slots=IN_FLIGHT)
        began = time.perf_counter()
        await sender.start()
        while True:
            if await database.read(lambda c: _finished(c, message)):
                break
            await asyncio.sleep(0.01)
        took = time.perf_counter() - began
        await sender.stop()
    return messages / took, 100 * source.commits / messages


def _finished(conn: Connection, message: int) -> bool:
    progress = outbox.progress(conn, message)
    return progress is not None and progress.finished


async def measure(bare: Bare, messages: int, rounds: int) -> dict[str, float | None]:
    """Each in its turn, so many rounds; the medians."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder) / "data" / "pliego.db", secrets.token_bytes(32)
        migrate.upgrade(path, key)
        database = Database.open(path, key)
        await bare.set("slow", latency_ms=[20, 80])
        url = bare.base_url("fast")
        rates: dict[str, list[float]] = {"bare": [], "ptb": [], "outbox": [], "commits": []}
        for run in range(rounds):
            rates["bare"].append(await bare_sends(AiohttpRequest(), url, messages, IN_FLIGHT))
            rate, commits = await through_the_outbox(database, url, messages, run)
            rates["outbox"].append(rate)
            rates["commits"].append(commits)
            ptb = HTTPXRequest(connection_pool_size=PTB_IN_FLIGHT)
            rates["ptb"].append(await bare_sends(ptb, url, messages // 8, PTB_IN_FLIGHT))
        slow, _ = await through_the_outbox(database, bare.base_url("slow"), messages, rounds)
        await database.close()
    middle = {name: statistics.median(found) for name, found in rates.items()}
    return {
        "of_bare": round(middle["outbox"] / middle["bare"], 3),
        "of_ptb": round(middle["outbox"] / middle["ptb"], 2),
        "per_second": round(middle["outbox"]),
        "bare_per_second": round(middle["bare"]),
        "ptb_per_second": round(middle["ptb"]),
        "per_second_with_latency": round(slow),
        "commits_per_100": round(middle["commits"], 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running() as bare:
        figures = asyncio.run(measure(bare, options.messages, options.rounds))
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:28} {figure}")


if __name__ == "__main__":
    main()
