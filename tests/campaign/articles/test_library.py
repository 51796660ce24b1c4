"""The library keeps each text once and forgets none."""

from datetime import date, datetime, timedelta

import pytest

from campaign.articles import library
from campaign.articles.article import ArticleDraft
from db.engine import Database

DRAFT = ArticleDraft(
    title="¡Una red libre!",
    body="La red es de todas.\n\n## Después\n\nY de todos.",
    author="Ana Pérez",
    published=date(2020, 3, 4),
    language="es",
)


async def test_an_added_article_is_found_by_id_and_slug(database: Database, now: datetime) -> None:
    added = await library.add(database, DRAFT, now=now)
    assert added.new
    assert added.article.slug == added.article.work == "una-red-libre"
    assert added.article.added_at == now
    assert await library.get(database, added.article.id) == added.article
    assert await library.by_slug(database, "una-red-libre") == added.article


async def test_the_same_text_is_told_to_be_there_already(database: Database, now: datetime) -> None:
    first = await library.add(database, DRAFT, now=now)
    again = await library.add(database, DRAFT, now=now)
    assert not again.new
    assert again.article == first.article
    assert await library.revision(database) == 1


async def test_another_text_under_the_same_title_gets_a_slug_of_its_own(
    database: Database, now: datetime
) -> None:
    await library.add(database, DRAFT, now=now)
    other = ArticleDraft(title="Una red libre", body="Otra cosa.", language="es")
    added = await library.add(database, other, now=now)
    assert added.article.slug == "una-red-libre-2"


async def test_a_retired_article_comes_back_when_added_again(
    database: Database, now: datetime
) -> None:
    article = (await library.add(database, DRAFT, now=now)).article
    assert (await library.retire(database, article.id, now=now)).retired_at == now
    assert await library.everything(database) == []
    again = await library.add(database, DRAFT, now=now)
    assert not again.new
    assert again.article.retired_at is None
    restored = await library.retire(database, article.id, now=now)
    assert restored.retired_at == now
    assert (await library.restore(database, article.id, now=now)).retired_at is None


async def test_editing_changes_only_the_fields_given(database: Database, now: datetime) -> None:
    article = (await library.add(database, DRAFT, now=now)).article
    later = now + timedelta(hours=1)
    edited = await library.edit(database, article.id, now=later, title="Otra", published=None)
    assert (edited.title, edited.published, edited.author) == ("Otra", None, "Ana Pérez")
    assert edited.updated_at == later
    assert edited.slug == article.slug


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (ArticleDraft(title=" ", body="Text.", language="en"), library.MissingTitle),
        (ArticleDraft(title="T", body="Text."), library.MissingLanguage),
        (ArticleDraft(title="T", body=" \n", language="en"), library.MissingBody),
    ],
)
async def test_what_an_article_needs_is_asked_for(
    database: Database, now: datetime, draft: ArticleDraft, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await library.add(database, draft, now=now)


async def test_an_unknown_article_is_named(database: Database, now: datetime) -> None:
    with pytest.raises(library.NoArticle) as caught:
        await library.edit(database, 7, now=now, title="T")
    assert caught.value.article_id == 7
    with pytest.raises(library.NoArticle):
        await library.get(database, 7)


async def test_translations_share_a_work(database: Database, now: datetime) -> None:
    english = ArticleDraft(title="A free net", body="Text.", language="en", work="net")
    spanish = ArticleDraft(title="Una red libre", body="Texto.", language="es", work="net")
    first = (await library.add(database, english, now=now)).article
    second = (await library.add(database, spanish, now=now)).article
    assert await library.translations(database, first) == [second]
    page = await library.page(database, language="es")
    assert (page.articles, page.total) == ([second], 1)
    newer = await database.read(lambda conn: library.newer_than(conn, 0, "en"))
    assert newer == [first]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("¿Qué pasó?", "que-paso"),
        ("漢字", "article"),
        ("a" * 80, "a" * 60),
        ("x " * 50, "x-" * 29 + "x"),
    ],
)
def test_a_slug_is_short_and_ascii(title: str, slug: str) -> None:
    assert library.slug_of(title) == slug
