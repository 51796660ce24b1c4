"""How sure it is that a quote answers a question, and when to say no.

A logistic model over seven signals, fitted once on questions with and without their passage in
the library: same paragraphs, same article without the paragraph, other articles. All signals are
shares of what the question asks, none compares with other passages, so that an article that is
there twice, or a larger library, makes no answer less sure.
"""

import math
from dataclasses import astuple, dataclass

from campaign.answers.asked import Kind, holds
from campaign.answers.quote import Excerpt, shared_trigrams, trigrams
from campaign.answers.search import Found
from campaign.answers.words import content_stems

ANSWER = 0.5
"""From this confidence on a quote is shown as the answer."""

MAYBE = 0.25
"""From this confidence on a quote is shown as something that may help."""

_ENOUGH_HITS = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a quote, and what against it."""

    coverage: float
    """Share of the question's idf that the quote has."""
    names_missing: float
    """Share of the question's idf in names and numbers that the passage lacks."""
    kind_missing: float
    """1 if the question asks for a person, number, date... and the quote holds none."""
    trigrams: float
    """Share of the question's trigrams that the quote has."""
    lexical: float
    """BM25 of the passage as a share of a perfect one's."""
    hits: float
    """Concepts of the question that the quote has, at most five."""
    single: float
    """1 if the quote has but one of them, or none."""


_SAME_LANGUAGE = (-4.90, Signals(2.00, -4.62, -1.11, 3.10, 1.36, 0.61, -0.42))
_OTHER_LANGUAGE = (-4.05, Signals(1.56, -2.05, -1.36, 3.27, 1.99, 0.93, -0.08))


def confidence(found: Found) -> float:
    """The likelihood, from 0 to 1, that the best quote of a passage answers the question."""
    if found.excerpt is None:
        return 0.0
    base, weights = _OTHER_LANGUAGE if found.crossing else _SAME_LANGUAGE
    values = zip(astuple(weights), astuple(signals(found, found.excerpt)), strict=True)
    return 1 / (1 + math.exp(-base - sum(weight * value for weight, value in values)))


def signals(found: Found, excerpt: Excerpt) -> Signals:
    """The signals of a passage and its quote."""
    asked, article = found.asked, found.entry.article
    query = asked.query
    around = f"{found.entry.text} {article.title} {found.entry.passage.heading}"
    passage = frozenset(content_stems(around, article.language))
    names = [concept for concept in query.concepts if concept.name]
    missing = sum(concept.mass * (1 - concept.match(passage)) for concept in names)
    asks = asked.wanted.kind is not Kind.OTHER
    held = holds(asked.wanted, excerpt.words, article.language)
    hits = sum(concept.match(excerpt.stems) >= 1 / 2 for concept in query.concepts)
    return Signals(
        coverage=query.coverage(excerpt.stems),
        names_missing=missing / max(query.mass, 1e-9),
        kind_missing=float(asks and not held),
        trigrams=shared_trigrams(asked, trigrams(excerpt.words, article.language)),
        lexical=found.lexical,
        hits=float(min(hits, _ENOUGH_HITS)),
        single=float(hits <= 1),
    )
