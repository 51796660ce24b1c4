"""The comments that may be public, as PDFs of some thousand each, so that memory suffices."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from reportlab.platypus import Flowable, Paragraph

from campaign.delivery import Comment
from handlers.papers import fonts
from handlers.papers.petition import BODY, TITLE, build
from handlers.wording import Html, Words

IN_ONE = 2_000  # comments in one file


def write_all(folder: Path, speak: Words, title: str, comments: Iterable[Comment]) -> int:
    """Write `comments-001.pdf` and so on into the folder; how many comments."""
    fonts.register()
    written = 0
    for number, part in enumerate(_parts(comments), start=1):
        story: list[Flowable] = [Paragraph(speak("paper.comments", title=title), TITLE)]
        story += [Paragraph(_said(speak, each), BODY) for each in part]
        build(folder / f"comments-{number:03}.pdf", title, story)
        written += len(part)
    return written


def _parts(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    left = iter(comments)
    while part := list(islice(left, IN_ONE)):
        yield part


def _said(speak: Words, comment: Comment) -> Html:
    key = "paper.comment" if comment.name else "paper.nameless-comment"
    said = speak(key, number=comment.number, name=comment.name or "", text=comment.text)
    return Html(said.replace("\n", "<br/>"))
