"""The quote: the sentence of a passage that answers best, with the better of its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from campaign.answers.asked import Kind, Wanted, holds
from campaign.answers.lexical import Entry
from campaign.answers.query import Query
from campaign.answers.words import Token, is_stop_word, stem, tokens
from campaign.articles.sentences import Sentence, sentences

LONGEST = 600
"""Characters (code points) that a quote has at most."""

MOST_SENTENCES = 3

_TRIGRAMS = 1.0
_KIND = 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready to be held against sentences."""

    query: Query
    wanted: Wanted
    trigrams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`body[start:end]` of an entry's article: whole sentences, with the stems they hold."""

    start: int
    end: int
    score: float
    words: tuple[Token, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what is in it."""

    bounds: Sentence
    words: tuple[Token, ...]
    stems: frozenset[str]
    trigrams: frozenset[str]


def trigrams(words: Sequence[Token], language: str) -> frozenset[str]:
    """Three letters in a row of every word that is no stop word."""
    return frozenset(
        padded[at : at + 3]
        for word in words
        if not is_stop_word(word.folded, language)
        for padded in [f" {word.folded} "]
        for at in range(len(padded) - 2)
    )


def shared_trigrams(asked: Asked, there: frozenset[str]) -> float:
    """The share of the question's trigrams that a text has too: kind to typing errors."""
    return len(asked.trigrams & there) / max(1, len(asked.trigrams))


def best_excerpt(entry: Entry, asked: Asked) -> Excerpt | None:
    """The best quote of a passage; `None` where every sentence is longer than a quote may be."""
    read = _read(entry.text, entry.article.language)
    scored = [_score(sentence, asked, entry.article.language) for sentence in read]
    order = sorted(range(len(read)), key=lambda at: -scored[at])
    best = next((at for at in order if _length(read, at, at) <= LONGEST), None)
    if best is None:
        return None
    first, last = _widened(read, scored, best)
    words = tuple(word for sentence in read[first : last + 1] for word in sentence.words)
    stems = frozenset[str]().union(*(sentence.stems for sentence in read[first : last + 1]))
    offset = entry.passage.start
    return Excerpt(
        offset + read[first].bounds.start,
        offset + read[last].bounds.end,
        scored[best],
        words,
        stems,
    )


def _widened(read: Sequence[_Read], scored: Sequence[float], best: int) -> tuple[int, int]:
    """From the best sentence to its better neighbours, as far as a quote may go."""
    first = last = best
    while last - first + 1 < MOST_SENTENCES:
        wider = [
            (scored[new], low, high)
            for new, low, high in ((first - 1, first - 1, last), (last + 1, first, last + 1))
            if 0 <= new < len(read) and _length(read, low, high) <= LONGEST
        ]
        if not wider:
            break
        _, first, last = max(wider)
    return first, last


def _length(read: Sequence[_Read], first: int, last: int) -> int:
    return read[last].bounds.end - read[first].bounds.start


def _score(sentence: _Read, asked: Asked, language: str) -> float:
    covered = asked.query.coverage(sentence.stems)
    shared = shared_trigrams(asked, sentence.trigrams)
    asks = asked.wanted.kind is not Kind.OTHER
    kind = asks and holds(asked.wanted, sentence.words, language)
    return covered + _TRIGRAMS * shared + _KIND * kind * min(1.0, 2 * covered)


@lru_cache(maxsize=512)
def _read(text: str, language: str) -> tuple[_Read, ...]:
    read = []
    for bounds in sentences(text):
        words = tuple(tokens(text[bounds.start : bounds.end]))
        stems = frozenset(
            stem(word.folded, language) for word in words if not is_stop_word(word.folded, language)
        )
        read.append(_Read(bounds, words, stems, trigrams(words, language)))
    return tuple(read)
