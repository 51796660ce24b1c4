"""The answerer keeps up with the library while questions come in."""

import asyncio
from datetime import datetime
from typing import assert_type

from campaign.answers import Answer, Answerer, LibraryAnswerer
from campaign.answers.indexing import Indexing
from campaign.articles import library
from campaign.articles.article import Article, ArticleDraft
from db.engine import Database
from tests.campaign.answers.bag import BagOfWords, SlowBag


async def _fill(database: Database, articles: list[Article], now: datetime) -> list[Article]:
    drafts = [
        ArticleDraft(
            title=article.title,
            body=article.body,
            author=article.author,
            publisher=article.publisher,
            published=article.published,
            link=article.link,
            language=article.language,
            work=article.work,
        )
        for article in articles
    ]
    return [(await library.add(database, draft, now=now)).article for draft in drafts]


async def test_an_answer_names_its_source(
    database: Database, articles: list[Article], now: datetime
) -> None:
    added = await _fill(database, articles, now)
    answerer: Answerer = LibraryAnswerer(database, {})
    answer = await answerer.answer("¿Quién inauguró el puente de San Telmo?", "en")
    assert_type(answer, Answer)
    assert (answer.status, answer.language, answer.engine) == ("answer", "es", "lexical")
    (quote,) = answer.quotes
    source = added[1]
    assert quote.text == source.body[quote.start : quote.end]
    assert (quote.article, quote.title, quote.author) == (source.id, source.title, source.author)
    assert (quote.publisher, quote.published) == (source.publisher, source.published)
    assert (quote.link, quote.language) == (source.link, "es")


async def test_a_no_has_no_quotes(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    answer = await LibraryAnswerer(database, {}).answer("How do I cook mole poblano?", "es")
    assert (answer.status, answer.quotes, answer.language) == ("no", (), "en")


async def test_a_name_alone_is_answered_in_the_persons_language(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    answer = await LibraryAnswerer(database, {}).answer("Clara Montes", "es")
    assert answer.language == "es"


async def test_an_empty_library_has_no_answer(database: Database) -> None:
    answer = await LibraryAnswerer(database, {}).answer("Who opened the bridge?", "en")
    assert answer.status == "no"


async def test_a_new_article_is_answered_from_after_a_refresh(
    database: Database, articles: list[Article], now: datetime
) -> None:
    answerer = LibraryAnswerer(database, {})
    question = "When did the censorship of the radio of Jalpa begin?"
    assert (await answerer.answer(question, "en")).status == "no"
    await _fill(database, articles, now)
    await answerer.refresh()
    assert (await answerer.answer(question, "en")).status == "answer"


async def test_a_question_asked_meanwhile_is_answered_from_the_old_index(
    database: Database, articles: list[Article], now: datetime
) -> None:
    added = await _fill(database, articles, now)
    answerer = LibraryAnswerer(database, {})
    question = "When did the censorship of the radio of Jalpa begin?"
    assert (await answerer.answer(question, "en")).status == "answer"
    await library.retire(database, added[2].id, now=now)
    statuses = [(await answerer.answer(question, "en")).status for _ in range(2)]
    await answerer.refresh()
    statuses.append((await answerer.answer(question, "en")).status)
    assert statuses[0] == "answer"  # asked meanwhile, answered from the index that is there
    assert statuses[-1] != "answer"
    await answerer.close()


async def test_questions_asked_at_once_share_one_index(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    answerer = LibraryAnswerer(database, {})
    asked = [answerer.answer("Who opened the bridge of San Telmo?", "en") for _ in range(20)]
    assert {answer.status for answer in await asyncio.gather(*asked)} == {"answer"}


async def test_related_articles_are_found(
    database: Database, articles: list[Article], follow_up: Article, now: datetime
) -> None:
    added = await _fill(database, [*articles, follow_up], now)
    related = await LibraryAnswerer(database, {}).related(added[3].id, "es")
    assert related == [added[1]]


async def test_without_an_embedder_nothing_is_indexed_by_meaning(database: Database) -> None:
    answerer = LibraryAnswerer(database, {})
    answerer.start()
    assert not answerer.understands
    assert await answerer.progress() is None
    await answerer.close()


async def test_an_answer_from_meaning_names_its_embedder(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    embedder = BagOfWords()
    await Indexing(database, embedder).catch_up()
    answerer = LibraryAnswerer(database, {}, embedder)
    answer = await answerer.answer("Who opened the bridge of San Telmo?", "en")
    assert (answer.status, answer.engine) == ("answer", "bag")


async def test_where_the_embedder_cannot_the_words_answer(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    answerer = LibraryAnswerer(database, {}, BagOfWords(fails=lambda _: True))
    answer = await answerer.answer("Who opened the bridge of San Telmo?", "en")
    assert (answer.status, answer.engine) == ("answer", "lexical")


async def test_a_question_asked_while_articles_are_indexed_is_answered(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    embedder = SlowBag()
    answerer = LibraryAnswerer(database, {}, embedder)
    answerer.start()
    await embedder.began.wait()
    answer = await answerer.answer("Who opened the bridge of San Telmo?", "en")
    assert answer.status == "answer"
    assert (progress := await answerer.progress()) is not None
    assert not progress.over
    await answerer.close()


async def test_a_new_vector_counts_without_a_new_index(
    database: Database, articles: list[Article], now: datetime
) -> None:
    await _fill(database, articles, now)
    embedder = SlowBag()
    answerer = LibraryAnswerer(database, {}, embedder)
    await answerer.refresh()
    answerer.start()
    await embedder.began.wait()
    embedder.go_on.set()
    while (progress := await answerer.progress()) is None or not progress.over:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    (matrix,) = answerer._matrices
    assert matrix.known == len(matrix) > 0
    await answerer.close()
