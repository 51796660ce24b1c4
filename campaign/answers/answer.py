"""What comes back for a question."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from campaign.articles.article import Article

Status = Literal["answer", "maybe", "no"]


@dataclass(frozen=True, slots=True)
class Quote:
    """`body[start:end]` of an article, in code points, and where it comes from."""

    text: str
    article: int
    title: str
    author: str
    publisher: str
    published: date | None
    link: str
    language: str
    start: int
    end: int

    @classmethod
    def of(cls, article: Article, start: int, end: int) -> "Quote":
        """That slice of an article."""
        return cls(
            text=article.body[start:end],
            article=article.id,
            title=article.title,
            author=article.author,
            publisher=article.publisher,
            published=article.published,
            link=article.link,
            language=article.language,
            start=start,
            end=end,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its quotes, best first; a "no" has none, a "maybe" is no answer yet.

    `language` is the one to reply in: the question's where that is sure, else the person's.
    `confidence` goes from 0 to 1; `engine` names the retrieval.
    """

    status: Status
    quotes: tuple[Quote, ...]
    confidence: float
    language: str
    engine: str
