"""Indexing: every text once, batch by batch, whatever stops it, and none kept that nobody wants."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from campaign.answers import indexing
from campaign.answers.embedders import BATCH
from campaign.answers.entries import entries_of
from campaign.answers.indexing import Indexing, Progress
from campaign.answers.texts import sentence_texts, text_hash
from campaign.articles import library
from campaign.articles.article import Article, ArticleDraft
from db import embeddings
from db.engine import Database
from tests.campaign.answers.bag import BagOfWords

LONG = "\n\n".join(f"Paragraph {number} tells of town {number}. It rained." for number in range(30))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_PAUSES", (0.0,))
    monkeypatch.setattr(indexing, "_LOOK_AGAIN_SECONDS", 0.01)


async def _add(database: Database, body: str, now: datetime) -> Article:
    draft = ArticleDraft(title="On towns", body=body, language="en")
    return (await library.add(database, draft, now=now)).article


def _texts(*bodies: str) -> set[str]:
    found = set()
    for body in bodies:
        article = Article(1, "a", "a", "en", "A", "", "", None, "", body, _THEN, _THEN)
        for entry in entries_of(article):
            found |= {entry.text, *sentence_texts(entry.text)}
    return found


_THEN = datetime(2026, 1, 1, tzinfo=UTC)


async def _count(database: Database, model: str = "bag@1") -> int:
    return await database.read(lambda conn: embeddings.count(conn, model))


async def _until_kept(database: Database, count: int) -> None:
    while await _count(database) < count:  # noqa: ASYNC110 - what is in the database tells nobody
        await asyncio.sleep(0.01)


async def test_every_passage_and_sentence_is_embedded_once(
    database: Database, now: datetime
) -> None:
    await _add(database, LONG, now)
    embedder = BagOfWords()
    await Indexing(database, embedder).catch_up()
    assert sorted(embedder.embedded) == sorted(_texts(LONG))
    assert await _count(database) == len(_texts(LONG))


async def test_passages_come_before_sentences_and_new_articles_before_old(
    database: Database, now: datetime
) -> None:
    await _add(database, "One is old. It is first.", now)
    await _add(database, "Two is new. It is second.", now)
    embedder = BagOfWords()
    await Indexing(database, embedder).catch_up()
    assert embedder.embedded[:2] == ["Two is new. It is second.", "One is old. It is first."]
    assert embedder.embedded[2:4] == ["Two is new.", "It is second."]


async def test_a_restart_goes_on_where_it_was(database: Database, now: datetime) -> None:
    await _add(database, LONG, now)
    first = BagOfWords()
    stopped = Indexing(database, first, learnt=_stop_after(2))  # 30 passages
    with suppress(asyncio.CancelledError):
        await stopped.catch_up()
    assert await _count(database) == len(first.embedded) == BATCH + 14
    second = BagOfWords()
    await Indexing(database, second).catch_up()
    assert not set(first.embedded) & set(second.embedded)
    assert {*first.embedded, *second.embedded} == _texts(LONG)


def _stop_after(batches: int) -> indexing.Learnt:
    left = iter(range(batches - 1))

    def learnt(_: Mapping[bytes, bytes]) -> None:
        if next(left, None) is None:
            raise asyncio.CancelledError

    return learnt


async def test_only_what_changed_is_embedded_again(database: Database, now: datetime) -> None:
    article = await _add(database, LONG, now)
    await Indexing(database, BagOfWords()).catch_up()
    changed = LONG.replace("tells of town 7.", "tells of town 700.")
    await library.edit(database, article.id, now=now, body=changed)
    again = BagOfWords()
    await Indexing(database, again).catch_up()
    assert set(again.embedded) == _texts(changed) - _texts(LONG)


async def test_vectors_that_nobody_refers_to_are_dropped(database: Database, now: datetime) -> None:
    article = await _add(database, "The bridge is old. Nobody mends it.", now)
    await Indexing(database, BagOfWords("bag@0")).catch_up()
    await library.edit(database, article.id, now=now, body="The bridge is new. Nobody mends it.")
    await Indexing(database, BagOfWords()).catch_up()
    kept = await database.read(lambda conn: embeddings.hashes_after(conn, b"", 100))
    assert set(kept) == {text_hash(each) for each in _texts("The bridge is new. Nobody mends it.")}
    assert await _count(database, "bag@0") == 1  # "Nobody mends it." still stands somewhere


async def test_a_retired_article_keeps_its_vectors_and_gets_no_new_ones(
    database: Database, now: datetime
) -> None:
    kept = await _add(database, "The bridge is old.", now)
    await Indexing(database, BagOfWords()).catch_up()
    await library.retire(database, kept.id, now=now)
    other = await _add(database, "The station is new.", now)
    await library.retire(database, other.id, now=now)
    embedder = BagOfWords()
    await Indexing(database, embedder).catch_up()
    assert embedder.embedded == []
    assert await _count(database) == 1


async def test_what_is_learnt_is_told_once_it_is_kept(database: Database, now: datetime) -> None:
    await _add(database, LONG, now)
    told: dict[bytes, bytes] = {}
    await Indexing(database, BagOfWords(), told.update).catch_up()
    assert told.keys() == {text_hash(each) for each in _texts(LONG)}
    kept = await database.read(lambda conn: embeddings.vectors(conn, "bag@1", told))
    assert kept == told


async def test_progress_goes_from_nothing_to_everything(database: Database, now: datetime) -> None:
    await _add(database, LONG, now)
    seen: list[Progress | None] = []
    work = Indexing(database, BagOfWords(), lambda _: seen.append(work.progress))
    assert work.progress is None
    await work.catch_up()
    total = len(_texts(LONG))
    assert seen[0] == Progress(0, total)
    assert [each.done for each in seen if each] == sorted(each.done for each in seen if each)
    assert work.progress == Progress(total, total)


async def test_an_embedder_that_cannot_now_is_waited_for(database: Database, now: datetime) -> None:
    await _add(database, LONG, now)
    answers = iter([True] * 9)
    embedder = BagOfWords(fails=lambda _: next(answers, False))
    await Indexing(database, embedder).catch_up()
    assert await _count(database) == len(_texts(LONG))


async def test_one_text_that_always_fails_holds_up_no_other(
    database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    await _add(database, LONG, now)
    bad = "Paragraph 7 tells of town 7."

    def fails(texts: Sequence[str]) -> bool:
        return any(bad in text for text in texts)

    work = Indexing(database, BagOfWords(fails=fails))
    await work.catch_up()
    assert await _count(database) == len({text for text in _texts(LONG) if bad not in text})
    assert work.progress is not None and work.progress.over  # noqa: PT018
    assert "cannot be embedded" in caplog.text


async def test_an_article_that_comes_meanwhile_goes_first(
    database: Database, now: datetime
) -> None:
    await _add(database, LONG, now)
    embedder = BagOfWords()
    background = asyncio.create_task(Indexing(database, embedder).run())
    await embedder.began.wait()
    await _add(database, "A new one comes in between.", now)
    await _until_kept(database, len(_texts(LONG)) + 1)
    background.cancel()
    at = embedder.embedded.index("A new one comes in between.")
    assert at < len(embedder.embedded) - 1
    assert await _count(database) == len(embedder.embedded)


async def test_a_fault_is_logged_and_indexing_goes_on(
    database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    await _add(database, "The bridge is old.", now)
    faults = iter([True])

    def fails(_: Sequence[str]) -> bool:
        if next(faults, False):
            raise OSError("the model's file is gone")
        return False

    background = asyncio.create_task(Indexing(database, BagOfWords(fails=fails)).run())
    await _until_kept(database, 1)
    background.cancel()
    assert "the model's file is gone" in caplog.text


async def test_what_another_program_embedded_meanwhile_is_taken_from_there(
    database: Database, now: datetime
) -> None:
    await _add(database, LONG, now)
    told: dict[bytes, bytes] = {}
    slow, quick = BagOfWords(), BagOfWords()
    work = Indexing(database, slow, told.update)
    first = asyncio.create_task(work.catch_up())
    await slow.began.wait()
    await Indexing(database, quick).catch_up()
    await first
    assert told.keys() == {text_hash(each) for each in _texts(LONG)}
    assert await _count(database) == len(_texts(LONG))
