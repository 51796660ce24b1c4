"""Many words in little memory: sorted, end to end, found by bisection."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice

import numpy as np
from numpy.typing import NDArray

SEALED_AT = 50_000
"""Words that a dictionary in the making may have before it is made a vocabulary."""

_SORTED_AT_ONCE = 4_096


class Vocabulary:
    """Distinct words in the order of their UTF-8; a word's number is its place among them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._bytes, self._ends = _joined(_sorted(words))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> str:
        return self._encoded(number).decode("utf-8", "surrogatepass")

    def find(self, word: str) -> int:
        """The word's number, or -1."""
        encoded = word.encode("utf-8", "surrogatepass")
        at = self._bisect(encoded)
        return at if at < len(self) and self._encoded(at) == encoded else -1

    def beginning_with(self, start: str) -> tuple[int, int]:
        """From which number, up to but without which one, the words begin so."""
        encoded = start.encode("utf-8", "surrogatepass")
        return self._bisect(encoded), self._bisect(encoded + b"\xff")  # no UTF-8 has this byte

    @classmethod
    def merged(cls, parts: Sequence["Vocabulary"]) -> tuple["Vocabulary", list[NDArray[np.int32]]]:
        """One of all words, and for each part the new numbers of its words in order."""
        numbers = [np.empty(len(part), dtype=np.int32) for part in parts]
        whole = cls(())
        whole._bytes, whole._ends = _joined(_noting(parts, numbers))
        return whole, numbers

    def _numbered(self, part: int) -> Iterator[tuple[bytes, int, int]]:
        return ((self._encoded(number), part, number) for number in range(len(self)))

    def _bisect(self, encoded: bytes) -> int:
        return bisect_left(range(len(self)), encoded, key=self._encoded)

    def _encoded(self, number: int) -> bytes:
        start = self._ends.item(number - 1) if number else 0
        return self._bytes[start : self._ends.item(number)]


def _joined(words: Iterable[bytes]) -> tuple[bytes, NDArray[np.uint32]]:
    """Words in order, each once, end to end, and where each one ends."""
    joined, ends = bytearray(), array("I")
    last = None
    for word in words:
        if word != last:
            joined += word
            ends.append(len(joined))
            last = word
    return bytes(joined), np.array(ends, dtype=np.uint32)


def _sorted(words: Iterable[str]) -> Iterator[bytes]:
    """In order, sorted in parts: Python lets no other thread run while it sorts a list."""
    left = iter(words)
    parts = []
    while part := {word.encode("utf-8", "surrogatepass") for word in islice(left, _SORTED_AT_ONCE)}:
        parts.append(sorted(part))
    return merge(*parts)


def _noting(parts: Sequence[Vocabulary], numbers: Sequence[NDArray[np.int32]]) -> Iterator[bytes]:
    """The words of all parts in order; what number each will have is noted on the way."""
    new, last = -1, None
    for word, part, number in merge(*(each._numbered(at) for at, each in enumerate(parts))):
        if word != last:
            new, last = new + 1, word
            yield word
        numbers[part][number] = new
