"""What an article is: a draft before the library has it, an article afterwards."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as read from a file; what the text does not tell is empty or `None`.

    `body` is plain text: paragraphs parted by one blank line, headings as `## ...` paragraphs,
    list items as `- ...` paragraphs.
    """

    title: str
    body: str
    author: str = ""
    publisher: str = ""
    published: date | None = None
    link: str = ""
    language: str | None = None
    work: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article in the library. Translations of one another share their `work`."""

    id: int
    slug: str
    work: str
    language: str
    title: str
    author: str
    publisher: str
    published: date | None
    link: str
    body: str
    added_at: datetime
    updated_at: datetime
    retired_at: datetime | None = None
