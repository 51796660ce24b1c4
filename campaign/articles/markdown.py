"""Markdown, with or without front matter, as a draft whose body is plain text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.articles.article import ArticleDraft
from campaign.articles.dates import find_date
from campaign.articles.prose import clean, tidy, web_link
from campaign.refusals import Refusal

_PARSER = MarkdownIt("commonmark")


class BadFrontMatter(Refusal):
    "The front matter between the --- lines is not YAML"


def read_markdown(text: str) -> ArticleDraft:
    """A draft from Markdown; the title is the front matter's, else the first heading's.

    Front matter: `title`, `author` (or `authors`), `publisher`, `published` (or `date`), `link`,
    `language`, `work`. Raises `BadFrontMatter`.
    """
    try:
        fields, content = frontmatter.parse(clean(text))
    except (yaml.YAMLError, ValueError) as error:
        raise BadFrontMatter from error
    draft = read_content(content, _text(fields.get("title")))
    return replace(
        draft,
        author=_text(fields.get("author", fields.get("authors"))),
        publisher=_text(fields.get("publisher")),
        published=_date(fields.get("published", fields.get("date"))),
        link=web_link(_text(fields.get("link", fields.get("url")))),
        language=_text(fields.get("language", fields.get("lang"))).lower()[:2] or None,
        work=_text(fields.get("work")) or None,
    )


def read_content(content: str, title: str = "") -> ArticleDraft:
    """A draft of title and body from Markdown without front matter."""
    paragraphs = list(_paragraphs(content))
    if paragraphs and paragraphs[0].startswith("## "):
        heading = paragraphs[0].removeprefix("## ")
        if not title or heading.casefold() == title.casefold():
            title = heading
            del paragraphs[0]
    return ArticleDraft(title=title, body=tidy("\n\n".join(paragraphs)))


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return "" if value is None else " ".join(str(value).split())


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else find_date(_text(value))


def _paragraphs(content: str) -> Iterator[str]:
    marker, lead = "", ""
    for token in _PARSER.parse(content):
        match token.type:
            case "heading_open":
                marker = "## "
            case "list_item_open":
                lead = f"{token.info}. " if token.info else "- "
            case "list_item_close":
                lead = ""
            case "inline":
                if written := _inline(token.children or []):
                    yield f"{marker or lead}{written}"
                marker, lead = "", "" if not marker else lead
            case "fence" | "code_block":
                yield token.content.strip()


def _inline(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts).strip()
