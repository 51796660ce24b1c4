"""The small dictionary between Spanish and English, from `bilingual.tsv`, by stems."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from campaign.answers.words import fold, stem

Phrase = tuple[str, ...]

LONGEST_PHRASE = 3


@cache
def dictionary(source: str, target: str) -> dict[Phrase, tuple[Phrase, ...]]:
    """Stems of `source` words and phrases, each with those of its translations in `target`."""
    found: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    for spanish, english in _entries():
        one, other = (spanish, english) if source == "es" else (english, spanish)
        found[_stems(one, source)][_stems(other, target)] = None
    return {phrase: tuple(others) for phrase, others in found.items()}


def _entries() -> list[tuple[str, str]]:
    lines = files(__package__).joinpath("bilingual.tsv").read_text("utf-8").splitlines()
    return [
        (spanish, english)
        for line in lines
        if line and not line.startswith("#")
        for spanish, _, alternatives in [line.partition("\t")]
        for english in alternatives.split(", ")
    ]


def _stems(phrase: str, language: str) -> Phrase:
    return tuple(stem(fold(word), language) for word in phrase.split())
