"""Figures as tables in a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from campaign.answers.figures import Figures, counted
from campaign.answers.tune import Trade

_APART = {"by_language", "reliability"}


def of_figures(figures: Figures) -> Table:
    """A row for each figure, a column for each language; shares with their counts beside."""
    by_language = figures.get("by_language", {})
    table = Table("figure", "all", *by_language, box=None)
    for name in figures:
        if name not in _APART:
            parts = (figures, *by_language.values())
            table.add_row(name, *(shown(name, part) for part in parts))
    return table


def of_reliability(rows: Sequence[Figures]) -> Table:
    """Whether of quotes at a confidence of 0.8 four in five are right."""
    table = Table("confidence", "quotes", "right", box=None)
    for row in rows:
        share = "" if row["right"] is None else f"{row['right']:.2f}"
        table.add_row(f"{row['from']:.1f} to {row['from'] + 0.1:.1f}", str(row["quotes"]), share)
    return table


def of_trades(offered: Sequence[Trade], best: Trade) -> Table:
    """What each threshold gives and costs."""
    table = Table("threshold", "answered right", "false answers", "", box=None)
    for each in offered:
        table.add_row(
            f"{each.threshold:.2f}",
            f"{each.answered_right} of {each.answerable}",
            f"{each.false_answers} of {each.unanswerable}",
            "the best balance" if each is best else "",
        )
    return table


def shown(name: str, figures: Figures) -> str:
    """A figure with three places, and how many of how many it stands for."""
    value: Any = figures.get(name)
    if value is None:
        return ""
    if not isinstance(value, float):
        return str(value)
    count = counted(name, figures)
    return f"{value:.3f}" if count is None else f"{value:.3f} ({count[0]} of {count[1]})"
