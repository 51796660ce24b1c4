"""Queries for the library: every change raises its revision, so that a running bot reloads."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, literal, select, update

from db.schema import articles, meta

_REVISION = "articles_revision"


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row of `articles`."""

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
    retired_at: datetime | None


_COLUMNS = [articles.c[name] for name in ArticleRow.__slots__]


def body_hash(body: str) -> str:
    """SHA-256 of a body, in hexadecimal: two articles with the same one are the same text."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def revision(conn: Connection) -> int:
    """How often the library has changed."""
    value = conn.scalar(select(meta.c.value).where(meta.c.key == _REVISION))
    return int(value or 0)


def insert_article(conn: Connection, values: Mapping[str, Any], now: datetime) -> int:
    """Add an article and return its id; `values` holds every field but the times."""
    _raise_revision(conn)
    given = {**values, "body_hash": body_hash(values["body"]), "added_at": now, "updated_at": now}
    added = conn.execute(insert(articles).values(**given).returning(articles.c.id))
    return int(added.scalar_one())


def update_article(
    conn: Connection, article_id: int, values: Mapping[str, Any], now: datetime
) -> bool:
    """Change fields of an article; whether there is one with this id."""
    changed = dict(values)
    if "body" in changed:
        changed["body_hash"] = body_hash(changed["body"])
    return _changed(conn, article_id, {**changed, "updated_at": now})


def set_retired(conn: Connection, article_id: int, at: datetime | None, now: datetime) -> bool:
    """Retire an article, or restore it with `at=None`; whether there is one with this id."""
    return _changed(conn, article_id, {"retired_at": at, "updated_at": now})


def get(conn: Connection, article_id: int) -> ArticleRow | None:
    """The article with this id, retired or not."""
    return _one(conn, select(*_COLUMNS).where(articles.c.id == article_id))


def by_slug(conn: Connection, slug: str) -> ArticleRow | None:
    """The article with this slug, retired or not."""
    return _one(conn, select(*_COLUMNS).where(articles.c.slug == slug))


def by_body(conn: Connection, body: str) -> ArticleRow | None:
    """The oldest article with exactly this body, retired or not."""
    query = select(*_COLUMNS).where(articles.c.body_hash == body_hash(body))
    return _one(conn, query.order_by(articles.c.id).limit(1))


def slugs_like(conn: Connection, slug: str) -> set[str]:
    """Every slug in use that begins with `slug`."""
    return set(conn.scalars(select(articles.c.slug).where(articles.c.slug.startswith(slug))))


def translations(conn: Connection, work: str) -> list[ArticleRow]:
    """The articles of a work that are not retired, oldest first."""
    query = _live().where(articles.c.work == work).order_by(articles.c.id)
    return _all(conn, query)


def everything(conn: Connection) -> list[ArticleRow]:
    """Every article that is not retired, oldest first."""
    return _all(conn, _live().order_by(articles.c.id))


def shelf(conn: Connection, after: int, limit: int, *, retired: bool) -> list[ArticleRow]:
    """Articles whose id is over `after`, by id; `retired` brings the retired ones too."""
    query = select(*_COLUMNS) if retired else _live()
    query = query.where(articles.c.id > after).order_by(articles.c.id).limit(limit)
    return _all(conn, query)


def page(
    conn: Connection,
    *,
    offset: int,
    limit: int,
    language: str | None = None,
    retired: bool = False,
) -> list[ArticleRow]:
    """Articles in the order of their publication, newest first; `language` puts one first.

    Of a work that is there in `language`, the other translations are left out.
    """
    query = _listed(language, retired=retired)
    order = (func.coalesce(articles.c.published, func.date(articles.c.added_at)).desc(),)
    return _all(conn, query.order_by(*order, articles.c.id.desc()).offset(offset).limit(limit))


def count(conn: Connection, *, language: str | None = None, retired: bool = False) -> int:
    """How many articles `page` goes through."""
    listed = _listed(language, retired=retired).subquery()
    return int(conn.scalar(select(func.count()).select_from(listed)) or 0)


def newer_than(
    conn: Connection, article_id: int, *, language: str | None = None
) -> list[ArticleRow]:
    """Articles whose id is over `article_id`, oldest first; of a work as `page` has it.

    A translation that comes later is no news: who was told of its work is not told twice.
    """
    older = articles.alias()
    known = (
        select(literal(1))
        .where(older.c.work == articles.c.work)
        .where(older.c.id <= article_id, older.c.retired_at.is_(None))
        .exists()
    )
    query = _listed(language, retired=False).where(articles.c.id > article_id, ~known)
    return _all(conn, query.order_by(articles.c.id))


def _listed(language: str | None, *, retired: bool) -> Select[Any]:
    query = select(*_COLUMNS).where(articles.c.retired_at.is_not(None)) if retired else _live()
    if language is None:
        return query
    twin = articles.alias()
    translated = (
        select(literal(1))
        .where(twin.c.work == articles.c.work)
        .where(twin.c.language == language, twin.c.retired_at.is_(None))
        .exists()
    )
    return query.where((articles.c.language == language) | ~translated)


def _live() -> Select[Any]:
    return select(*_COLUMNS).where(articles.c.retired_at.is_(None))


def _changed(conn: Connection, article_id: int, values: Mapping[str, Any]) -> bool:
    done = conn.execute(update(articles).where(articles.c.id == article_id).values(**values))
    if done.rowcount == 0:
        return False
    _raise_revision(conn)
    return True


def _raise_revision(conn: Connection) -> None:
    raised = str(revision(conn) + 1)
    done = conn.execute(update(meta).where(meta.c.key == _REVISION).values(value=raised))
    if done.rowcount == 0:
        conn.execute(insert(meta).values(key=_REVISION, value=raised))


def _one(conn: Connection, query: Select[Any]) -> ArticleRow | None:
    row = conn.execute(query).first()
    return None if row is None else _row(row)


def _all(conn: Connection, query: Select[Any]) -> list[ArticleRow]:
    rows: Sequence[Row[Any]] = conn.execute(query).all()
    return [_row(row) for row in rows]


def _row(row: Row[Any]) -> ArticleRow:
    return ArticleRow(**row._mapping)
