"""Who looks for something to share is offered verbatim quotes, one a work, and nothing far off."""

from datetime import datetime

import pytest

from campaign.answers import LibraryAnswerer, Quote
from campaign.answers.reading import LibraryReader
from campaign.articles import library
from campaign.articles.article import Article, ArticleDraft
from db.engine import Database


def test_each_work_is_quoted_once_the_best_first(articles: list[Article]) -> None:
    reading = LibraryReader(articles, {}).ask("bridge San Telmo Clara Montes", "en")
    quotes = reading.quotes(4)
    by_id = {article.id: article for article in articles}
    assert quotes[0] == reading.quote
    works = [by_id[quote.article].work for quote in quotes]
    assert len(set(works)) == len(works) > 1
    assert reading.quotes(1) == quotes[:1]
    for quote in quotes:
        assert quote.text == by_id[quote.article].body[quote.start : quote.end]


@pytest.mark.parametrize("words", ["chocolate cake recipe", "", "?", "zzz"])
def test_what_is_far_off_is_not_offered(articles: list[Article], words: str) -> None:
    assert LibraryReader(articles, {}).ask(words, "en").quotes(4) == ()


async def test_the_answerer_offers_them(database: Database, now: datetime) -> None:
    draft = ArticleDraft(title="Tea", body="Emma drinks green tea at noon.", language="en")
    article = (await library.add(database, draft, now=now)).article
    (quote,) = await LibraryAnswerer(database, {}).quotes("green tea", "es", 4)
    assert quote == Quote.of(article, 0, len(article.body))
