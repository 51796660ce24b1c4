"""Many words in little memory: sorted, end to end, found by bisection."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

import numpy as np

_SORTED_AT_ONCE = 4_096


class Vocabulary:
    """Distinct words in the order of their UTF-8; a word's number is its place among them."""

    def __init__(self, words: Iterable[str]) -> None:
        encoded = _sorted({word.encode("utf-8", "surrogatepass") for word in words})
        self._bytes = b"".join(encoded)
        lengths = np.fromiter((len(each) for each in encoded), np.uint32, len(encoded))
        self._ends = np.cumsum(lengths, dtype=np.uint32)

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

    def _bisect(self, encoded: bytes) -> int:
        return bisect_left(range(len(self)), encoded, key=self._encoded)

    def _encoded(self, number: int) -> bytes:
        start = self._ends.item(number - 1) if number else 0
        return self._bytes[start : self._ends.item(number)]


def _sorted(words: Iterable[bytes]) -> list[bytes]:
    """In order, a part at a time: Python lets no other thread run while it sorts a list."""
    left = iter(words)
    parts: list[list[bytes]] = []
    while part := sorted(islice(left, _SORTED_AT_ONCE)):
        parts.append(part)
    return list(merge(*parts))
