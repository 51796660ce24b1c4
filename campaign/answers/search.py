"""From candidates to the passages that may answer, best first, on one absolute scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from campaign.answers.entries import Entry
from campaign.answers.postings import Floats
from campaign.answers.quote import (
    Asked,
    Excerpt,
    Match,
    best_excerpt,
    read_sentences,
    shared_trigrams,
)
from campaign.answers.scales import WORDS, Scale, Weights
from campaign.answers.shortlist import Candidate, Shortlist
from campaign.answers.texts import text_hash
from campaign.answers.words import content_stems

_AROUND = (0.15, 0.2)
_BEST = (0.3, 0.3, 0.1)
_NAMES_MISSING = 0.4
"""By words alone, beside BM25: the passage's coverage and letter triples, those of its likeliest
sentence and whether it holds what is asked for, and the names that the passage lacks; fitted as
the weights in `scales` were."""

_CROSSING = 0.8
"""By words alone a passage in the question's own language comes first if it is nearly as good."""

_TWIN = 0.6
"""And a translation is taken if it scores so much of the best passage."""

_RIVALS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, its best quote, and how good they are beside a perfect one.

    `cosine` is None where words alone found it. `stems` are those of the passage, its heading and
    its title. `lead` is by how much it is better than the next few in its language.
    """

    entry: Entry
    excerpt: Excerpt | None
    score: float
    lexical: float
    cosine: float | None
    stems: frozenset[str]
    asked: Asked
    crossing: bool
    scale: Scale
    lead: float = 0.0


def search(
    shortlist: Shortlist, sentences: Mapping[bytes, Floats], *, depth: int = 10
) -> list[Found]:
    """At most `depth` passages of a shortlist, best first, given the vectors of sentences.

    A translation in the reader's language comes before the best passage if it is nearly as good.
    """
    by_meaning = shortlist.vector is not None and any(
        each.cosine is not None for each in shortlist.candidates
    )
    scale = shortlist.scale if by_meaning else WORDS
    found = [
        _by_meaning(each, shortlist.vector, sentences, scale)
        if by_meaning
        else _by_words(each, scale)
        for each in shortlist.candidates
    ]
    found = [each for each in found if by_meaning or each.lexical > 0]
    found.sort(key=lambda each: (-each.score, each.entry.article.id, each.entry.place))
    leading = [replace(each, lead=_lead(each, found)) for each in found[:depth]]
    return _readers_language_first(leading, shortlist.language, scale)


def _by_words(candidate: Candidate, scale: Scale) -> Found:
    entry, asked = candidate.entry, candidate.asked
    excerpt = best_excerpt(entry, asked, _weights(candidate, scale).sentence)
    stems = _stems(entry)
    read = read_sentences(entry.text, entry.article.language)
    letters = frozenset[str]().union(*(sentence.trigrams for sentence in read))
    score = (
        candidate.lexical
        + _AROUND[0] * asked.query.coverage(stems)
        + _AROUND[1] * shared_trigrams(asked, letters)
        + (_worth(excerpt.best) if excerpt else 0.0)
        - _NAMES_MISSING * asked.query.names_missing(stems)
    )
    score *= _CROSSING if candidate.crossing else 1.0
    return _found(candidate, excerpt, score, stems, scale)


def _worth(best: Match) -> float:
    coverage, letters, kind = _BEST
    asked_for = best.kind * min(1.0, 2 * best.coverage)
    return coverage * best.coverage + letters * best.trigrams + kind * asked_for


def _by_meaning(
    candidate: Candidate,
    vector: Floats | None,
    sentences: Mapping[bytes, Floats],
    scale: Scale,
) -> Found:
    weights = _weights(candidate, scale)
    stems = _stems(candidate.entry)
    coverage = candidate.asked.query.coverage(stems)
    near = _cosine(candidate, coverage, scale)
    cosines = _cosines(candidate.entry, vector, sentences, near)
    excerpt = best_excerpt(candidate.entry, candidate.asked, weights.sentence, cosines)
    score = (
        weights.passage.cosine * near
        + weights.passage.nearest * max(cosines, default=near)
        + weights.passage.lexical * candidate.lexical
        + weights.passage.coverage * coverage
        + weights.passage.bonus
    )
    # Confidence in a passage that has no vector yet rests on its words.
    return _found(
        candidate, excerpt, score, stems, scale if candidate.cosine is not None else WORDS
    )


def _found(
    candidate: Candidate,
    excerpt: Excerpt | None,
    score: float,
    stems: frozenset[str],
    scale: Scale,
) -> Found:
    return Found(
        candidate.entry,
        excerpt,
        score,
        candidate.lexical,
        candidate.cosine,
        stems,
        candidate.asked,
        candidate.crossing,
        scale,
    )


def _weights(candidate: Candidate, scale: Scale) -> Weights:
    return scale.other if candidate.crossing else scale.same


def _stems(entry: Entry) -> frozenset[str]:
    language = entry.article.language
    around = content_stems(f"{entry.article.title} {entry.passage.heading}", language)
    read = read_sentences(entry.text, language)
    return frozenset(around).union(*(sentence.stems for sentence in read))


def _cosine(candidate: Candidate, coverage: float, scale: Scale) -> float:
    """A passage's cosine, or the one that a passage with so many of the words usually has."""
    if candidate.cosine is not None:
        return candidate.cosine
    none, every = scale.guess
    return none + (every - none) * coverage


def _cosines(
    entry: Entry, vector: Floats | None, sentences: Mapping[bytes, Floats], near: float
) -> list[float]:
    """The cosine of each sentence; one that has no vector yet is as near as its passage."""
    cosines = []
    for read in read_sentences(entry.text, entry.article.language):
        sentence = sentences.get(text_hash(entry.text[read.bounds.start : read.bounds.end]))
        cosines.append(near if sentence is None or vector is None else float(sentence @ vector))
    return cosines


def _lead(found: Found, others: Sequence[Found]) -> float:
    """By how much a passage is better than the next four of other works in its language."""
    article = found.entry.article
    rivals = [
        other.score
        for other in others
        if other is not found
        and other.entry.article.language == article.language
        and (other.entry.article.id == article.id or other.entry.article.work != article.work)
    ]
    best = sorted(rivals, reverse=True)[:_RIVALS]
    return found.score - fmean(best) if best else 0.0


def _readers_language_first(found: list[Found], language: str, scale: Scale) -> list[Found]:
    if not found or found[0].entry.article.language == language:
        return found
    best = found[0]
    least = _TWIN * best.score if scale is WORDS else best.score - scale.twin
    for twin in found[1:]:
        article = twin.entry.article
        same_work = article.work == best.entry.article.work
        if (
            same_work
            and article.language == language
            and twin.excerpt is not None
            and (twin.score >= least or _hidden(best, twin))
        ):
            return [twin, *(each for each in found if each is not twin)]
    return found


def _hidden(best: Found, twin: Found) -> bool:
    """Whether a translation is behind only because its vector has not been made yet."""
    return best.cosine is not None and twin.cosine is None and twin.lexical > 0
