"""Vectors in few bytes: a scale and a signed byte for each component, at rest and in memory."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from campaign.answers.texts import HASH_LENGTH

Floats = NDArray[np.float32]

UNKNOWN = -1.0
"""The cosine of a passage that has no vector yet: less than any that has one."""

_SCALE = np.dtype("<f4")
_MOST = 127
_BLOCK = 512  # rows that are widened to floats at a time: they stay in the processor's cache


def pack(vectors: Floats) -> list[bytes]:
    """Each row as it is kept: a scale (float32, little-endian), then an int8 a component.

    Components times scale make a vector of unit length whose direction is the row's, nearly.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    components = np.rint(vectors * (_MOST / np.maximum(largest, 1e-12))).astype(np.int8)
    lengths = np.linalg.norm(components.astype(np.float32), axis=1)
    scales = (1 / np.maximum(lengths, 1e-12)).astype(_SCALE)
    return [scale.tobytes() + row.tobytes() for scale, row in zip(scales, components, strict=True)]


def unpack(packed: Mapping[bytes, bytes], dimension: int) -> dict[bytes, Floats]:
    """Vectors by their key, of unit length; those of another dimension are left out."""
    keys = [key for key, each in packed.items() if len(each) == _SCALE.itemsize + dimension]
    scales, components = _split([packed[key] for key in keys], dimension)
    return dict(zip(keys, components.astype(np.float32) * scales[:, np.newaxis], strict=True))


class Matrix:
    """The vectors of a library's passages: a row for each text, filled as its vector comes.

    Reading and filling may happen at once, on different threads: the scale of a row is written
    last, and a row without a scale is as one without a vector.
    """

    def __init__(self, hashes: Iterable[bytes], dimension: int) -> None:
        self.dimension = dimension
        self._hashes = np.unique(_keys(hashes))
        self._components = np.zeros((len(self._hashes), dimension), dtype=np.int8)
        self._scales = np.zeros(len(self._hashes), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._hashes)

    @property
    def known(self) -> int:
        """How many rows have their vector."""
        return int(np.count_nonzero(self._scales))

    def hashes(self) -> list[bytes]:
        """The hash of each row's text."""
        return [each.tobytes() for each in self._hashes]

    def fill(self, packed: Mapping[bytes, bytes]) -> None:
        """Take vectors as they are kept, by the hash of their text; others are passed over."""
        size = _SCALE.itemsize + self.dimension
        kept = [key for key, each in packed.items() if len(each) == size]
        scales, components = _split([packed[key] for key in kept], self.dimension)
        rows = self.rows(kept)
        there = rows >= 0
        self._components[rows[there]] = components[there]
        self._scales[rows[there]] = scales[there]

    def rows(self, hashes: Sequence[bytes]) -> NDArray[np.int32]:
        """The row of each text by its hash; -1 where there is none."""
        if not len(self):
            return np.full(len(hashes), -1, dtype=np.int32)
        keys = _keys(hashes)
        places = np.minimum(np.searchsorted(self._hashes, keys), len(self) - 1)
        return np.where(self._hashes[places] == keys, places, -1).astype(np.int32)

    def cosines(self, question: Floats) -> Floats:
        """The cosine of a question's vector of unit length with every row, `UNKNOWN` without."""
        products = np.empty(len(self), dtype=np.float32)
        block = np.empty((min(_BLOCK, len(self)), self.dimension), dtype=np.float32)
        for start in range(0, len(self), _BLOCK):
            rows = self._components[start : start + _BLOCK]
            wide = block[: len(rows)]
            np.copyto(wide, rows)
            np.matmul(wide, question, out=products[start : start + _BLOCK])
        scales = self._scales.copy()
        return np.where(scales > 0, products * scales, np.float32(UNKNOWN))


def _keys(hashes: Iterable[bytes]) -> NDArray[np.void]:
    return np.frombuffer(b"".join(hashes), dtype=np.dtype((np.void, HASH_LENGTH)))


def _split(packed: Sequence[bytes], dimension: int) -> tuple[Floats, NDArray[np.int8]]:
    kept = np.dtype([("scale", _SCALE), ("components", np.int8, (dimension,))])
    table = np.frombuffer(b"".join(packed), dtype=kept)
    return table["scale"].astype(np.float32), table["components"]
