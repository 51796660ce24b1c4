"""How sure it is that a quote answers a question, and when to say no.

A logistic model over a few signals for each embedder, and for passages in the question's language
or another one. They were fitted by `benchmarks/fit_confidence.py` on questions with their passage
in the library, without it, without its whole article, and on questions that only look as if they
had an answer, two with an answer to one without; a sixth of the articles at a time was left out.
By hand then: `e5` takes a negation that the text lacks, a contrary and what is missing of the kind
asked for as seriously as near misses ask, and `names_unknown` is never good news.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from campaign.answers.answer import Status
from campaign.answers.search import Found
from campaign.answers.signals import signals

_MAYBE = 0.5
"""A quote that is at least so much of the way to an answer is shown as one that may help."""


@dataclass(frozen=True, slots=True)
class Model:
    """A base in log-odds, what each signal adds, and from which likelihood on it is an answer.

    The threshold is where answers lost and answers that are wrong balance on those questions.
    """

    answer: float
    base: float
    weights: Mapping[str, float]

    def likelihood(self, values: Mapping[str, float]) -> float:
        """The likelihood, from 0 to 1, that signals of these values speak of an answer."""
        odds = self.base + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


_WORDS = (
    Model(
        0.44,
        -3.36,
        {
            "coverage": 1.94,
            "names_missing": -2.95,
            "kind_missing": -0.65,
            "trigrams": 1.67,
            "lexical": 1.1,
            "hits": 0.49,
            "single": -0.36,
            "names_elsewhere": -0.47,
            "names_unknown": -0.48,
            "negated": -3.0,
            "contraries": -0.83,
        },
    ),
    Model(
        0.5,
        -3.47,
        {
            "coverage": 1.35,
            "names_missing": -2.3,
            "kind_missing": -0.28,
            "trigrams": 4.04,
            "lexical": 1.18,
            "hits": 0.76,
            "single": -0.51,
            "names_elsewhere": -0.46,
            "contraries": -0.19,
        },
    ),
)
_E5 = (
    Model(
        0.28,
        -22.3,
        {
            "nearest": 23.9,
            "lead": 11.5,
            "coverage": 2.0,
            "around": 0.76,
            "names_missing": -3.2,
            "names_elsewhere": -0.3,
            "names_unknown": -0.3,
            "kind_missing": -0.5,
            "negated": -4.0,
            "contraries": -1.2,
        },
    ),
    Model(
        0.44,
        -24.6,
        {
            "nearest": 28.8,
            "lead": 33.7,
            "coverage": 1.4,
            "names_elsewhere": -0.65,
            "names_unknown": -0.5,
            "kind_missing": -1.15,
            "negated": -0.1,
            "contraries": -0.5,
        },
    ),
)
_USE = (
    Model(
        0.36,
        -4.09,
        {
            "nearest": 3.07,
            "lead": 2.54,
            "coverage": 2.35,
            "around": 1.79,
            "names_missing": -3.64,
            "names_elsewhere": -0.19,
            "names_unknown": -0.25,
            "negated": -3.1,
            "contraries": -0.82,
            "lexical": -3.61,
            "trigrams": 2.32,
        },
    ),
    Model(
        0.5,
        -3.4,
        {
            "nearest": 3.13,
            "lead": 9.98,
            "coverage": 3.34,
            "around": 0.31,
            "names_missing": -2.25,
            "names_elsewhere": -0.42,
            "negated": -0.75,
            "contraries": -0.15,
            "lexical": -4.57,
            "trigrams": 2.76,
        },
    ),
)
_MODELS = {"words": _WORDS, "e5": _E5, "use": _USE}


def confidence(found: Found) -> float:
    """The likelihood, from 0 to 1, that the best quote of a passage answers the question."""
    if found.excerpt is None:
        return 0.0
    return _model(found).likelihood(signals(found, found.excerpt).values())


def status(found: Found, sure: float, threshold: float | None = None) -> Status:
    """What to do with a quote of this confidence; `threshold` is the campaign's own, if it has one.

    It counts for every language alike, where the models' own are higher across languages.
    """
    answer = _model(found).answer if threshold is None else threshold
    if sure >= answer:
        return "answer"
    return "maybe" if sure >= _MAYBE * answer else "no"


def _model(found: Found) -> Model:
    same, other = _MODELS[found.scale.name]
    return other if found.crossing else same
