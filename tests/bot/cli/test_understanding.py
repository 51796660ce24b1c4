"""Articles that are added are embedded at once, and may be left to the bot."""

import asyncio
import io
from datetime import datetime

import pytest
from rich.console import Console

from bot.cli import understanding
from campaign.articles import library
from campaign.articles.article import ArticleDraft
from db import embeddings
from db.engine import Database
from tests.campaign.answers.bag import BagOfWords

BODY = "\n\n".join(f"Paragraph {number} tells of town {number}." for number in range(40))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100)
    monkeypatch.setattr(understanding, "console", console)
    return written


async def test_the_bar_ends_where_all_is_embedded(
    database: Database, now: datetime, screen: io.StringIO
) -> None:
    await library.add(database, ArticleDraft(title="A", body=BODY, language="en"), now=now)
    await understanding._shown(database, BagOfWords())
    assert "40/40" in screen.getvalue().replace(" ", "")[-400:]
    assert await database.read(lambda conn: embeddings.count(conn, "bag@1")) == 40


async def test_what_is_done_stays_when_it_is_stopped(
    database: Database, now: datetime, screen: io.StringIO
) -> None:
    await library.add(database, ArticleDraft(title="A", body=BODY, language="en"), now=now)
    embedder = BagOfWords()
    work = asyncio.create_task(understanding._shown(database, embedder))
    await embedder.began.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    first = set(embedder.embedded)
    await understanding._shown(database, embedder)
    again = embedder.embedded[len(first) :]
    kept = await database.read(lambda conn: embeddings.count(conn, "bag@1"))
    assert kept == 40
    assert len(first & set(again)) <= 16
