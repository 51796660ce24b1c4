"""The answerer: keeps the library in memory, and up to date, while questions come in."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from campaign.answers.answer import Answer
from campaign.answers.language import detect
from campaign.answers.reading import LibraryReader
from campaign.answers.spelling import clean
from campaign.articles import library
from campaign.articles.article import Article
from db.engine import Database

log = logging.getLogger(__name__)


class Answerer(Protocol):
    """Whoever can be asked about the articles."""

    async def answer(self, question: str, language: str, now: datetime | None = None) -> Answer:
        """The answer to a question, for a person whose language is `language`."""

    async def related(self, article_id: int, language: str, limit: int = 3) -> list[Article]:
        """Other works on the same matters, nearest first."""


class LexicalAnswerer:
    """Answers from an index of stems, rebuilt beside the event loop when the library changes.

    Meanwhile questions are answered from the index that is there; only the first waits for one.
    """

    def __init__(self, database: Database, aliases: Mapping[str, str]) -> None:
        self._database = database
        self._aliases = aliases
        self._reader: LibraryReader | None = None
        self._revision = -1
        self._rebuilding: asyncio.Task[LibraryReader] | None = None

    async def answer(self, question: str, language: str, now: datetime | None = None) -> Answer:
        """The answer to any text whatever; the language of the reply follows the question's."""
        cleaned = clean(question)
        guess = detect(cleaned)
        reader = await self._current()
        reading = await asyncio.to_thread(reader.ask, cleaned, guess.language or language)
        shown = reading.quote is not None and reading.status != "no"
        return Answer(
            status=reading.status,
            quotes=(reading.quote,) if shown and reading.quote else (),
            confidence=reading.confidence,
            language=guess.language if guess.language and guess.sure else language,
            engine=reader.name,
        )

    async def related(self, article_id: int, language: str, limit: int = 3) -> list[Article]:
        """Other works on the same matters, nearest first, in `language` where they are there."""
        reader = await self._current()
        found = await asyncio.to_thread(reader.related, article_id, language, limit)
        return [await library.get(self._database, article.id) for article in found]

    async def refresh(self) -> None:
        """Wait until the library as it stands now is indexed."""
        while await library.revision(self._database) != self._revision:
            await asyncio.shield(self._rebuild())

    async def close(self) -> None:
        """Drop the index that is being built."""
        if self._rebuilding is not None:
            self._rebuilding.cancel()
            await asyncio.gather(self._rebuilding, return_exceptions=True)

    async def _current(self) -> LibraryReader:
        if self._reader is None:
            return await asyncio.shield(self._rebuild())
        if await library.revision(self._database) != self._revision:
            self._rebuild()
        return self._reader

    def _rebuild(self) -> asyncio.Task[LibraryReader]:
        if self._rebuilding is None or self._rebuilding.done():
            self._rebuilding = asyncio.create_task(self._built())
            self._rebuilding.add_done_callback(_log_failure)
        return self._rebuilding

    async def _built(self) -> LibraryReader:
        # The revision is read first: a change between the two is indexed twice, never missed.
        revision = await library.revision(self._database)
        articles = await library.everything(self._database)
        self._reader = await asyncio.to_thread(LibraryReader, articles, self._aliases)
        self._revision = revision
        return self._reader


def _log_failure(task: asyncio.Task[LibraryReader]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("the library could not be indexed", exc_info=task.exception())
