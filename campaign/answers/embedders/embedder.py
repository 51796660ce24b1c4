"""What an embedder is to those who use one."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BATCH = 16
"""Passages that an embedder takes at a time."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length: the nearer in meaning, the higher their product."""

    @property
    def name(self) -> str:
        """Which of the kinds it is: `e5`, `use` or `http`."""

    @property
    def model(self) -> str:
        """The model and its version; vectors of different models are never compared."""

    @property
    def dimension(self) -> int:
        """Components of a vector."""

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, of shape (dimension,); None when it cannot be had now."""

    async def passages(self, texts: Sequence[str]) -> Floats | None:
        """A row for each of at most `BATCH` passages or sentences; None when it cannot now."""

    async def close(self) -> None:
        """Let go of processes and connections; nothing can be asked afterwards."""
