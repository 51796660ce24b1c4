"""A question as an index understands it: concepts, each with the stems that would stand for it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from campaign.answers.bilingual import LONGEST_PHRASE, Phrase, translations
from campaign.answers.lexical import PERFECT, Floats, LanguageIndex
from campaign.answers.words import Token, is_stop_word, stem, tokens

Slot = Mapping[str, float]
"""Stems that would do in one place, each with how well, from 0 to 1."""

_OTHER_SPELLING = 0.8
_WHOLE_NAME = 3
"""Of a name of so many words, half is enough: people say "López Obrador"."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word or phrase of the question stands for; `known` where the library has it at all."""

    text: str
    phrases: tuple[tuple[Slot, ...], ...]
    mass: float
    known: bool
    name: bool

    def match(self, stems: Set[str]) -> float:
        """How much of the concept is among the stems, from 0 to 1."""
        return max((_match(phrase, stems) for phrase in self.phrases), default=0.0)


@dataclass(frozen=True, slots=True)
class Query:
    """The concepts of a question in the order in which they stand."""

    language: str
    concepts: tuple[Concept, ...]

    @property
    def mass(self) -> float:
        """The idf of all concepts together."""
        return sum(concept.mass for concept in self.concepts)

    def coverage(self, stems: Set[str]) -> float:
        """The share of the question's idf that is among the stems."""
        if not self.mass:
            return 0.0
        return sum(each.mass * each.match(stems) for each in self.concepts) / self.mass

    def names_missing(self, stems: Set[str]) -> float:
        """The share of the question's idf in names and numbers that are not among the stems."""
        missing = sum(each.mass * (1 - each.match(stems)) for each in self.concepts if each.name)
        return missing / max(self.mass, 1e-9)


def build(
    question: str,
    language: str,
    index: LanguageIndex,
    aliases: Mapping[str, tuple[str, ...]],
) -> Query:
    """The query that a question in `language` puts to an index, which may be of another one."""
    words = tokens(question)
    concepts: list[Concept] = []
    at = 0
    while at < len(words):
        taken, phrases = _read(words, at, language, index, aliases)
        if phrases:
            text = " ".join(word.text for word in words[at : at + taken])
            concept = _concept(text, phrases, index, name=_is_name(words, at, index))
            if all(concept.text.casefold() != other.text.casefold() for other in concepts):
                concepts.append(concept)
        at += taken
    return Query(index.language, tuple(concepts))


def scores(query: Query, index: LanguageIndex) -> Floats:
    """BM25 of each passage as a share of what a perfect one would have."""
    total = index.saturations({})
    for concept in query.concepts:
        total += _phrase_scores(concept, index)
    return total / np.float32(max(query.mass * PERFECT, 1e-9))


def _phrase_scores(concept: Concept, index: LanguageIndex) -> Floats:
    best = index.saturations({})
    for phrase in concept.phrases:
        summed = index.saturations({})
        for slot in phrase:
            summed += index.saturations(slot) * np.float32(index.idf(slot) / len(phrase))
        best = np.maximum(best, summed)
    return best


def _read(
    words: Sequence[Token],
    at: int,
    language: str,
    index: LanguageIndex,
    aliases: Mapping[str, tuple[str, ...]],
) -> tuple[int, list[tuple[Slot, ...]]]:
    """How many words from `at` on make one concept, and the phrases that would stand for it."""
    word = words[at].folded
    if word in aliases:
        spelled = tuple(_slot(each, language, index) for each in aliases[word])
        return 1, [spelled, (_slot(word, language, index),)]
    if language != index.language:
        for length in range(min(LONGEST_PHRASE, len(words) - at), 1, -1):
            together = tuple(each.folded for each in words[at : at + length])
            if others := translations(together, language, index.language):
                return length, [_phrase(other) for other in others]
    if is_stop_word(word, language):
        return 1, []
    phrases: list[tuple[Slot, ...]] = [(_slot(word, language, index),)]
    if language != index.language:
        others = translations((word,), language, index.language)
        phrases += [_phrase(other) for other in others if len(other) > 1]
    return 1, phrases


def _phrase(stems: Phrase) -> tuple[Slot, ...]:
    return tuple({each: 1.0} for each in stems)


def _slot(folded: str, language: str, index: LanguageIndex) -> Slot:
    here = stem(folded, index.language)
    slot = {here: 1.0} if index.frequency(here) else {}
    if language == index.language:
        if not slot:
            slot = {each: _OTHER_SPELLING * like for each, like in index.like(folded).items()}
        return slot or {here: 1.0}
    for translation in translations((folded,), language, index.language):
        if len(translation) == 1 and index.frequency(translation[0]):
            slot[translation[0]] = 1.0
    if not slot:
        slot = index.like(folded)
    return slot or {here: 1.0}


def _concept(
    text: str, phrases: list[tuple[Slot, ...]], index: LanguageIndex, *, name: bool
) -> Concept:
    known = [
        phrase for phrase in phrases if all(any(map(index.frequency, slot)) for slot in phrase)
    ]
    masses = [sum(index.idf(slot) for slot in phrase) / len(phrase) for phrase in known or phrases]
    return Concept(text, tuple(phrases), max(masses), bool(known), name)


def _is_name(words: Sequence[Token], at: int, index: LanguageIndex) -> bool:
    word = words[at]
    if word.number:
        return True
    return (word.capital and at > 0) or index.is_name(word.folded)


def _match(phrase: tuple[Slot, ...], stems: Set[str]) -> float:
    found = sum(
        max((weight for each, weight in slot.items() if each in stems), default=0.0)
        for slot in phrase
    )
    share = found / len(phrase)
    return min(1.0, 2 * share) if len(phrase) >= _WHOLE_NAME else share
