"""The charts of the papers: days as a line, places as bars that carry their numbers."""

import io
from collections.abc import Sequence
from datetime import date

from handlers.views.chart import Line, draw
from handlers.wording import Words

MOST_BARS = 15
_COLOUR = "#0072B2"
_GREY = "#444444"


def days(speak: Words, by_day: Sequence[tuple[date, int]]) -> bytes:
    """How the signatures that stand came, day by day, as a PNG; there is at least one."""
    line = Line(speak.plain("paper.signatures"), tuple(by_day))
    return draw(speak, [line], by_day[-1][0])


def bars(speak: Words, groups: Sequence[tuple[str, int]]) -> bytes:
    """The largest groups as horizontal bars, as a PNG; there is at least one."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = list(groups[:MOST_BARS])[::-1]
    figure = Figure(figsize=(8, 0.6 + 0.42 * len(shown)), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    drawn = axes.barh([name for name, _ in shown], [size for _, size in shown], color=_COLOUR)
    axes.bar_label(
        drawn, [speak.number(size) for _, size in shown], padding=6, fontsize=13, color=_GREY
    )
    axes.tick_params(length=0, labelsize=13, labelcolor=_GREY)
    axes.set_xticks([])
    axes.margins(x=0.15)
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()
