"""The small dictionary between Spanish and English, from `bilingual.tsv`."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from campaign.answers.words import fold, stem

Phrase = tuple[str, ...]

LONGEST_PHRASE = 3


def translations(words: Phrase, source: str, target: str) -> tuple[Phrase, ...]:
    """Translations of folded words, as stems: of exactly these, else of other forms of them."""
    exact, stemmed = dictionary(source, target)
    if words in exact:
        return exact[words]
    return stemmed.get(tuple(stem(word, source) for word in words), ())


@cache
def dictionary(
    source: str, target: str
) -> tuple[Mapping[Phrase, tuple[Phrase, ...]], Mapping[Phrase, tuple[Phrase, ...]]]:
    """Translations by folded words, and by their stems; empty between other languages."""
    exact: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    stemmed: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    for spanish, english in _entries() if {source, target} == {"en", "es"} else ():
        one, other = (spanish, english) if source == "es" else (english, spanish)
        words = tuple(fold(word) for word in one.split())
        translation = tuple(stem(fold(word), target) for word in other.split())
        exact[words][translation] = None
        stemmed[tuple(stem(word, source) for word in words)][translation] = None
    return (
        {words: tuple(others) for words, others in exact.items()},
        {stems: tuple(others) for stems, others in stemmed.items()},
    )


def _entries() -> list[tuple[str, str]]:
    lines = files(__package__).joinpath("bilingual.tsv").read_text("utf-8").splitlines()
    return [
        (spanish, english)
        for line in lines
        if line and not line.startswith("#")
        for spanish, _, alternatives in [line.partition("\t")]
        for english in alternatives.split(", ")
    ]
