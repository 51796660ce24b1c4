"""From a question to the passages that may answer it, best first, on one absolute scale."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campaign.answers.asked import wanted
from campaign.answers.lexical import Entry, LanguageIndex
from campaign.answers.query import build, scores
from campaign.answers.quote import Asked, Excerpt, best_excerpt, trigrams
from campaign.answers.spelling import spell_out
from campaign.answers.words import tokens

_DEEP = 30
_EXCERPT = 0.5
_CROSSING = 0.8
"""A passage in the question's own language comes first if it is nearly as good."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, its best quote, and how good they are beside a perfect one."""

    entry: Entry
    excerpt: Excerpt | None
    score: float
    lexical: float
    asked: Asked
    crossing: bool


def search(
    question: str,
    language: str,
    indexes: Mapping[str, LanguageIndex],
    aliases: Mapping[str, tuple[str, ...]],
    *,
    depth: int = 10,
) -> list[Found]:
    """At most `depth` passages for a cleaned question in `language`, best first."""
    spelled = spell_out(question, language)
    asks = wanted(spelled, language)
    found: list[Found] = []
    for index in indexes.values():
        query = build(spelled, language, index, aliases)
        words = tokens(spelled)
        asked = Asked(query, asks, trigrams(words, language))
        found += _found(asked, index, crossing=index.language != language)
    found.sort(key=lambda each: (-each.score, each.entry.article.id, each.entry.place))
    return found[:depth]


def _found(asked: Asked, index: LanguageIndex, *, crossing: bool) -> list[Found]:
    if not asked.query.concepts or not index.entries:
        return []
    lexical = scores(asked.query, index)
    deep = min(_DEEP, len(lexical))
    best = np.argpartition(-lexical, deep - 1)[:deep]
    found = []
    for at in best.tolist():
        if lexical[at] > 0:
            excerpt = best_excerpt(index.entries[at], asked)
            score = float(lexical[at]) + _EXCERPT * (excerpt.score if excerpt else 0.0)
            score *= _CROSSING if crossing else 1.0
            found.append(
                Found(index.entries[at], excerpt, score, float(lexical[at]), asked, crossing)
            )
    return found
