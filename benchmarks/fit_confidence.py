"""Fit the weights of `campaign/answers/confidence.py`, and show how well they hold.

    python benchmarks/fit_confidence.py ../shared/answers --embedder e5

FOLDER holds `xquad-dev.en.json`, `xquad-dev.es.json` (paired by position) and
`xquad-dev.unanswerable.en.json`. Each question is asked four times: of its library (right if the
best quote holds the answer), without its paragraph, without its article (wrong, whatever comes),
and the unanswerable ones as they are. Every sixth article is left out in turn, and what is printed
under "left out" is of questions whose article the weights never saw. The weights themselves, of
all, come last: paste them into `_MODELS`.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campaign.answers.embedded import Vectors
from campaign.answers.embedders import choose
from campaign.answers.evaluate import is_right
from campaign.answers.figures import auc
from campaign.answers.reading import LibraryReader
from campaign.answers.search import search
from campaign.answers.shortlist import Candidate, Shortlist
from campaign.answers.signals import signals
from campaign.answers.spelling import clean, worded
from campaign.answers.testset import TestQuestion, read_questions
from campaign.answers.texts import texts
from campaign.articles.article import Article

Doubles = NDArray[np.float64]

SIGNALS = {
    "words": (
        *("coverage", "names_missing", "kind_missing", "trigrams", "lexical", "hits", "single"),
        *("names_elsewhere", "names_unknown", "negated", "contraries"),
    ),
    "e5": (
        *("nearest", "lead", "coverage", "around", "names_missing", "names_elsewhere"),
        *("names_unknown", "kind_missing", "negated", "contraries"),
    ),
}
SIGNALS["use"] = (*SIGNALS["e5"], "lexical", "trigrams")

LIKE_LIFE = {"whole": 1.0, "no paragraph": 0.25, "no article": 0.1, "unanswerable": 0.8}
"""How often each kind of asking counts: one in three has no answer, most nearly have."""

FOLDS = 6
RIDGE = 3e-3


@dataclass(frozen=True, slots=True)
class Asking:
    """One asking of one question, and whether the best quote was right."""

    kind: str
    group: int
    crossing: bool
    values: dict[str, float]
    answerable: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Set:
    """Questions and the library that they are asked of."""

    name: str
    language: str
    questions: Sequence[TestQuestion]
    articles: Sequence[Article]


def sets(folder: Path) -> Iterator[Set]:
    """The four crossings of two languages, and the unanswerable questions."""
    files = {each: folder / f"xquad-dev.{each}.json" for each in ("en", "es")}
    for asked in files:
        for told in files:
            library = None if asked == told else files[told]
            yield Set(f"{asked}-{told}", asked, *read_questions([files[asked]], library, asked))
    adversarial = folder / "xquad-dev.unanswerable.en.json"
    yield Set("unanswerable", "en", *read_questions([adversarial], None, "en"))


def askings(each: Set, vectors: Vectors | None) -> Iterator[Asking]:
    """Every asking of every question of a set."""
    reader = _reader(each.articles, vectors)
    kinds = ["whole", "no paragraph"] if each.name != "unanswerable" else [each.name]
    for question in each.questions:
        for kind in kinds:
            yield from _ask(reader, each.language, question, kind, vectors)
    if each.name == "unanswerable":
        return
    for article in each.articles:
        rest = _reader([other for other in each.articles if other.id != article.id], vectors)
        for question in each.questions:
            if question.home is not None and question.home.article == article.id:
                yield from _ask(rest, each.language, question, "no article", vectors)


def _reader(articles: Sequence[Article], vectors: Vectors | None) -> LibraryReader:
    reader = LibraryReader(articles, {})
    return reader if vectors is None else vectors.placed(reader)


def _ask(
    reader: LibraryReader,
    language: str,
    question: TestQuestion,
    kind: str,
    vectors: Vectors | None,
) -> Iterator[Asking]:
    text = worded(clean(question.text), language, {})
    vector = vectors.question(text) if vectors else None
    shortlist = reader.shortlist(question.text, language, vector)
    if kind == "no paragraph":
        shortlist = without_paragraph(shortlist, question)
    sentences = vectors.sentences(shortlist.wanted) if vectors else {}
    found = search(shortlist, sentences)
    if not found or found[0].excerpt is None or question.home is None:
        return
    excerpt = found[0].excerpt
    whole = kind == "whole" and question.answerable
    yield Asking(
        kind,
        question.home.article,
        found[0].crossing,
        signals(found[0], excerpt).values(),
        whole,
        whole and is_right(question, found[0].entry.slice(excerpt.start, excerpt.end)),
    )


def without_paragraph(shortlist: Shortlist, question: TestQuestion) -> Shortlist:
    """The shortlist without the paragraph that the question belongs to."""

    def stays(candidate: Candidate) -> bool:
        home, passage = question.home, candidate.entry.passage
        if home is None or candidate.entry.article.id != home.article:
            return True
        return not (home.start <= passage.start and passage.end <= home.end)

    return replace(shortlist, candidates=tuple(filter(stays, shortlist.candidates)))


def fit(values: Doubles, right: Doubles, weights: Doubles) -> tuple[float, Doubles]:
    """Base and weights of a logistic regression with a small ridge, by Newton's steps."""
    mean, spread = values.mean(0), values.std(0) + 1e-9
    table = np.c_[np.ones(len(values)), (values - mean) / spread]
    ridge = RIDGE * weights.sum() * np.eye(table.shape[1])
    ridge[0, 0] = 1e-9
    odds = np.zeros(table.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-table @ odds))
        slope = table.T @ (weights * (likely - right)) + ridge @ odds
        curve = (table * (weights * likely * (1 - likely))[:, np.newaxis]).T @ table + ridge
        odds -= np.linalg.solve(curve, slope)
    scaled = odds[1:] / spread
    return float(odds[0] - scaled @ mean), scaled


