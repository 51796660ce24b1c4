"""Figures that are public: no group in them is so small that it points at somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5  # people


@dataclass(frozen=True)
class Groups:
    """The groups that may be shown, the largest first, and how many are in all others together.

    `others` is 0 where all are shown; None where even together they are too few to be told.
    """

    shown: Sequence[tuple[str, int]]
    others: int | None


def publishable(groups: Sequence[tuple[str | None, int]]) -> Groups:
    """The groups (name and size) without those smaller than five, which are told together.

    Who knows the total could work out what one withheld group holds, so at least two are told
    together, five people or more. A group without a name (None: not said) is never shown alone.
    """
    named = sorted(
        ((name, size) for name, size in groups if name is not None and size >= SMALLEST),
        key=lambda group: (-group[1], group[0]),
    )
    hidden = [size for name, size in groups if size and (name is None or size < SMALLEST)]
    while hidden and named and (len(hidden) < 2 or sum(hidden) < SMALLEST):
        hidden.append(named.pop()[1])
    total = sum(hidden)
    return Groups(named, total if total >= SMALLEST or not hidden else None)
