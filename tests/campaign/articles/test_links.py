"""From a link to an article in the library."""

from datetime import date, datetime

import pytest

from campaign.articles import library, links
from campaign.articles.fetching import Fetcher, NotPublic
from campaign.articles.sources import EmptyArticle
from db.engine import Database
from tests.webserver import Site, near

PAGE = """<html lang="en"><head><title>The open network</title>
<meta name="author" content="Rosa Prueba"><meta property="og:site_name" content="The Test Wire">
<meta property="article:published_time" content="2024-05-03T08:00:00Z"></head><body><article>
<h1>The open network</h1><p>The ministry said on Monday that the network must stay open to everyone
in the country.</p></article></body></html>"""


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (" https://example.org/a?b=c \n", "https://example.org/a?b=c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("see https://example.org/a", None),
        ("https://example.org/a https://example.org/b", None),
        ("https://", None),
        ("example.org", None),
        ("ftp://example.org", None),
        ("", None),
    ],
)
def test_a_link_alone_is_known(text: str, link: str | None) -> None:
    assert links.only_link(text) == link


async def test_a_page_becomes_an_article_with_all_that_it_tells(
    site: Site, database: Database, now: datetime
) -> None:
    link = site.redirect("/short", "/open-network?utm=1")
    site.page("/open-network", PAGE)
    added = await links.add_link(database, near(), link, now)
    assert (added.source, added.new, added.refusal) == (link, True, None)
    article = (await library.everything(database))[0]
    assert article == added.article
    assert (article.title, article.author) == ("The open network", "Rosa Prueba")
    assert (article.publisher, article.published) == ("The Test Wire", date(2024, 5, 3))
    assert article.link == site.link("/open-network?utm=1")
    again = await links.add_link(database, near(), link, now)
    assert (again.article, again.new) == (article, False)


@pytest.mark.parametrize(
    ("path", "kind"), [("/a.md", "text/markdown"), ("/a.md", "text/plain"), ("/a", "text/markdown")]
)
async def test_markdown_is_read_as_markdown(site: Site, path: str, kind: str) -> None:
    link = site.page(path, "---\nlanguage: es\n---\n# La red\n\nEs *de todos*.", kind)
    draft = await links.read_link(near(), link)
    assert (draft.title, draft.body, draft.link) == ("La red", "Es de todos.", link)


async def test_plain_text_is_read_as_plain_text(site: Site) -> None:
    link = site.page("/a.txt", "The open network\nBy Rosa Prueba\n\nIt is open.", "text/plain")
    draft = await links.read_link(near(), link)
    assert (draft.title, draft.author, draft.link) == ("The open network", "Rosa Prueba", link)


async def test_a_page_without_an_article_is_refused(site: Site) -> None:
    with pytest.raises(EmptyArticle):
        await links.read_link(near(), site.page("/a", "<html></html>"))


async def test_a_refused_link_is_told_and_nothing_is_added(
    site: Site, database: Database, now: datetime
) -> None:
    fetcher = Fetcher(ports=range(1, 65_536))
    outcome = await links.add_link(database, fetcher, site.page("/a", PAGE), now)
    assert isinstance(outcome.refusal, NotPublic)
    assert await library.everything(database) == []
    assert site.requests == []
