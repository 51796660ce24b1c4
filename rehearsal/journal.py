"""What happened: events for the page, exchanges between bot and server, deliveries for tests.

Everything here is bounded, so that a storm of messages cannot fill the memory.
"""

import asyncio
import threading
from collections import Counter, OrderedDict, deque
from datetime import datetime
from itertools import count, islice
from typing import Any

from rehearsal.shapes import Json

KEPT = 5_000
KEPT_TEXTS = 100_000


class Signal:
    """Wakes everyone who waits for it; may be set from any thread."""

    def __init__(self) -> None:
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = set()
        self._lock = threading.Lock()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109
        """True when set in time, False after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        waiter = (loop, loop.create_future())
        with self._lock:
            self._waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter[1]
        except TimeoutError:
            return False
        finally:
            with self._lock:
                self._waiters.discard(waiter)
        return True

    def set(self) -> None:
        if not self._waiters:
            return
        with self._lock:
            waiters, self._waiters = self._waiters, set()
        for loop, future in waiters:
            loop.call_soon_threadsafe(_resolve, future)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


class Ring:
    """The last entries of a numbered series; `n` counts from 1 and never repeats."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Json] = deque(maxlen=kept)
        self._numbers = count(1)
        self.last = 0
        self.grown = Signal()

    def add(self, entry: Json) -> Json:
        self.last = next(self._numbers)
        numbered = {"n": self.last, **entry}
        self._entries.append(numbered)
        self.grown.set()
        return numbered

    def after(self, n: int) -> list[Json]:
        """Entries later than `n`, oldest first; a number from the future means all."""
        missing = self.last - n if 0 <= n <= self.last else self.last
        return list(islice(self._entries, max(0, len(self._entries) - missing), None))


class Journal:
    """The three records of a rehearsal."""

    def __init__(self) -> None:
        self.events = Ring()
        self.exchanges = Ring()
        self._delivered: OrderedDict[tuple[str, str], Counter[int]] = OrderedDict()

    def event(self, kind: str, **details: Any) -> None:
        self.events.add({"kind": kind, **details})

    def exchange(
        self,
        direction: str,
        method: str,
        at: datetime,
        *,
        chat_id: int | None = None,
        params: Any = None,
        status: int = 200,
        answer: Any = None,
        took_ms: float = 0.0,
    ) -> None:
        """Notes what bot and server said: `direction` is call, update or file."""
        said = self.exchanges.add(
            {
                "at": at.isoformat(),
                "direction": direction,
                "method": method,
                "chat_id": chat_id,
                "params": params,
                "status": status,
                "answer": answer,
                "took_ms": took_ms,
            }
        )
        self.event("exchange", chat_id=chat_id, exchange=said)

    def deliver(self, method: str, chat_id: int, text: str) -> None:
        """Counts a message that the bot brought to a chat."""
        key = (method, text)
        if key not in self._delivered:
            self._delivered[key] = Counter()
            if len(self._delivered) > KEPT_TEXTS:
                self._delivered.popitem(last=False)
        self._delivered[key][chat_id] += 1

    def delivered(self, method: str | None, contains: str) -> Counter[int]:
        """Messages a chat got whose text or caption holds `contains`."""
        total: Counter[int] = Counter()
        for (made_by, text), by_chat in self._delivered.items():
            if method in (None, "", made_by) and contains in text:
                total.update(by_chat)
        return total
