"""Words that look alike across English and Spanish, or across a typing error."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_SOUNDS = [
    (re.compile(pattern), written)
    for pattern, written in (
        ("ph", "f"),
        ("(?<=[dgkrt])h", ""),
        ("ck|qu|k", "c"),
        ("y|j", "i"),
        ("w", "v"),
        (r"(.)\1", r"\1"),
        ("^es(?=[bcdfgmpqt])", "s"),
    )
]
_ENDINGS = [
    (re.compile(f"(?<=..)(?:{pattern})$"), written)
    for pattern, written in (
        ("ific(?:ar?|an|o|aron|ado)|ifi(?:ed|es|ing)?", "if"),
        ("ciales|cial|tials?", "tial"),
        ("[cts]iones|[cts]ions?|[cts]ion", "tion"),
        ("idades|idad|ities|iti", "iti"),
        ("mente|li", "li"),
        ("icamente|icali|icos|icas|ico|ica|icals?|ics?", "ic"),
        ("arios|arias|ario|aria|aries|ari", "ari"),
        ("ancias?|ances?|anci", "anc"),
        ("encias?|ences?|enci", "enc"),
        ("osos?|osas?|ous", "os"),
        ("ivos?|ivas?|ives?", "iv"),
        ("istas?|ists?", "ist"),
        ("ismos?|isms?", "ism"),
        ("ales|als", "al"),
        ("ores|ors|oras|ora", "or"),
        ("izar|izo|izaron|izado|izada|ize|ised?|ized", "iz"),
        ("aron|ieron|ando|iendo|ados?|adas?|idos?|idas?|irian?", ""),
        ("ating|ates|ated|ate|ing|ed|ar|er|ir|re", ""),
        ("[aeio]s|[aeio]|s", ""),
    )
]
_SAME = 0.9
_ALIKE = 0.72
_SHORTEST = 4


@lru_cache(maxsize=50_000)
def skeleton(folded: str) -> str:
    """What English and Spanish forms of one word have in common: "privatiz" of either."""
    for pattern, written in _SOUNDS:
        folded = pattern.sub(written, folded)
    for pattern, written in _ENDINGS:
        if pattern.search(folded):
            return pattern.sub(written, folded)
    return folded


class LookAlikes:
    """Finds words of a vocabulary by their skeletons."""

    def __init__(self, folded_words: Iterable[str]) -> None:
        self._by_start: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for word in folded_words:
            bones = skeleton(word)
            if len(bones) >= _SHORTEST - 1 and word.isalpha():
                self._by_start[bones[:2]][bones].append(word)

    def like(self, folded: str) -> dict[str, float]:
        """Words that look like this one, each with how much, from 0 to 1."""
        bones = skeleton(folded)
        if min(len(folded), len(bones) + 1) < _SHORTEST or not folded.isalpha():
            return {}
        family = self._by_start.get(bones[:2], {})
        if bones in family:
            return dict.fromkeys(family[bones], _SAME)
        return {
            word: alike * _SAME
            for other, words in family.items()
            if (alike := _likeness(bones, other)) >= _ALIKE
            for word in words
        }


def _likeness(one: str, other: str) -> float:
    """Share of letter pairs that two words have in common (Dice)."""
    if abs(len(one) - len(other)) > 3:
        return 0.0
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


@lru_cache(maxsize=100_000)
def _pairs(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
