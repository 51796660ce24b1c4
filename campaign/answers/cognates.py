"""Words that look alike across English and Spanish, or across a typing error."""

import re
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
SAME = 0.9
"""How alike words of one skeleton are."""

ALIKE = 0.72
"""Skeletons that are less alike are of different words."""

SHORTEST = 4
"""Letters of a word that is worth comparing."""


@lru_cache(maxsize=5_000)
def skeleton(folded: str) -> str:
    """What English and Spanish forms of one word have in common: "privatiz" of either."""
    for pattern, written in _SOUNDS:
        folded = pattern.sub(written, folded)
    for pattern, written in _ENDINGS:
        if pattern.search(folded):
            return pattern.sub(written, folded)
    return folded


def likeness(one: str, other: str) -> float:
    """Share of letter pairs that two words have in common (Dice)."""
    if abs(len(one) - len(other)) > 3:
        return 0.0
    own, others = pairs(one), pairs(other)
    return 2 * len(own & others) / (len(own) + len(others))


def pairs(word: str) -> frozenset[str]:
    """The letter pairs of a word, its start and its end counting as letters."""
    padded = f" {word} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
