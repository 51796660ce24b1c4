"""An article in parts that fit a screen, and where a quote stands among them."""

from dataclasses import dataclass

from campaign.articles.passages import passages
from campaign.articles.sentences import sentences

PART_LIMIT = 1_200


@dataclass(frozen=True, slots=True)
class Part:
    """One screen of an article: code-point offsets into its body, on paragraph bounds if it can."""

    start: int
    end: int


def parts(body: str, limit: int = PART_LIMIT) -> list[Part]:
    """The body from its first word to its last, cut where paragraphs end."""
    found: list[Part] = []
    start = end = 0
    for stop in _stops(body, limit):
        if stop - start > limit and end > start:
            found.append(Part(start, end))
            start = end
        end = stop
    found.append(Part(start, len(body)))
    return found


def part_at(body: str, offset: int) -> int:
    """The number (from 0) of the part that holds this offset of the body."""
    cut = parts(body)
    return next((number for number, part in enumerate(cut) if offset < part.end), len(cut) - 1)


def opening(body: str, limit: int = 400) -> str:
    """The first one or two sentences, a verbatim slice of at most `limit` characters."""
    first = passages(body)[0]
    told = sentences(body, first.start, first.end)[:2]
    if len(told) == 2 and told[1].end - told[0].start > limit:
        told = told[:1]
    return body[told[0].start : told[-1].end]


def _stops(body: str, limit: int) -> list[int]:
    stops = [passage.end for passage in passages(body, limit)]
    # A heading belongs to what follows it: its paragraph ends where that one ends.
    return [*stops[:-1], len(body)]
