"""Finds the words of a vocabulary that look like a given one, by their skeletons."""

import numpy as np
from numpy.typing import NDArray

from campaign.answers.cognates import ALIKE, SAME, SHORTEST, likeness, pairs, skeleton
from campaign.answers.vocabulary import Vocabulary

_BITS = 64


class LookAlikes:
    """Skeletons in order, each with its words, and masks of their letter pairs to sift them by."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._bones = Vocabulary(each for each in map(_bones, words) if each)
        places = np.fromiter(map(self._bones.find, map(_bones, words)), np.int32, len(words))
        order = np.argsort(places, kind="stable").astype(np.int32)
        self._numbers = order[np.count_nonzero(places < 0) :]
        counts = np.bincount(places[places >= 0], minlength=len(self._bones))
        self._ends = np.cumsum(counts, dtype=np.int32)
        self._masks = np.fromiter(
            (_mask(pairs(each)) for each in self._bones), np.uint64, len(self._bones)
        )
        self._sizes = np.fromiter(
            (len(pairs(each)) for each in self._bones), np.int16, len(self._bones)
        )

    def like(self, folded: str) -> dict[str, float]:
        """Words that look like this one, each with how much, from 0 to 1."""
        bones = skeleton(folded)
        if min(len(folded), len(bones) + 1) < SHORTEST or not folded.isalpha():
            return {}
        place = self._bones.find(bones)
        if place >= 0:
            return dict.fromkeys(self._words_of(place), SAME)
        return {
            word: alike * SAME
            for other in self._sifted(bones)
            if (alike := likeness(bones, self._bones[other])) >= ALIKE
            for word in self._words_of(other)
        }

    def _words_of(self, place: int) -> list[str]:
        start = self._ends.item(place - 1) if place else 0
        numbers: list[int] = self._numbers[start : self._ends[place]].tolist()
        return [self._words[number] for number in numbers]

    def _sifted(self, bones: str) -> list[int]:
        """Skeletons with the same two letters at their start that may be alike enough.

        Two pairs of letters may share a bit, so what a mask has too few of is counted in.
        """
        low, high = self._bones.beginning_with(bones[:2])
        own = pairs(bones)
        mask = np.uint64(_mask(own))
        unseen = len(own) - int(mask).bit_count()
        shared: NDArray[np.int16] = np.bitwise_count(self._masks[low:high] & mask) + np.int16(
            unseen
        )
        enough = 2 * shared >= ALIKE * (self._sizes[low:high] + len(own))
        found: list[int] = (np.flatnonzero(enough) + low).tolist()
        return found


def _bones(word: str) -> str:
    """The skeleton of a word that is worth comparing, else nothing."""
    bones = skeleton(word) if word.isalpha() else ""
    return bones if len(bones) >= SHORTEST - 1 else ""


def _mask(letters: frozenset[str]) -> int:
    mask = 0
    for pair in letters:
        mask |= 1 << ((31 * ord(pair[0]) + ord(pair[1])) % _BITS)
    return mask
