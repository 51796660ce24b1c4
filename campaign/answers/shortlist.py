"""The passages worth a closer look: the best of each way of searching, and what they still lack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from campaign.answers.asked import wanted
from campaign.answers.lexical import Entry, Floats, LanguageIndex
from campaign.answers.query import build, scores
from campaign.answers.quote import Asked, trigrams
from campaign.answers.scales import WORDS, Scale
from campaign.answers.spelling import spell_out
from campaign.answers.words import tokens

LEXICAL_DEPTH = 30
NEAREST_DEPTH = 20
"""Passages of each language that are looked at, by their words and by meaning."""

CLOSE_LOOK = 16
"""Of those, so many are read closely: one of the first twelve holds the answer if any does."""

UNKNOWN_LOOK = 8
"""And so many of those that have no vector yet."""


class PassageVectors(Protocol):
    """The vectors of a library's passages, as rows of one matrix that never changes."""

    def rows(self, hashes: Sequence[bytes]) -> NDArray[np.int32]:
        """The row of each text by its hash; -1 where there is no vector yet."""

    def cosines(self, question: Floats) -> Floats:
        """The cosine of a question's vector of unit length with every row."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its BM25 as a share of a perfect one's; `cosine` where it has a vector."""

    entry: Entry
    lexical: float
    cosine: float | None
    asked: Asked
    crossing: bool


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Candidates for a question; `wanted` are the sentences whose vectors would help, by hash."""

    question: str
    language: str
    vector: Floats | None
    candidates: tuple[Candidate, ...]
    wanted: Mapping[bytes, str] = field(default_factory=dict)
    scale: Scale = WORDS


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the passages of an index have their rows in the vectors; -1 for none."""

    vectors: PassageVectors
    rows: Mapping[str, NDArray[np.int32]]
    scale: Scale


def candidates(
    question: str,
    language: str,
    indexes: Mapping[str, LanguageIndex],
    aliases: Mapping[str, tuple[str, ...]],
    placed: Placed | None,
    vector: Floats | None,
) -> list[Candidate]:
    """The candidates of every index for a cleaned question in `language`, in no order."""
    spelled = spell_out(question, language)
    asks = wanted(spelled, language)
    cosines = placed.vectors.cosines(vector) if placed and vector is not None else None
    glances: list[_Glance] = []
    for index in indexes.values():
        query = build(spelled, language, index, aliases)
        words = tuple(tokens(spelled))
        asked = Asked(query, asks, words, trigrams(words, language))
        near = None
        if placed is not None and cosines is not None:
            rows = placed.rows[index.language]
            near = np.where(rows >= 0, np.append(cosines, np.float32(-1))[rows], np.float32(-1))
        glances += _of_index(asked, index, near, crossing=index.language != language)
    chosen = glances if placed is None or cosines is None else _promising(glances, placed.scale)
    return [
        Candidate(each.index.entries[each.at], each.lexical, each.cosine, each.asked, each.crossing)
        for each in chosen
    ]


@dataclass(frozen=True, slots=True)
class _Glance:
    """A candidate whose text was not looked at yet."""

    index: LanguageIndex
    at: int
    lexical: float
    cosine: float | None
    asked: Asked
    crossing: bool

    def promise(self, scale: Scale) -> float:
        """How likely it is that the passage answers, before its sentences are compared."""
        weights = (scale.other if self.crossing else scale.same).passage
        words = weights.lexical + weights.coverage
        return (self.cosine or 0.0) + weights.bonus + words * self.lexical


def _promising(glances: Sequence[_Glance], scale: Scale) -> list[_Glance]:
    best = sorted(glances, key=lambda each: -each.promise(scale))
    known = [each for each in best if each.cosine is not None]
    unknown = [each for each in best if each.cosine is None]
    return known[:CLOSE_LOOK] + unknown[:UNKNOWN_LOOK]


def _of_index(
    asked: Asked, index: LanguageIndex, near: Floats | None, *, crossing: bool
) -> list[_Glance]:
    if not index.entries or (near is None and not asked.query.concepts):
        return []
    lexical = scores(asked.query, index)
    chosen = {at for at in _top(lexical, LEXICAL_DEPTH) if lexical[at] > 0}
    if near is not None:
        chosen.update(at for at in _top(near, NEAREST_DEPTH) if near[at] > -1)
    return [
        _Glance(
            index,
            at,
            float(lexical[at]),
            float(near[at]) if near is not None and near[at] > -1 else None,
            asked,
            crossing,
        )
        for at in sorted(chosen)
    ]


def _top(values: Floats, depth: int) -> list[int]:
    deep = min(depth, len(values))
    top: list[int] = np.argpartition(-values, deep - 1)[:deep].tolist()
    return top
