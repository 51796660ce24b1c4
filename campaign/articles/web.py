"""A web page as a draft: its text and what its metadata tell. Nothing is fetched."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from campaign.answers.language import detect
from campaign.articles.article import ArticleDraft
from campaign.articles.dates import find_date
from campaign.articles.prose import clean, tidy, web_link

_LANGUAGES = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"<html\b[^>]*?\blang=[\"']?([a-z]{2})(?![a-z])",
        r"[\"']og:locale[\"'][^>]*?content=[\"']([a-z]{2})(?![a-z])",
        r"[\"']inLanguage[\"']\s*:\s*[\"']([a-z]{2})(?![a-z])",
    )
]
_HEAD = 50_000  # characters in which a page names its language
_SAMPLE = 5_000
_XML = re.compile(r"\s*<\?xml\b[^>]*\?>")
_INLINE = {"hi", "ref", "del", "ins", "span"}
_SHOWN_BEFORE_NAME = re.compile(r"\s+[|–—·»-]\s+")
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")


def read_page(html: str, link: str = "") -> ArticleDraft:
    """A draft from HTML; its body is empty where no article can be found in the page.

    `link` is where the page was found, if that is known: it is the article's own unless the page
    names another of the same site.
    """
    found = trafilatura.bare_extraction(
        _XML.sub("", html, count=1),
        url=link or None,
        include_comments=False,
        include_tables=False,
        include_formatting=True,
        favor_precision=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return ArticleDraft(title="", body="")
    blocks = list(_blocks(found.body))
    canonical = web_link(found.url or "")
    publisher = _publisher(_line(found.sitename), canonical or link)
    title, blocks = _titled(_line(found.title), publisher, _closed(blocks))
    draft = ArticleDraft(
        title=title,
        body=tidy("\n\n".join(blocks)),
        author=_line(found.author).replace("; ", ", "),
        publisher=publisher,
        published=find_date(found.date or ""),
        link=_own_link(canonical, link),
    )
    return replace(draft, language=_language(html, draft.body))


def _publisher(name: str, link: str) -> str:
    """The site's name; the host alone is none, though trafilatura takes it for one."""
    return "" if "." in name and name in urlsplit(link).netloc else name


def _titled(title: str, publisher: str, blocks: list[str]) -> tuple[str, list[str]]:
    """The headline that readers see, else what the metadata say, and the text below it."""
    first, *rest = blocks or [""]
    title = _without_name(title, publisher)
    if first.startswith("# "):
        heading = first.removeprefix("# ")
        return (title if heading.casefold() == publisher.casefold() else heading), rest
    if first.removeprefix("## ").casefold() == title.casefold():
        return title, rest
    return title, blocks


def _without_name(title: str, publisher: str) -> str:
    """A title without the site's name at its end; where that is all there is, nothing."""
    last = _SHOWN_BEFORE_NAME.split(title)[-1]
    if last.casefold() != publisher.casefold():
        return title
    return title.removesuffix(last).rstrip(" |–—·»-")


def _closed(blocks: list[str]) -> list[str]:
    """The text without what announces something at its end that is not there ("Share this:")."""
    end = len(blocks)
    while end and (blocks[end - 1].startswith("#") or blocks[end - 1].endswith(":")):
        end -= 1
    return blocks[:end]


def _own_link(canonical: str, link: str) -> str:
    """A page may call itself by another address, but not by another site's or its front page's."""
    if urlsplit(canonical).path in ("", "/"):
        canonical = ""
    if not link:
        return canonical
    return canonical if canonical and _site(canonical) == _site(link) else link


def _site(link: str) -> str:
    return _SAME_SITE.sub("", urlsplit(link).hostname or "")


def _language(html: str, body: str) -> str | None:
    """What the page says, unless its text is surely in another: templates say "en" of anything."""
    guess = detect(body[:_SAMPLE])
    if guess.sure:
        return guess.language
    said = (form.search(html[:_HEAD]) for form in _LANGUAGES)
    return next((match[1].lower() for match in said if match), None)


def _line(text: str | None) -> str:
    return " ".join(clean(text or "").split())


def _blocks(element: Any) -> Iterator[str]:
    """The paragraphs of a tree that trafilatura made, headings and list items marked.

    Walking the tree keeps every character: in Markdown some would become marks, or be lost as such.
    The first heading has one mark where it is the page's `h1`; all others have two.
    """
    for text, block in _parted(element):
        if line := _line(text):
            yield line
        if block is not None:
            yield from _marked(block)


def _marked(block: Any) -> Iterator[str]:
    match block.tag:
        case "head":
            mark = "# " if block.get("rend") == "h1" and _is_first(block) else "## "
            text = _line("".join(text for text, _ in _parted(block)))
            yield from [mark + text] if text else []
        case "list":
            numbered = block.get("rend") == "ol"
            for at, item in enumerate(block, start=1):
                yield from _led(f"{at}. " if numbered else "- ", list(_blocks(item)))
        case _:
            yield from _blocks(block)


def _led(lead: str, parts: list[str]) -> list[str]:
    return [lead + parts[0], *parts[1:]] if parts else []


def _is_first(block: Any) -> bool:
    return block.getprevious() is None


def _parted(element: Any) -> Iterator[tuple[str, Any]]:
    """The text up to each block inside an element, with that block; at the end with `None`."""
    words = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            words.append(" ")
        elif child.tag in _INLINE or (child.tag == "code" and element.tag != "body"):
            words.append("".join(child.itertext()))
        else:
            yield "".join(words), child
            words = []
        words.append(child.tail or "")
    yield "".join(words), None
