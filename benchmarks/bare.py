"""A bare Bot API on loopback that does nothing but count: `bare.py` prints its port and serves.

Each path prefix `/NAME/` is a world of its own, with the limits that `POST /NAME/set` gave it:
`{"bucket": 30}` (tokens, refilled as fast a second), `{"window": 30}` (messages in any second),
`{"latency_ms": [20, 80]}` (before the answer), `{"jitter_ms": 60}` (before the arrival counts),
`{"flood_at": 100}` (that message gets a 429). `GET /NAME/stats` tells what came.
"""

import asyncio
import json
import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_SENT = json.dumps(
    {"ok": True, "result": {"message_id": 7, "date": 0, "chat": {"id": 1, "type": "private"}}}
).encode()
_FLOOD = json.dumps(
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
).encode()


@dataclass
class World:
    """One bot's limits and what was counted under them."""

    bucket: float | None = None
    window: int | None = None
    latency_ms: tuple[float, float] = (0.0, 0.0)
    jitter_ms: float = 0.0
    flood_at: int | None = None
    accepted: int = 0
    refused: int = 0
    during_retry_after: int = 0
    tokens: float = 0.0
    tokens_at: float = 0.0
    closed_until: float = 0.0
    recent: deque[float] = field(default_factory=deque)

    def set(self, settings: dict[str, Any]) -> None:
        """Start anew under these limits."""
        self.__init__(**settings)  # type: ignore[misc]
        self.tokens, self.tokens_at = self.bucket or 0.0, time.monotonic()

    def admit(self) -> bool:
        """Count a message; False when it gets a 429."""
        now = time.monotonic()
        # What left before the 429 was heard is no fault: a tenth of a second is allowed for it.
        if self.closed_until - 0.9 < now < self.closed_until:
            self.during_retry_after += 1
        fits = self._fits(now) and now >= self.closed_until
        if fits and self.flood_at is not None and self.accepted >= self.flood_at:
            self.flood_at, fits = None, False
        if not fits:
            self.refused += 1
            self.closed_until = max(self.closed_until, now + 1)
            return False
        self.accepted += 1
        self.tokens -= 1
        self.recent.append(now)
        return True

    def _fits(self, now: float) -> bool:
        if self.bucket is not None:
            self.tokens = min(self.bucket, self.tokens + (now - self.tokens_at) * self.bucket)
            self.tokens_at = now
            if self.tokens < 1:
                return False
        while self.recent and self.recent[0] <= now - 1:
            self.recent.popleft()
        return self.window is None or len(self.recent) < self.window

    def stats(self) -> bytes:
        """What came, as JSON."""
        return json.dumps(
            {
                "accepted": self.accepted,
                "refused": self.refused,
                "during_retry_after": self.during_retry_after,
            }
        ).encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1, as little of it as a client that keeps its connection needs."""

    def __init__(self, worlds: dict[str, World]) -> None:
        self._worlds = worlds
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _content_length(head)
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._serve(head.split(b" ", 2)[1].decode(), body)

    def _serve(self, path: str, body: bytes) -> None:
        name, _, rest = path.removeprefix("/").partition("/")
        world = self._worlds.setdefault(name, World())
        if rest == "set":
            world.set(json.loads(body))
            self._answer(200, b"{}")
        elif rest == "stats":
            self._answer(200, world.stats())
        else:
            delay = random.uniform(0, world.jitter_ms) / 1000
            if delay:
                asyncio.get_running_loop().call_later(delay, self._arrive, world)
            else:
                self._arrive(world)

    def _arrive(self, world: World) -> None:
        status, answer = (200, _SENT) if world.admit() else (429, _FLOOD)
        delay = random.uniform(*world.latency_ms) / 1000
        if delay:
            asyncio.get_running_loop().call_later(delay, self._answer, status, answer)
        else:
            self._answer(status, answer)

    def _answer(self, status: int, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            head = f"HTTP/1.1 {status} -\r\nContent-Length: {len(answer)}\r\n"
            self._transport.write(
                head.encode() + b"Content-Type: application/json\r\n\r\n" + answer
            )


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def serve() -> None:
    """Listen on any port, say which, and serve until killed."""
    worlds: dict[str, World] = {}
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(worlds), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
