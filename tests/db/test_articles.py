"""The library's queries: what is live, what is listed, and a revision that never stands still."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from db import articles
from db.engine import Database


def _values(slug: str = "a", **changes: Any) -> dict[str, Any]:
    values = {
        "slug": slug,
        "work": slug,
        "language": "en",
        "title": f"Title {slug}",
        "author": "",
        "publisher": "",
        "published": None,
        "link": "",
        "body": f"Body of {slug}.",
    }
    return {**values, **changes}


async def _add(database: Database, now: datetime, slug: str, **changes: Any) -> int:
    values = _values(slug, **changes)
    return await database.write(lambda conn: articles.insert_article(conn, values, now))


async def test_every_change_raises_the_revision(database: Database, now: datetime) -> None:
    seen = [await database.read(articles.revision)]
    article = await _add(database, now, "a")
    seen.append(await database.read(articles.revision))
    await database.write(lambda conn: articles.update_article(conn, article, {"title": "B"}, now))
    seen.append(await database.read(articles.revision))
    await database.write(lambda conn: articles.set_retired(conn, article, now, now))
    seen.append(await database.read(articles.revision))
    assert seen == [0, 1, 2, 3]


async def test_a_change_of_nothing_raises_no_revision(database: Database, now: datetime) -> None:
    assert not await database.write(lambda conn: articles.set_retired(conn, 7, now, now))
    assert await database.read(articles.revision) == 0


async def test_a_slug_is_given_once(database: Database, now: datetime) -> None:
    await _add(database, now, "a")
    with pytest.raises(IntegrityError):
        await _add(database, now, "a", body="Another.")


async def test_a_changed_body_is_found_by_its_new_text(database: Database, now: datetime) -> None:
    article = await _add(database, now, "a")
    await database.write(lambda conn: articles.update_article(conn, article, {"body": "New."}, now))
    found = await database.read(lambda conn: articles.by_body(conn, "New."))
    assert found is not None
    assert found.id == article
    assert await database.read(lambda conn: articles.by_body(conn, "Body of a.")) is None


async def test_a_page_shows_each_work_once_in_the_readers_language(
    database: Database, now: datetime
) -> None:
    await _add(database, now, "a-en", work="a")
    spanish = await _add(database, now, "a-es", work="a", language="es")
    alone = await _add(database, now, "b-en", work="b")
    rows = await database.read(lambda conn: articles.page(conn, offset=0, limit=9, language="es"))
    assert [row.id for row in rows] == [alone, spanish]
    assert await database.read(lambda conn: articles.count(conn, language="es")) == 2
    assert await database.read(articles.count) == 3


async def test_retired_articles_are_in_no_list_but_their_own(
    database: Database, now: datetime
) -> None:
    gone = await _add(database, now, "a")
    await database.write(lambda conn: articles.set_retired(conn, gone, now, now))
    assert await database.read(articles.everything) == []
    assert await database.read(lambda conn: articles.translations(conn, "a")) == []
    rows = await database.read(lambda conn: articles.page(conn, offset=0, limit=9, retired=True))
    assert [row.id for row in rows] == [gone]


async def test_what_is_newer_comes_oldest_first(database: Database, now: datetime) -> None:
    old = await _add(database, now - timedelta(days=2), "old")
    first = await _add(database, now, "first")
    second = await _add(database, now, "second")
    rows = await database.read(lambda conn: articles.newer_than(conn, old))
    assert [row.id for row in rows] == [first, second]
