"""How close to the limit, and never past it: `python -m benchmarks.pacing [--seconds 60] [--json]`.

Twenty senders in bulk and twenty that answer people send as fast as they are let, each message to
another person, against a server that enforces 30 messages a second: as a token bucket, as a strict
window of one second, as that window behind a network with 60 ms of jitter, and with one 429
injected. A loop that sleeps a thirtieth of a second between messages runs beside it.
"""

import argparse
import asyncio
import json
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import ExtBot

from benchmarks.server import Bare, running
from bot.limiter import Lane, Limiter
from bot.transport import AiohttpRequest, seconds_of

TOKEN = "7000000001:benchmark"  # noqa: S105
WORLDS: dict[str, dict[str, Any]] = {
    "bucket": {"bucket": 30},
    "window": {"window": 30},
    "jitter": {"window": 30, "jitter_ms": 60},
    "flood": {"bucket": 30, "flood_at": 150},
    "sleeping": {"bucket": 30},
}


async def senders(bot: "ExtBot[Any]", lane: Lane | None, people: "count[int]") -> None:
    """One sender: the next message as soon as the last is through, the same one after a 429."""
    for person in people:
        while True:
            try:
                await bot.send_message(person, "News", rate_limit_args=lane)
            except RetryAfter:
                continue
            break


async def paced(bare: Bare, world: str, seconds: float) -> int:
    """Messages that got through, as those who sent them count; the world keeps its own count."""
    limiter = Limiter()
    people = count(1)
    async with AiohttpRequest() as request:
        bot = ExtBot(TOKEN, bare.base_url(world), request=request, rate_limiter=limiter)
        tasks = [
            asyncio.create_task(senders(bot, lane, people))
            for lane in (Lane.BROADCAST, None)
            for _ in range(20)
        ]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await limiter.shutdown()
    return next(people) - 1


async def sleeping(bare: Bare, seconds: float) -> None:
    """What many bots do: send, sleep a thirtieth of a second, send."""
    async with AiohttpRequest() as request:
        bot: ExtBot[Any] = ExtBot(TOKEN, bare.base_url("sleeping"), request=request)
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            try:
                await bot.send_message(1, "News")
            except RetryAfter as flood:
                await asyncio.sleep(seconds_of(flood))
            await asyncio.sleep(1 / 30)


async def measure(bare: Bare, seconds: float) -> dict[str, float]:
    """All worlds at once, since each needs next to nothing of the processor."""
    for world, limits in WORLDS.items():
        await bare.set(world, **limits)
    paced_worlds = [world for world in WORLDS if world != "sleeping"]
    await asyncio.gather(
        sleeping(bare, seconds), *(paced(bare, world, seconds) for world in paced_worlds)
    )
    stats = {world: await bare.stats(world) for world in WORLDS}
    full = 30 * seconds
    return {
        "bucket_share": round(stats["bucket"]["accepted"] / full, 4),
        "bucket_429": stats["bucket"]["refused"],
        "window_share": round(stats["window"]["accepted"] / full, 4),
        "window_429": stats["window"]["refused"],
        "jitter_share": round(stats["jitter"]["accepted"] / full, 4),
        "jitter_429": stats["jitter"]["refused"],
        "sent_during_retry_after": stats["flood"]["during_retry_after"],
        "sleeping_share": round(stats["sleeping"]["accepted"] / full, 4),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running() as bare:
        figures = asyncio.run(measure(bare, options.seconds))
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:28} {figure}")


if __name__ == "__main__":
    main()
