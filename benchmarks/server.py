"""Starts the bare server for a benchmark, and talks to its worlds."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import aiohttp


class Bare:
    """The bare server, by its port."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def base_url(self, world: str) -> str:
        """What a bot takes as `base_url` to live in that world."""
        return f"{self.address}/{world}/bot"

    async def set(self, world: str, **limits: Any) -> None:
        """Start a world anew under these limits."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.address}/{world}/set", json=limits),
        ):
            pass

    async def stats(self, world: str) -> dict[str, int]:
        """What came there."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.address}/{world}/stats") as answer,
        ):
            stats: dict[str, int] = await answer.json()
            return stats


@contextlib.contextmanager
def running() -> Iterator[Bare]:
    """A bare server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield Bare(int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
