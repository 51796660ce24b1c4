"""How much each way of looking counts, for each embedder: their cosines have scales of their own.

The weights of passages and of sentences are log-odds of two listwise logistic regressions (which
of the passages found is the one that answers, and which of its sentences), fitted on questions in
English and Spanish to articles in either, and rounded; those of passages are then divided so that
the cosines together count one. Checked by leaving out a quarter of the articles at a time.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageWeights:
    """A passage is worth its cosine, its nearest sentence's, and the question's words in it."""

    cosine: float
    nearest: float
    lexical: float
    coverage: float
    bonus: float = 0.0


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """What speaks for a sentence, in log-odds over the others of its passage."""

    cosine: float
    coverage: float
    trigrams: float
    kind: float


@dataclass(frozen=True, slots=True)
class Weights:
    """For passages in the question's language, or in another one."""

    passage: PassageWeights
    sentence: SentenceWeights


@dataclass(frozen=True, slots=True)
class Scale:
    """An embedder's weights.

    `twin` is how much worse a translation in the reader's language may be, and `guess` the cosine
    of a passage that has no vector yet: with none of the question's words, and with all of them.
    """

    name: str
    same: Weights
    other: Weights
    twin: float
    guess: tuple[float, float]


WORDS = Scale(
    "words",
    Weights(PassageWeights(0, 0, 1, 0), SentenceWeights(0, 3.9, 3.5, 1.8)),
    Weights(PassageWeights(0, 0, 1, 0), SentenceWeights(0, 6.6, 3.3, 1.8)),
    twin=0.0,
    guess=(0.0, 0.0),
)
"""Without an embedder; how passages are weighed then is told in `search`."""

_E5 = Scale(
    "e5",
    Weights(PassageWeights(0.48, 0.52, 0.03, 0.055), SentenceWeights(22, 2.2, 2.2, 1.9)),
    Weights(PassageWeights(0.53, 0.47, 0.025, 0.05, 0.05), SentenceWeights(43, 3.5, 0, 1.75)),
    twin=0.06,
    guess=(0.79, 0.86),
)
_USE = Scale(
    "use",
    Weights(PassageWeights(0.52, 0.48, 0.29, 0.33), SentenceWeights(5, 2.6, 2.8, 1.7)),
    Weights(PassageWeights(0.58, 0.42, 0.06, 0.32, 0.1), SentenceWeights(9.7, 3.7, 1.3, 1.9)),
    twin=0.2,
    guess=(0.2, 0.5),
)

_SCALES = {"e5": _E5, "use": _USE}


def scale_of(embedder: str) -> Scale:
    """The scale of an embedder by its name; one that nobody measured is taken as `use` is."""
    return _SCALES.get(embedder, _USE)
