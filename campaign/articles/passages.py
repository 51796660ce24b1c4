"""Passages: a paragraph each, or a part of a long one, with their offsets in the body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.articles.sentences import Sentence, sentences

LIMIT = 1_200
"""Characters (code points) that a passage has at most."""

_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n)[\s\S])*")
_HEADING = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True)
class Passage:
    """`body[start:end]`, under `heading` (empty where the article has none)."""

    start: int
    end: int
    heading: str


def is_heading(paragraph: str) -> bool:
    """Whether a paragraph of a body is a heading, which is never quoted."""
    return _HEADING.match(paragraph) is not None and "\n" not in paragraph.strip()


def passages(body: str, limit: int = LIMIT) -> list[Passage]:
    """The passages of a body in order: they never overlap and leave out only headings and space."""
    found: list[Passage] = []
    heading = ""
    for start, end in _paragraphs(body):
        paragraph = body[start:end]
        if is_heading(paragraph):
            heading = paragraph.lstrip("# ").strip()
        else:
            found += [Passage(a, b, heading) for a, b in _cut(body, start, end, limit)]
    return found


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    for paragraph in _PARAGRAPH.finditer(body):
        yield paragraph.start(), paragraph.start() + len(paragraph[0].rstrip())


def _cut(body: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    if end - start <= limit:
        yield start, end
        return
    begin = stop = start
    for part in _parts(body, start, end, limit):
        if part.end - begin > limit and stop > begin:
            yield begin, stop
            begin = part.start
        stop = part.end
    yield begin, stop


def _parts(body: str, start: int, end: int, limit: int) -> Iterator[Sentence]:
    """Sentences that touch one another's spaces, list markers included, none over the limit."""
    for sentence in _touching(body, start, end):
        begin = sentence.start
        while sentence.end - begin > limit:
            space = body.rfind(" ", begin + 1, begin + limit)
            stop = space if space > begin else begin + limit
            yield Sentence(begin, stop)
            begin = stop
        yield Sentence(begin, sentence.end)


def _touching(body: str, start: int, end: int) -> Iterator[Sentence]:
    found = sentences(body, start, end)
    begin = start
    for sentence in found:
        yield Sentence(begin, sentence.end)
        begin = sentence.end
        while begin < end and body[begin].isspace():
            begin += 1
    if not found or begin < end:
        yield Sentence(begin, end)
