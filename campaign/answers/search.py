"""From candidates to the passages that may answer, best first, on one absolute scale."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.answers.lexical import Entry, Floats
from campaign.answers.quote import Asked, Excerpt, best_excerpt
from campaign.answers.shortlist import Candidate, Shortlist

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
    shortlist: Shortlist, sentences: Mapping[bytes, Floats], *, depth: int = 10
) -> list[Found]:
    """At most `depth` passages of a shortlist, best first, given the vectors of sentences."""
    found = [_found(each) for each in shortlist.candidates if each.lexical > 0]
    found.sort(key=lambda each: (-each.score, each.entry.article.id, each.entry.place))
    return found[:depth]


def _found(candidate: Candidate) -> Found:
    excerpt = best_excerpt(candidate.entry, candidate.asked)
    score = candidate.lexical + _EXCERPT * (excerpt.score if excerpt else 0.0)
    score *= _CROSSING if candidate.crossing else 1.0
    return Found(
        candidate.entry, excerpt, score, candidate.lexical, candidate.asked, candidate.crossing
    )
