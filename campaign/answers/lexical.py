"""The lexical index: BM25 over the stems of passages, one index a language."""

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from campaign.answers.entries import Entries, EntriesBuilder, Entry, entries_of
from campaign.answers.lookalikes import LookAlikes
from campaign.answers.postings import PERFECT, Floats, Postings, PostingsBuilder
from campaign.answers.vocabulary import SEALED_AT, Vocabulary
from campaign.answers.words import Token, fold, is_stop_word, stem, tokens
from campaign.articles.article import Article

__all__ = ["PERFECT", "Entry", "Floats", "LanguageIndex", "index"]

_HEADING = 5  # tenths of a word in the passage itself
_TITLE = 6

_CAPITAL = 1
_SMALL = 2


class LanguageIndex:
    """The passages of one language, and what stands in them."""

    def __init__(
        self,
        language: str,
        entries: Entries,
        postings: Postings,
        words: Vocabulary,
        names: NDArray[np.bool_],
    ) -> None:
        self.language = language
        self.entries = entries
        self.saturations = postings.saturations
        self.frequency = postings.frequency
        self._words = words
        self._names = names
        self._look_alikes = LookAlikes(words)

    def idf(self, stems: Iterable[str]) -> float:
        """How telling it is that a passage has one of these stems."""
        total = len(self.entries)
        found = sum(self.frequency(each) for each in stems)
        return math.log(1 + (total - min(found, total) + 0.5) / (min(found, total) + 0.5))

    def idf_of(self, word: str) -> float:
        """How telling a word is as it stands in a text."""
        return self.idf([stem(fold(word), self.language)])

    def like(self, folded: str) -> dict[str, float]:
        """Stems of words that look like this one, each with how much, from 0 to 1."""
        alike: dict[str, float] = {}
        for word, likeness in self._look_alikes.like(folded).items():
            stemmed = stem(word, self.language)
            alike[stemmed] = max(alike.get(stemmed, 0.0), likeness)
        return alike

    def has(self, folded: str) -> bool:
        """Whether these passages have this word."""
        return self._words.find(folded) >= 0

    def is_name(self, folded: str) -> bool:
        """Whether these passages only ever write this word with a capital."""
        number = self._words.find(folded)
        return number >= 0 and bool(self._names[number])

    def best_by_article(self, scores: Floats) -> dict[int, float]:
        """The best of its passages' scores for each article, by its id."""
        best = np.full(len(self.entries.articles), -np.inf, dtype=np.float32)
        np.maximum.at(best, self.entries.article_numbers, scores)
        return {
            article.id: score
            for article, score in zip(self.entries.articles, best.tolist(), strict=True)
        }


class _Builder:
    """Takes the articles of one language one after the other, and keeps none of them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._entries = EntriesBuilder()
        self._postings = PostingsBuilder()
        self._written: dict[str, int] = {}
        self._sealed: list[tuple[Vocabulary, NDArray[np.uint8]]] = []

    def add(self, article: Article) -> None:
        title = self._stems(self._content(article.title))
        for entry in entries_of(article):
            body = self._content(entry.text)
            self._see(body)
            around = Counter({stemmed: _TITLE * count for stemmed, count in title.items()})
            for stemmed, count in self._stems(self._content(entry.passage.heading)).items():
                around[stemmed] += _HEADING * count
            self._postings.add(self._stems(body), around, len(body))
            self._entries.add(entry)

    def done(self) -> LanguageIndex:
        self._seal()
        words, numbers = Vocabulary.merged([vocabulary for vocabulary, _ in self._sealed])
        written = np.zeros(len(words), dtype=np.uint8)
        for (_, how), renumbered in zip(self._sealed, numbers, strict=True):
            written[renumbered] |= how
        names = written == _CAPITAL
        postings = self._postings.done()
        return LanguageIndex(self._language, self._entries.done(), postings, words, names)

    def _content(self, text: str) -> list[Token]:
        return [each for each in tokens(text) if not is_stop_word(each.folded, self._language)]

    def _stems(self, words: Iterable[Token]) -> Counter[str]:
        return Counter(stem(token.folded, self._language) for token in words)

    def _see(self, body: Iterable[Token]) -> None:
        for token in body:
            how = _CAPITAL if token.capital else _SMALL
            self._written[token.folded] = self._written.get(token.folded, 0) | how
        if len(self._written) >= SEALED_AT:
            self._seal()

    def _seal(self) -> None:
        """Make flat arrays of what came so far, and forget its words."""
        vocabulary = Vocabulary(self._written)
        how = np.fromiter((self._written[word] for word in vocabulary), np.uint8, len(vocabulary))
        self._sealed.append((vocabulary, how))
        self._written = {}


def index(articles: Iterable[Article]) -> dict[str, LanguageIndex]:
    """An index for each language that the articles are in; their bodies may be forgotten."""
    builders: dict[str, _Builder] = {}
    for article in articles:
        if article.language not in builders:
            builders[article.language] = _Builder(article.language)
        builders[article.language].add(article)
    return {language: builder.done() for language, builder in builders.items()}
