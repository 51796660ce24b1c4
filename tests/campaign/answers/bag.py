"""An embedder for tests that runs anywhere at once: texts of the same stems point the same way."""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np

from campaign.answers.embedders import BATCH, Floats
from campaign.answers.words import content_stems

DIMENSION = 64


class BagOfWords:
    """Sums a direction for each stem. `fails` says of a batch whether it cannot be embedded."""

    name = "bag"
    dimension = DIMENSION

    def __init__(
        self, model: str = "bag@1", fails: Callable[[Sequence[str]], bool] = lambda _: False
    ) -> None:
        self.model = model
        self.fails = fails
        self.embedded: list[str] = []
        self.began = asyncio.Event()

    async def question(self, text: str) -> Floats | None:
        return None if self.fails([text]) else _vector(text)

    async def passages(self, texts: Sequence[str]) -> Floats | None:
        assert 0 < len(texts) <= BATCH
        if self.fails(texts):
            return None
        self.embedded += texts
        self.began.set()
        return np.stack([_vector(text) for text in texts])

    async def close(self) -> None:
        """Nothing to let go of."""


class SlowBag(BagOfWords):
    """Embeds nothing before it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def passages(self, texts: Sequence[str]) -> Floats | None:
        self.began.set()
        await self.go_on.wait()
        return await super().passages(texts)


def _vector(text: str) -> Floats:
    total = np.full(DIMENSION, 1e-3)
    for stemmed in content_stems(text, "en"):
        seed = int.from_bytes(sha256(stemmed.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).normal(size=DIMENSION)
    unit: Floats = (total / np.linalg.norm(total)).astype(np.float32)
    return unit