def report(name: str, asked: Sequence[Asking], names: Sequence[str]) -> None:
    """Print how the weights hold on articles left out, and the weights of all."""
    values = np.array([[each.values[signal] for signal in names] for each in asked])
    right = np.array([float(each.right) for each in asked])
    weights = np.array([LIKE_LIFE[each.kind] for each in asked])
    group = np.array([each.group % FOLDS for each in asked])
    likely = np.zeros(len(asked))
    for fold in range(FOLDS):
        base, scaled = fit(values[group != fold], right[group != fold], weights[group != fold])
        likely[group == fold] = 1 / (1 + np.exp(-(base + values[group == fold] @ scaled)))
    print(f"\n{name}, left out:")
    answerable = np.array([each.answerable for each in asked])
    for kind in LIKE_LIFE:
        these = np.array([each.kind == kind for each in asked])
        if kind != "whole" and these.any():
            told = auc(likely[answerable].tolist(), likely[these].tolist())
            print(f"  auc against {kind}: {told:.3f} of {these.sum()}")
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        shown = likely >= threshold
        shares = {
            kind: float(shown[[each.kind == kind for each in asked]].mean())
            for kind in LIKE_LIFE
            if any(each.kind == kind for each in asked)
        }
        told = (shown & (right > 0))[answerable].mean()
        print(f"  at {threshold}: right {told:.3f}", *(f"{k} {v:.3f}" for k, v in shares.items()))
    for low in np.arange(0, 1, 0.1):
        there = (likely >= low) & (likely < low + 0.1 + 1e-9)
        if there.any():
            share = (weights * right)[there].sum() / weights[there].sum()
            print(f"  {low:.1f}: {share:.2f} of {there.sum()}", end=";")
    base, scaled = fit(values, right, weights)
    chosen = {signal: round(float(each), 2) for signal, each in zip(names, scaled, strict=True)}
    print(f"\n  Model({base:.2f}, {json.dumps(chosen)})")


async def learned(every: Sequence[Set], name: str) -> Vectors | None:
    """The vectors of all questions and texts; None for words alone."""
    choice = await choose("none" if name == "words" else name)
    if choice.embedder is None:
        return None
    vectors = Vectors(choice.embedder)
    asked = [worded(clean(q.text), each.language, {}) for each in every for q in each.questions]
    told = [text for each in every for text in texts(each.articles)]
    await vectors.learn(asked, told, _tell)
    await choice.embedder.close()
    return vectors


def _tell(done: int, total: int) -> None:
    if done == total or done % 64 == 0:
        print(f"\rembedded {done} of {total}", end="", file=sys.stderr, flush=True)


def main(arguments: Iterable[str] | None = None) -> None:
    """Fit for one embedder and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--embedder", choices=list(SIGNALS), default="e5")
    given = parser.parse_args(arguments)
    every = list(sets(given.folder))
    vectors = asyncio.run(learned(every, given.embedder))
    asked = [asking for each in every for asking in askings(each, vectors)]
    names = SIGNALS[given.embedder]
    for crossing in (False, True):
        these = [each for each in asked if each.crossing is crossing]
        report("other language" if crossing else "same language", these, names)


if __name__ == "__main__":
    main()
