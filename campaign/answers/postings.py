"""Where each stem stands, in flat arrays: six bytes for a stem in a passage."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaign.answers.vocabulary import SEALED_AT, Vocabulary

K1 = 1.2
B = 0.75
PERFECT = K1 + 1
"""What a word that a passage is full of adds at most, in units of its idf."""

TENTHS = 10
"""A word in a passage counts so much; one in a heading or a title less."""

_PART = 1 << 16  # postings that are sorted at a time
_MOST = 65_535

Floats = NDArray[np.float32]


class Postings:
    """BM25 weights of stems in passages, computed from counts when they are asked for."""

    def __init__(
        self,
        stems: Vocabulary,
        ends: NDArray[np.int64],
        places: NDArray[np.int32],
        counts: NDArray[np.uint16],
        written: NDArray[np.int32],
        lengths: NDArray[np.int32],
    ) -> None:
        self._stems = stems
        self._ends = ends
        self._places = places
        self._counts = counts
        self._written = written
        average = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
        self._norms = (K1 * (1 - B + B * lengths / average)).astype(np.float32)

    def frequency(self, stemmed: str) -> int:
        """How many passages have this stem; one that only titles have counts once."""
        number = self._stems.find(stemmed)
        return max(1, self._written.item(number)) if number >= 0 else 0

    def saturations(self, stems: Mapping[str, float]) -> Floats:
        """For each passage the best BM25 term weight among the stems, without idf."""
        best = np.zeros(len(self._norms), dtype=np.float32)
        for stemmed, weight in stems.items():
            number = self._stems.find(stemmed)
            if number < 0:
                continue
            part = slice(self._ends.item(number - 1) if number else 0, self._ends.item(number))
            places = self._places[part]
            counts = self._counts[part].astype(np.float32) / np.float32(TENTHS)
            weights = counts * np.float32(PERFECT) / (counts + self._norms[places])
            # A passage stands once in a stem's postings, so plain indexing is enough.
            best[places] = np.maximum(best[places], weights * np.float32(weight))
        return best


@dataclass(slots=True)
class _Part:
    """Postings by passage; `stems` are numbers of the vocabulary that has the same `sealed`."""

    sealed: int
    stems: NDArray[np.int32]
    places: NDArray[np.int32]
    counts: NDArray[np.uint16]


class PostingsBuilder:
    """Takes passages in order. Memory while it works is little over what the result takes."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._written: list[int] = []
        self._sealed: list[tuple[Vocabulary, NDArray[np.int32]]] = []
        self._lengths = array("i")
        self._parts: list[_Part] = []
        self._stems, self._counts, self._places = array("i"), array("H"), array("i")

    def add(self, body: Mapping[str, int], around: Mapping[str, int], length: int) -> None:
        """One passage: how often its stems stand in it, and those around it, in tenths."""
        place = len(self._lengths)
        counted = {stemmed: TENTHS * count for stemmed, count in body.items()}
        for stemmed, tenths in around.items():
            counted[stemmed] = counted.get(stemmed, 0) + tenths
        for stemmed, tenths in counted.items():
            number = self._numbers.setdefault(stemmed, len(self._numbers))
            if number == len(self._written):
                self._written.append(0)
            self._written[number] += stemmed in body
            self._stems.append(number)
            self._counts.append(min(tenths, _MOST))
            self._places.append(place)
        self._lengths.append(length)
        if len(self._numbers) >= SEALED_AT:
            self._seal()

    def done(self) -> Postings:
        """The postings of all passages; nothing can be added afterwards."""
        self._seal()
        stems, renumbered = Vocabulary.merged([vocabulary for vocabulary, _ in self._sealed])
        written = np.zeros(len(stems), dtype=np.int32)
        for (_, counted), numbers in zip(self._sealed, renumbered, strict=True):
            written[numbers] += counted
        for part in self._parts:
            part.stems = renumbered[part.sealed][part.stems]
        ends, places, counts = _inverted(self._parts, len(stems))
        lengths = np.array(self._lengths, dtype=np.int32)
        return Postings(stems, ends, places, counts, written, lengths)

    def _seal(self) -> None:
        """Make flat arrays of what came so far, and forget its words."""
        vocabulary = Vocabulary(self._numbers)
        rank = np.empty(len(vocabulary), dtype=np.int32)
        for number, stemmed in enumerate(vocabulary):
            rank[self._numbers[stemmed]] = number
        written = np.empty(len(vocabulary), dtype=np.int32)
        written[rank] = self._written
        stems, places = np.array(self._stems, np.int32), np.array(self._places, np.int32)
        counts = np.array(self._counts, np.uint16)
        for start in range(0, len(stems), _PART):
            each = slice(start, start + _PART)
            part = _Part(len(self._sealed), rank[stems[each]], places[each], counts[each])
            self._parts.append(part)
        self._sealed.append((vocabulary, written))
        self._numbers, self._written = {}, []
        self._stems, self._counts, self._places = array("i"), array("H"), array("i")


def _inverted(
    parts: list[_Part], stems: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]:
    """By stem instead of by passage, a part at a time; takes the parts."""
    sizes = np.zeros(stems, dtype=np.int64)
    for part in parts:
        sizes += np.bincount(part.stems, minlength=stems)
    ends = np.cumsum(sizes)
    free = ends - sizes
    total = int(sizes.sum())
    places = np.empty(total, dtype=np.int32)
    counts = np.empty(total, dtype=np.uint16)
    parts.reverse()
    while parts:
        part = parts.pop()
        order = np.argsort(part.stems, kind="stable")
        ranked = part.stems[order]
        within = np.arange(len(ranked)) - np.searchsorted(ranked, ranked)
        target = free[ranked] + within
        places[target], counts[target] = part.places[order], part.counts[order]
        free += np.bincount(ranked, minlength=stems)
    return ends, places, counts
