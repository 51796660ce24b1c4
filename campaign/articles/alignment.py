"""The same passage in a translation: by its place, and by the figures and names that both hold."""

import re
from collections import Counter
from collections.abc import Sequence

from campaign.answers.words import fold, tokens
from campaign.articles.passages import passages
from campaign.articles.sentences import Sentence, sentences

LONGEST = 600
"""Code points that the passage has at most, as a quote has."""

_MOST_SENTENCES = 3
_SHARED = 0.6  # of a paragraph's likeness; the rest is its place
_LEAST = 0.35
_INITIAL = re.compile(r"(?:^|[.!?:…]\s+|[\"“¿¡(«]\s*)$")


def counterpart(body: str, start: int, end: int, translation: str) -> tuple[int, int] | None:
    """Where `body[start:end]` stands in a translation of the body: offsets of whole sentences.

    None where no paragraph of the translation is like the one that holds it.
    """
    here, there = _paragraphs(body), _paragraphs(translation)
    at = next((number for number, each in enumerate(here) if start < each.end), None)
    if at is None or not there or not 0 <= start < end <= len(body):
        return None
    other = at if len(here) == len(there) else _most_alike(body, here, at, translation, there)
    if other is None:
        return None
    own = sentences(body, here[at].start, here[at].end)
    theirs = sentences(translation, there[other].start, there[other].end)
    return _sentences(body[start:end], own, start, end, translation, theirs) if theirs else None


def _paragraphs(body: str) -> list[Sentence]:
    return [Sentence(each.start, each.end) for each in passages(body)]


def _most_alike(
    body: str, here: Sequence[Sentence], at: int, translation: str, there: Sequence[Sentence]
) -> int | None:
    told = _figures_and_names(body[here[at].start : here[at].end])
    place = (here[at].start + here[at].end) / 2 / len(body)
    alike = [
        _SHARED * _shared(told, _figures_and_names(translation[each.start : each.end]))
        + (1 - _SHARED) * (1 - abs(place - (each.start + each.end) / 2 / len(translation)))
        for each in there
    ]
    best = max(range(len(there)), key=alike.__getitem__)
    return best if alike[best] >= _LEAST else None


def _sentences(
    quoted: str,
    own: Sequence[Sentence],
    start: int,
    end: int,
    translation: str,
    theirs: Sequence[Sentence],
) -> tuple[int, int]:
    """The same sentences by number where there are as many, else the most alike in a row."""
    taken = [number for number, each in enumerate(own) if each.start < end and each.end > start]
    count = min(max(1, len(taken)), _MOST_SENTENCES, len(theirs))
    if taken and len(own) == len(theirs):
        first = taken[0]
    else:
        told = _figures_and_names(quoted)
        place = taken[0] / len(own) if taken else 0.0
        runs = range(len(theirs) - count + 1)
        first = max(
            runs,
            key=lambda run: (
                _SHARED * _shared(told, _held(translation, theirs, run, count))
                - (1 - _SHARED) * abs(place - run / len(theirs))
            ),
        )
    while count > 1 and theirs[first + count - 1].end - theirs[first].start > LONGEST:
        count -= 1
    return theirs[first].start, theirs[first + count - 1].end


def _held(translation: str, theirs: Sequence[Sentence], first: int, count: int) -> Counter[str]:
    return _figures_and_names(translation[theirs[first].start : theirs[first + count - 1].end])


def _shared(told: Counter[str], other: Counter[str]) -> float:
    """The share of the figures and names of either that both hold; 0 where there are none."""
    either = (told | other).total()
    return (told & other).total() / either if either else 0.0


def _figures_and_names(text: str) -> Counter[str]:
    """Figures, and words with a capital that begin no sentence: a translation keeps them."""
    found: Counter[str] = Counter()
    at = 0
    for token in tokens(text):
        at = text.index(token.text, at)
        if token.number or (token.capital and not _INITIAL.search(text[:at][-4:])):
            found[fold(token.text)] += 1
        at += len(token.text)
    return found
