"""Files and texts that organisers bring: a name and bytes in, a draft out. Nothing is fetched."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from campaign.answers.language import detect
from campaign.articles.article import ArticleDraft
from campaign.articles.charset import text_of
from campaign.articles.markdown import BadFrontMatter, read_markdown
from campaign.articles.plain import read_plain
from campaign.articles.prose import tidy
from campaign.articles.web import read_page
from campaign.refusals import Refusal

__all__ = [
    "KINDS",
    "LARGEST",
    "PAGES",
    "BadFrontMatter",
    "EmptyArticle",
    "NotText",
    "TooLarge",
    "UnknownKind",
    "paste",
    "read",
    "read_text",
    "text_in",
]

LARGEST = 10_000_000
"""Bytes that a file may have."""

_READERS: dict[str, Callable[[str], ArticleDraft]] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
}

PAGES = (".html", ".htm")
"""Endings of the names of saved web pages."""

KINDS = (*_READERS, *PAGES)
"""Endings of the file names that can be read."""


class NotText(Refusal):
    "The file is not text in UTF-8"


class EmptyArticle(Refusal):
    "No article text in the file"


class UnknownKind(Refusal):
    "The file's name ends in none of the known kinds"

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TooLarge(Refusal):
    "The file is larger than an article may be"

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size
        self.limit = LARGEST


def read(name: str, data: bytes) -> ArticleDraft:
    """The draft in a file; its `title` and `language` may be left for the organiser to give.

    Raises `UnknownKind`, `TooLarge`, `NotText`, `EmptyArticle` or `BadFrontMatter`.
    """
    return read_text(*text_in(name, data))


def text_in(name: str, data: bytes) -> tuple[str, str]:
    """A file's kind and its text; raises `UnknownKind`, `TooLarge` or `NotText`."""
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise UnknownKind(kind)
    if len(data) > LARGEST:
        raise TooLarge(len(data))
    return kind, text_of(data) if kind in PAGES else _decoded(data)


def read_text(kind: str, text: str, link: str = "") -> ArticleDraft:
    """The draft in a text of one of `KINDS`; `link` is where it was found, if it was on the web.

    Raises `NotText`, `EmptyArticle` or `BadFrontMatter`.
    """
    if "\x00" in text:
        raise NotText
    draft = read_page(text, link) if kind in PAGES else _READERS[kind](text)
    return _checked(replace(draft, link=draft.link or link))


def paste(text: str) -> ArticleDraft:
    """The draft in a text that an organiser typed or pasted; raises as `read` does."""
    return read("pasted.txt", text.encode())


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText from None


def _checked(draft: ArticleDraft) -> ArticleDraft:
    body = tidy(draft.body)
    if not any(part and not part.startswith("## ") for part in body.split("\n\n")):
        raise EmptyArticle
    return replace(draft, body=body, language=draft.language or detect(body[:5_000]).language)
