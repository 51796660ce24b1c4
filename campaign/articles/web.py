"""A saved web page as a draft: its text and what its metadata tell. Nothing is fetched."""

import re

import trafilatura
from trafilatura.metadata import extract_metadata

from campaign.articles.article import ArticleDraft
from campaign.articles.dates import find_date
from campaign.articles.markdown import read_content
from campaign.articles.prose import clean, web_link

_LANGUAGE = re.compile(r"<html\b[^>]*?\blang=[\"']?([a-z]{2})(?![a-z])", re.IGNORECASE)
_DATES = {"extensive_search": False, "original_date": True}


def read_page(html: str) -> ArticleDraft:
    """A draft from HTML; its body is empty where no article can be found in the page."""
    text = trafilatura.extract(
        html,
        output_format="markdown",
        include_comments=False,
        include_tables=False,
        include_formatting=True,
        with_metadata=False,
        favor_precision=True,
    )
    if not text:
        return ArticleDraft(title="", body="")
    return _described(html, read_content(clean(text)))


def _described(html: str, draft: ArticleDraft) -> ArticleDraft:
    found = extract_metadata(html, date_config=_DATES)
    title = clean(found.title or draft.title).strip()
    body = draft.body if draft.title in ("", title) else f"## {draft.title}\n\n{draft.body}"
    language = _LANGUAGE.search(html[:5_000])
    return ArticleDraft(
        title=title,
        body=body,
        author=clean(found.author or "").replace("; ", ", ").strip(),
        publisher=clean(found.sitename or "").strip(),
        published=find_date(found.date or ""),
        link=web_link(found.url or ""),
        language=language[1].lower() if language else None,
    )
