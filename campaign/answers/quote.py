"""The quote: whole sentences of a passage, as many as a quote may have, that likely answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from campaign.answers.asked import Kind, Wanted, holds
from campaign.answers.contraries import negated
from campaign.answers.entries import Entry
from campaign.answers.postings import Floats
from campaign.answers.query import Query
from campaign.answers.scales import SentenceWeights
from campaign.answers.words import Token, is_stop_word, stem, tokens
from campaign.articles.sentences import Sentence, sentences

LONGEST = 600
"""Characters (code points) that a quote has at most."""

MOST_SENTENCES = 3

_MONEY = re.compile(r"[$€£¥](?= ?\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready to be held against sentences."""

    query: Query
    wanted: Wanted
    words: tuple[Token, ...]
    trigrams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """How a sentence fits a question; `cosine` is 0 where there are no vectors."""

    cosine: float
    coverage: float
    trigrams: float
    kind: bool
    negated: bool

    def log_odds(self, weights: SentenceWeights) -> float:
        """What speaks for the sentence."""
        return (
            weights.cosine * self.cosine
            + weights.coverage * self.coverage
            + weights.trigrams * self.trigrams
            + weights.kind * self.kind
        )


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`body[start:end]` of an entry's article: whole sentences, with what they hold.

    `best` is how the likeliest of them fits, `nearest` the highest cosine in the passage.
    """

    start: int
    end: int
    best: Match
    nearest: float
    words: tuple[Token, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
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


def best_excerpt(
    entry: Entry, asked: Asked, weights: SentenceWeights, cosines: Sequence[float] | None = None
) -> Excerpt | None:
    """The likeliest quote of a passage; `None` where every sentence is longer than one may be.

    `cosines` are the question's with each sentence, in order.
    """
    language = entry.article.language
    read = read_sentences(entry.text, language)
    near = cosines if cosines is not None else [0.0] * len(read)
    matches = [_match(each, asked, language, near[at]) for at, each in enumerate(read)]
    chosen = _likeliest(read, _likelihoods([each.log_odds(weights) for each in matches]))
    if chosen is None:
        return None
    first, last = chosen
    quoted = range(first, last + 1)
    return Excerpt(
        entry.passage.start + read[first].bounds.start,
        entry.passage.start + read[last].bounds.end,
        best=max((matches[at] for at in quoted), key=lambda each: each.log_odds(weights)),
        nearest=max(near),
        words=tuple(word for at in quoted for word in read[at].words),
        stems=frozenset[str]().union(*(read[at].stems for at in quoted)),
    )


def _match(sentence: Read, asked: Asked, language: str, cosine: float) -> Match:
    asks = asked.wanted.kind is not Kind.OTHER
    return Match(
        cosine,
        asked.query.coverage(sentence.stems),
        shared_trigrams(asked, sentence.trigrams),
        asks and holds(asked.wanted, sentence.words, language),
        negated(sentence.words),
    )


def _likelihoods(log_odds: Sequence[float]) -> Floats:
    """How likely each sentence is the one that answers, if one of them does."""
    odds = np.exp(np.array(log_odds) - max(log_odds, default=0.0))
    likely: Floats = np.asarray(odds / max(odds.sum(), 1e-9), dtype=np.float32)
    return likely


def _likeliest(read: Sequence[Read], likely: Floats) -> tuple[int, int] | None:
    """The first and last of the sentences in a row that together are likeliest to answer."""
    windows = [
        (float(likely[first : last + 1].sum()), -first, last)
        for first in range(len(read))
        for last in range(first, min(first + MOST_SENTENCES, len(read)))
        if read[last].bounds.end - read[first].bounds.start <= LONGEST
    ]
    if not windows:
        return None
    _, first, last = max(windows)
    return -first, last


@lru_cache(maxsize=512)
def read_sentences(text: str, language: str) -> tuple[Read, ...]:
    """The sentences of a passage, with their words."""
    read = []
    for bounds in sentences(text):
        sentence = text[bounds.start : bounds.end]
        money = (Token(sign, sign) for sign in _MONEY.findall(sentence))
        words = (*tokens(sentence), *money)
        stems = frozenset(
            stem(word.folded, language) for word in words if not is_stop_word(word.folded, language)
        )
        read.append(Read(bounds, words, stems, trigrams(words, language)))
    return tuple(read)
