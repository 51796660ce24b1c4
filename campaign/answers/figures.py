"""What a measurement says: shares, counts, and whether confidence means what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

Figures = dict[str, Any]

_BINS = 10

_OF_ANSWERABLE = (
    *("hit_at_1", "hit_at_3", "quote_right", "answered", "answered_right"),
    "mrr_at_10",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked: where the gold passage came, and what came of the quote.

    `alone` is the confidence of the second asking, without the article that the question belongs
    to, and `answered_alone` whether it got an answer; None where there was no second asking.
    """

    language: str
    answerable: bool
    rank: int | None
    right: bool
    answered: bool
    confidence: float
    seconds: float
    alone: float | None = None
    answered_alone: bool | None = None


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Shares from 0 to 1, `None` where there is nothing to share; times in milliseconds."""
    answerable = [each for each in outcomes if each.answerable]
    refusable = refusals(outcomes)
    times = sorted(each.seconds * 1_000 for each in outcomes)
    return {
        "questions": len(outcomes),
        "answerable": len(answerable),
        "unanswerable": len(outcomes) - len(answerable),
        "hit_at_1": _share(each.rank == 0 for each in answerable),
        "hit_at_3": _share(each.rank is not None and each.rank < 3 for each in answerable),
        "mrr_at_10": _share(0 if x.rank is None else 1 / (x.rank + 1) for x in answerable),
        "quote_right": _share(each.right for each in answerable),
        "answered": _share(each.answered for each in answerable),
        "answered_right": _share(each.answered and each.right for each in answerable),
        "false_answers": _share(answered for _, answered in refusable),
        "false_answers_of": len(refusable),
        "auc": _rounded(
            auc([each.confidence for each in answerable], [sure for sure, _ in refusable])
        ),
        "p50_ms": _quantile(times, 0.50),
        "p99_ms": _quantile(times, 0.99),
    }


def counted(name: str, given: Figures) -> tuple[int, int] | None:
    """How many of how many a share stands for; None for figures that are no shares of questions."""
    value = given.get(name)
    if value is None or name == "mrr_at_10":
        return None
    if name in _OF_ANSWERABLE:
        return round(value * given["answerable"]), given["answerable"]
    if name == "false_answers":
        return round(value * given["false_answers_of"]), given["false_answers_of"]
    return None


def refusals(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Confidence in, and whether there was an answer to, what should have got none."""
    kept = list(outcomes)
    second = [(x.alone, bool(x.answered_alone)) for x in kept if x.alone is not None]
    return second or [(x.confidence, x.answered) for x in kept if not x.answerable]


def reliability(outcomes: Iterable[Outcome]) -> list[Figures]:
    """For each tenth of confidence, how many quotes had it and which share of them was right."""
    quotes = [
        pair
        for each in outcomes
        for pair in ((each.confidence, each.right), (each.alone, False))
        if pair[0] is not None
    ]
    rows = []
    for number in range(_BINS):
        right = [was for sure, was in quotes if min(_BINS - 1, int((sure or 0) * _BINS)) == number]
        rows.append({"from": number / _BINS, "quotes": len(right), "right": _share(right)})
    return rows


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The likelihood that a positive's confidence is over a negative's, ties counting half."""
    if not positive or not negative:
        return None
    ranked = sorted([(each, 1) for each in positive] + [(each, 0) for each in negative])
    wins = 0.0
    below = at = 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        same = [kind for _, kind in ranked[at:end]]
        ties = len(same) - sum(same)
        wins += sum(same) * (below + ties / 2)
        below += ties
        at = end
    return wins / (len(positive) * len(negative))


def _share(values: Iterable[float]) -> float | None:
    listed = list(values)
    return _rounded(fmean(listed)) if listed else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) if ordered else None
