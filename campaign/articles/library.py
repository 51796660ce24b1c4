"""The library: articles added, mended, retired and looked up."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection

from campaign.articles.article import Article, ArticleDraft
from campaign.articles.prose import tidy
from campaign.refusals import Refusal
from db import articles
from db.engine import Database

_SLUG_LENGTH = 60


class NoArticle(Refusal):
    "No article has this id"

    def __init__(self, article_id: int) -> None:
        super().__init__(article_id)
        self.article_id = article_id


class MissingTitle(Refusal):
    "An article cannot be kept without a title"


class MissingLanguage(Refusal):
    "An article cannot be kept without its language"


class MissingBody(Refusal):
    "An article cannot be kept without a text"


class Fields(TypedDict, total=False):
    """What `edit` can change."""

    title: str
    author: str
    publisher: str
    published: date | None
    link: str
    language: str
    body: str
    work: str


@dataclass(frozen=True, slots=True)
class Added:
    """The article in the library; `new` is false if its text was there already."""

    article: Article
    new: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the library's list, and how many articles the list has in all."""

    articles: list[Article]
    total: int


async def add(database: Database, draft: ArticleDraft, *, now: datetime) -> Added:
    """Add a draft, unless an article with the same text is there; a retired one is restored.

    Raises `MissingTitle`, `MissingLanguage` or `MissingBody`.
    """
    if not draft.title.strip():
        raise MissingTitle
    if not draft.language:
        raise MissingLanguage
    if not tidy(draft.body):
        raise MissingBody
    return await database.write(lambda conn: _add(conn, draft, now))


async def edit(
    database: Database, article_id: int, *, now: datetime, **fields: Unpack[Fields]
) -> Article:
    """Change the given fields; raises `NoArticle`, and `Missing...` for what may not be empty."""
    if not fields.get("title", "-").strip():
        raise MissingTitle
    if not fields.get("language", "-").strip():
        raise MissingLanguage
    if "body" in fields:
        fields["body"] = tidy(fields["body"])
        if not fields["body"]:
            raise MissingBody

    def change(conn: Connection) -> Article:
        if fields and not articles.update_article(conn, article_id, fields, now):
            raise NoArticle(article_id)
        return _found(conn, article_id)

    return await database.write(change)


async def retire(database: Database, article_id: int, *, now: datetime) -> Article:
    """Take an article out of answers, lists and digests; raises `NoArticle`."""
    return await _set_retired(database, article_id, now, now)


async def restore(database: Database, article_id: int, *, now: datetime) -> Article:
    """Bring a retired article back; raises `NoArticle`."""
    return await _set_retired(database, article_id, None, now)


async def get(database: Database, article_id: int) -> Article:
    """The article with this id, retired or not; raises `NoArticle`."""
    return await database.read(lambda conn: _found(conn, article_id))


async def by_slug(database: Database, slug: str) -> Article | None:
    """The article with this slug, retired or not."""
    row = await database.read(lambda conn: articles.by_slug(conn, slug))
    return None if row is None else _article(row)


async def with_text(database: Database, body: str) -> Article | None:
    """The article with exactly this text, unless it is retired."""
    row = await database.read(lambda conn: articles.by_body(conn, body))
    return None if row is None or row.retired_at is not None else _article(row)


async def everything(database: Database) -> list[Article]:
    """Every article that is not retired, oldest first."""
    return [_article(row) for row in await database.read(articles.everything)]


async def shelf(
    database: Database, after: int = 0, *, limit: int = 16, retired: bool = False
) -> list[Article]:
    """The next articles whose id is over `after`, oldest first: a library need not fit in memory.

    `retired` brings the retired ones too.
    """
    rows = await database.read(lambda conn: articles.shelf(conn, after, limit, retired=retired))
    return [_article(row) for row in rows]


async def translations(database: Database, article: Article) -> list[Article]:
    """The same work in its other languages."""
    rows = await database.read(lambda conn: articles.translations(conn, article.work))
    return [_article(row) for row in rows if row.id != article.id]


async def page(
    database: Database,
    *,
    offset: int = 0,
    limit: int = 8,
    language: str | None = None,
    retired: bool = False,
) -> Page:
    """Articles newest first; of a work that is there in `language` only that translation."""

    def look(conn: Connection) -> Page:
        rows = articles.page(conn, offset=offset, limit=limit, language=language, retired=retired)
        total = articles.count(conn, language=language, retired=retired)
        return Page([_article(row) for row in rows], total)

    return await database.read(look)


def newer_than(conn: Connection, article_id: int, language: str) -> list[Article]:
    """What a digest has to tell whoever knows all up to `article_id`, oldest first."""
    return [_article(row) for row in articles.newer_than(conn, article_id, language=language)]


async def revision(database: Database) -> int:
    """A number that grows with every change of the library."""
    return await database.read(articles.revision)


def slug_of(title: str) -> str:
    """A title in lower-case ASCII letters, digits and hyphens, 60 characters at most."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(words) > _SLUG_LENGTH:
        words = words[: _SLUG_LENGTH + 1].rpartition("-")[0] or words[:_SLUG_LENGTH]
    return words or "article"


def _add(conn: Connection, draft: ArticleDraft, now: datetime) -> Added:
    body = tidy(draft.body)
    there = articles.by_body(conn, body)
    if there is not None:
        if there.retired_at is not None:
            articles.set_retired(conn, there.id, None, now)
        return Added(_found(conn, there.id), new=False)
    slug = _free_slug(conn, slug_of(draft.title))
    values = {**asdict(draft), "body": body, "slug": slug, "work": draft.work or slug}
    return Added(_found(conn, articles.insert_article(conn, values, now)), new=True)


def _free_slug(conn: Connection, slug: str) -> str:
    taken = articles.slugs_like(conn, slug)
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


async def _set_retired(
    database: Database, article_id: int, at: datetime | None, now: datetime
) -> Article:
    def change(conn: Connection) -> Article:
        if not articles.set_retired(conn, article_id, at, now):
            raise NoArticle(article_id)
        return _found(conn, article_id)

    return await database.write(change)


def _found(conn: Connection, article_id: int) -> Article:
    row = articles.get(conn, article_id)
    if row is None:
        raise NoArticle(article_id)
    return _article(row)


def _article(row: articles.ArticleRow) -> Article:
    return Article(*(getattr(row, field) for field in articles.ArticleRow.__slots__))
