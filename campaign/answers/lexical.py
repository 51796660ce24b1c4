"""The lexical index: BM25 over the stems of passages, one index a language."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campaign.answers.cognates import LookAlikes
from campaign.answers.words import Token, fold, is_stop_word, stem, tokens
from campaign.articles.article import Article
from campaign.articles.passages import Passage, passages

K1 = 1.2
B = 0.75
PERFECT = K1 + 1
"""What a word that a passage is full of adds at most, in units of its idf."""

_HEADING_WEIGHT = 0.5
_TITLE_WEIGHT = 0.6

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage and the article it stands in; `place` counts the article's passages."""

    article: Article
    passage: Passage
    place: int

    @property
    def text(self) -> str:
        """The passage as it stands in the article."""
        return self.article.body[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class _Postings:
    """Where a stem stands, with its BM25 weight there; `written` counts bodies, not titles."""

    places: NDArray[np.int32]
    weights: Floats
    written: int


class LanguageIndex:
    """The passages of one language."""

    def __init__(self, language: str, entries: Sequence[Entry]) -> None:
        self.language = language
        self.entries = entries
        self._capitals: Counter[str] = Counter()
        self._small: set[str] = set()
        words: set[str] = set()
        counts = []
        lengths = []
        written: Counter[str] = Counter()
        for entry in entries:
            body = self._content(entry.text)
            self._see(body)
            words.update(token.folded for token in body)
            stems = Counter(stem(token.folded, language) for token in body)
            written.update(stems.keys())
            counts.append(self._with_titles(entry, stems))
            lengths.append(len(body))
        self._postings = _posted(counts, lengths, written)
        self._look_alikes = LookAlikes(words)

    def idf(self, stems: Iterable[str]) -> float:
        """How telling it is that a passage has one of these stems."""
        total = len(self.entries)
        found = sum(self.frequency(each) for each in stems)
        return math.log(1 + (total - min(found, total) + 0.5) / (min(found, total) + 0.5))

    def idf_of(self, word: str) -> float:
        """How telling a word is as it stands in a text."""
        return self.idf([stem(fold(word), self.language)])

    def frequency(self, stemmed: str) -> int:
        """How many passages have this stem; one that only titles have counts once."""
        postings = self._postings.get(stemmed)
        return 0 if postings is None else max(1, postings.written)

    def like(self, folded: str) -> dict[str, float]:
        """Stems of words that look like this one, each with how much, from 0 to 1."""
        alike: dict[str, float] = {}
        for word, likeness in self._look_alikes.like(folded).items():
            stemmed = stem(word, self.language)
            alike[stemmed] = max(alike.get(stemmed, 0.0), likeness)
        return alike

    def is_name(self, folded: str) -> bool:
        """Whether these passages only ever write this word with a capital."""
        return self._capitals[folded] > 0 and folded not in self._small

    def saturations(self, stems: Mapping[str, float]) -> Floats:
        """For each passage the best BM25 term weight among the stems, without idf."""
        best = np.zeros(len(self.entries), dtype=np.float32)
        for stemmed, weight in stems.items():
            postings = self._postings.get(stemmed)
            if postings is not None:
                # A passage stands once in a stem's postings, so plain indexing is enough.
                there = best[postings.places]
                best[postings.places] = np.maximum(there, postings.weights * np.float32(weight))
        return best

    def _content(self, text: str) -> list[Token]:
        return [each for each in tokens(text) if not is_stop_word(each.folded, self.language)]

    def _see(self, body: Iterable[Token]) -> None:
        for token in body:
            if token.capital:
                self._capitals[token.folded] += 1
            else:
                self._small.add(token.folded)

    def _with_titles(self, entry: Entry, stems: Mapping[str, int]) -> dict[str, float]:
        counted: dict[str, float] = dict(stems)
        for text, weight in (
            (entry.passage.heading, _HEADING_WEIGHT),
            (entry.article.title, _TITLE_WEIGHT),
        ):
            for token in self._content(text):
                stemmed = stem(token.folded, self.language)
                counted[stemmed] = counted.get(stemmed, 0.0) + weight
        return counted


def index(articles: Iterable[Article]) -> dict[str, LanguageIndex]:
    """An index for each language that the articles are in."""
    entries: dict[str, list[Entry]] = {}
    for article in articles:
        found = passages(article.body)
        entries.setdefault(article.language, []).extend(
            Entry(article, passage, place) for place, passage in enumerate(found)
        )
    return {language: LanguageIndex(language, each) for language, each in entries.items()}


def _posted(
    counts: list[dict[str, float]], lengths: list[int], written: Mapping[str, int]
) -> dict[str, _Postings]:
    average = max(1.0, sum(lengths) / max(1, len(lengths)))
    places: dict[str, list[int]] = {}
    weights: dict[str, list[float]] = {}
    for place, (counted, length) in enumerate(zip(counts, lengths, strict=True)):
        norm = K1 * (1 - B + B * length / average)
        for stemmed, count in counted.items():
            places.setdefault(stemmed, []).append(place)
            weights.setdefault(stemmed, []).append(count * PERFECT / (count + norm))
    return {
        stemmed: _Postings(
            np.array(each, dtype=np.int32),
            np.array(weights[stemmed], dtype=np.float32),
            written.get(stemmed, 0),
        )
        for stemmed, each in places.items()
    }
