"""What speaks for a quote and what against it: numbers that `confidence` weighs.

Nearly all are shares of what the question asks. Only `lead` compares with other passages, and only
with those of the same language, so that a translation beside it makes no answer less sure.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from campaign.answers.asked import Kind, holds, says_what_is_asked, telling
from campaign.answers.contraries import contraries, negated
from campaign.answers.query import Concept
from campaign.answers.quote import Excerpt, read_sentences, shared_trigrams, trigrams
from campaign.answers.search import Found

_ENOUGH_HITS = 5
_MOST_NAMES = 2.0


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of a passage and its best quote."""

    nearest: float
    """The highest cosine of a sentence of the passage; 0 by words alone."""
    lead: float
    """By how much the passage is better than the next four in its language."""
    coverage: float
    """Share of the question's idf that the quote has."""
    around: float
    """The same of the passage, without words such as "year" that only say what is asked for."""
    names_missing: float
    """Share of the question's idf in names and numbers that the passage lacks."""
    names_elsewhere: float
    """Names of the question that other passages have and this one lacks, and numbers; at most 2."""
    names_unknown: float
    """Names that no passage has, and no other spelling or translation of them; at most 2."""
    kind_missing: float
    """1 if the question asks for a person, number, date... and the quote holds none.

    Less for kinds that are hard to tell.
    """
    kind_missing_best: float
    """The same of the likeliest sentence alone."""
    negated: float
    """1 if the question has a negation and the likeliest sentence has none."""
    contraries: float
    """Words of the question whose contrary the passage has instead: "west" for "east"."""
    trigrams: float
    """Share of the question's trigrams that the quote has."""
    lexical: float
    """BM25 of the passage as a share of a perfect one's."""
    hits: float
    """Concepts of the question that the quote has, at most five."""
    single: float
    """1 if the quote has but one of them, or none."""

    def values(self) -> dict[str, float]:
        """The signals by name."""
        return asdict(self)


def signals(found: Found, excerpt: Excerpt) -> Signals:
    """The signals of a passage and its quote."""
    asked, language = found.asked, found.entry.article.language
    query = asked.query
    passage = [word for each in read_sentences(found.entry.text, language) for word in each.words]
    missing = [(each, 1 - each.match(found.stems)) for each in query.concepts if each.name]
    asks = asked.wanted.kind is not Kind.OTHER
    tells = telling(asked.wanted.kind)
    hits = sum(concept.match(excerpt.stems) >= 1 / 2 for concept in query.concepts)
    return Signals(
        nearest=excerpt.nearest,
        lead=found.lead,
        coverage=query.coverage(excerpt.stems),
        around=_coverage(
            [each for each in query.concepts if not says_what_is_asked(each.text)], found.stems
        ),
        names_missing=query.names_missing(found.stems),
        names_elsewhere=_some(share for name, share in missing if _certain(name)),
        names_unknown=_some(share for name, share in missing if not _certain(name)),
        kind_missing=tells * (asks and not holds(asked.wanted, excerpt.words, language)),
        kind_missing_best=tells * (asks and not excerpt.best.kind),
        negated=float(negated(asked.words) and not excerpt.best.negated),
        contraries=float(contraries(asked.words, passage, language)),
        trigrams=shared_trigrams(asked, trigrams(excerpt.words, language)),
        lexical=found.lexical,
        hits=float(min(hits, _ENOUGH_HITS)),
        single=float(hits <= 1),
    )


def _certain(name: Concept) -> bool:
    """Whether the library has the name, so that a passage without it surely lacks it."""
    return name.known or name.text[0].isdigit()


def _some(shares: Iterable[float]) -> float:
    return min(_MOST_NAMES, sum(shares))


def _coverage(concepts: list[Concept], stems: frozenset[str]) -> float:
    mass = sum(each.mass for each in concepts)
    return sum(each.mass * each.match(stems) for each in concepts) / mass if mass else 0.0
