"""Growth over time as a picture that can be read on a phone and without telling colours apart."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from threading import Lock
from typing import Any

from babel.dates import format_skeleton

from handlers.wording import Words

# Okabe and Ito's colours, told apart with any eyes; a dash and a mark of its own besides.
_STYLES = (("#0072B2", "-", "o"), ("#D55E00", "--", "s"), ("#009E73", ":", "^"))
_INCHES = (8.0, 6.0)
_DPI = 150
_TEXT = 17  # points: at a phone's width still as large as the chat's own text
_MOST_DATES = 4
_GREY = "#444444"
_drawing = Lock()  # matplotlib's fonts and settings are shared by all threads


@dataclass(frozen=True)
class Line:
    """What a line shows, and how many were new on each day, oldest first."""

    label: str
    days: tuple[tuple[date, int], ...]


def draw(speak: Words, lines: Sequence[Line], today: date) -> bytes:
    """A PNG of how each line grew until `today`, 1,200 by 900 pixels. Run it in a thread."""
    # Half a second to import: only whoever asks for a chart waits for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _drawing:
        figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        first = min(line.days[0][0] for line in lines)
        for line, (colour, dash, mark) in zip(lines, _STYLES, strict=False):
            _draw_line(axes, line, today, colour, dash, mark)
        _name_days(axes, speak, first, today)
        _name_numbers(axes, speak)
        figure.legend(
            loc="outside upper left", fontsize=_TEXT, frameon=False, handlelength=3, ncols=1
        )
        picture = io.BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw_line(axes: Any, line: Line, today: date, colour: str, dash: str, mark: str) -> None:
    days = [day for day, _ in line.days]
    totals = list(accumulate(new for _, new in line.days))
    begin = days[0] - timedelta(days=1)
    axes.plot(
        [begin, *days, max(today, days[-1])],
        [0, *totals, totals[-1]],
        color=colour,
        linestyle=dash,
        marker=mark,
        markersize=9,
        markevery=[len(days) + 1],
        linewidth=3.5,
        clip_on=False,
        label=line.label,
    )


def _name_days(axes: Any, speak: Words, first: date, today: date) -> None:
    span = max((today - first).days, 0)
    years = first.year != today.year
    steps = min(_MOST_DATES - 1 - years, span)
    ticks = [
        first + timedelta(days=round(span * step / max(steps, 1))) for step in range(steps + 1)
    ]
    skeleton = "yMMMd" if years else "MMMd"
    labels = [format_skeleton(skeleton, tick, locale=speak.locale) for tick in ticks]
    axes.set_xticks(ticks, labels, fontsize=_TEXT, color=_GREY)
    axes.set_xlim(first - timedelta(days=1), max(today, first))


def _name_numbers(axes: Any, speak: Words) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: speak.number(value)))
    axes.tick_params(axis="y", labelsize=_TEXT, labelcolor=_GREY)
    axes.tick_params(length=0, pad=12)
    axes.grid(axis="y", color="#DDDDDD", linewidth=1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
