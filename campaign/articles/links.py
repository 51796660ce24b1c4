"""Articles by their links: fetched because someone asked for it, then read as a file would be."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from campaign.articles import confined, library
from campaign.articles.article import ArticleDraft
from campaign.articles.fetching import Fetched, Fetcher
from campaign.articles.folder import Imported
from campaign.refusals import Refusal
from db.engine import Database

_ALONE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
}


def only_link(text: str) -> str | None:
    """The link that a text consists of, with its scheme; `None` for any other text."""
    link = text.strip()
    if not _ALONE.fullmatch(link):
        return None
    return link if "://" in link else f"https://{link}"


async def read_link(fetcher: Fetcher, link: str) -> ArticleDraft:
    """The draft in the page that a link leads to; its title and language may be left to ask.

    Raises what `Fetcher.fetch` and `confined.read` raise.
    """
    page = await fetcher.fetch(link)
    return await confined.read(_kind(page), page.text, page.link)


async def add_link(database: Database, fetcher: Fetcher, link: str, now: datetime) -> Imported:
    """Add the article that a link leads to, or say why not."""
    try:
        draft = await read_link(fetcher, link)
        added = await library.add(database, draft, now=now)
    except Refusal as refusal:
        return Imported(link, refusal=refusal)
    return Imported(link, added.article, added.new)


def _kind(page: Fetched) -> str:
    """Markdown is often served as plain text; then the name of the file tells."""
    kind = _KINDS[page.kind]
    ending = PurePosixPath(urlsplit(page.link).path).suffix.lower()
    return ".md" if kind == ".txt" and ending in (".md", ".markdown") else kind
