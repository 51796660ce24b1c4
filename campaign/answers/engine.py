"""The answerer: keeps the library in memory, and up to date, while questions come in."""

import asyncio
import ctypes
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

from campaign.answers.answer import Answer, Quote
from campaign.answers.embedders.embedder import Embedder
from campaign.answers.indexing import Indexing, Progress
from campaign.answers.language import detect
from campaign.answers.reading import LibraryReader, Reading
from campaign.answers.shortlist import Shortlist
from campaign.answers.spelling import clean
from campaign.answers.vectors import Floats, Matrix, unpack
from campaign.articles import library
from campaign.articles.article import Article
from db import embeddings
from db.engine import Database

log = logging.getLogger(__name__)

_VECTORS_AT_ONCE = 2_000


class Answerer(Protocol):
    """Whoever can be asked about the articles."""

    async def answer(self, question: str, language: str, now: datetime | None = None) -> Answer:
        """The answer to a question, for a person whose language is `language`."""

    async def quotes(self, words: str, language: str, limit: int) -> tuple[Quote, ...]:
        """Quotes that may be of use to whoever typed these words, best first, one a work."""

    async def related(self, article_id: int, language: str, limit: int = 3) -> list[Article]:
        """Other works on the same matters, nearest first."""

    async def progress(self) -> Progress | None:
        """How many texts are understood; None where that is not known, or not done at all."""

    @property
    def understands(self) -> bool:
        """Whether articles are understood as they come, and not found by their words alone."""


class LibraryAnswerer:
    """Answers from words, and from meaning as far as the articles are indexed.

    The index of words is rebuilt beside the event loop when the library changes. Meanwhile
    questions are answered from the one that is there; only the first waits for one. New vectors
    count from the moment they are kept.
    """

    def __init__(
        self,
        database: Database,
        aliases: Mapping[str, str],
        embedder: Embedder | None = None,
        threshold: float | None = None,
    ) -> None:
        """`threshold` is the campaign's own confidence from which on a quote is an answer."""
        self._database = database
        self._aliases = aliases
        self._threshold = threshold
        self._embedder = embedder
        self._indexing = Indexing(database, embedder, self._learn) if embedder else None
        self._background: asyncio.Task[None] | None = None
        self._matrices: list[Matrix] = []
        self._reader: LibraryReader | None = None
        self._revision = -1
        self._rebuilding: asyncio.Task[LibraryReader] | None = None
        self._closing = False

    @property
    def source(self) -> str:
        """Which model answers are found with, or that it is words alone."""
        return self._embedder.model if self._embedder is not None else "words alone"

    def start(self) -> None:
        """Index in the background from now on, and be ready for the first question."""
        self._rebuild()
        if self._indexing is not None and self._background is None:
            self._background = asyncio.create_task(self._indexing.run())

    async def answer(self, question: str, language: str, now: datetime | None = None) -> Answer:
        """The answer to any text whatever; the language of the reply follows the question's."""
        guess = detect(clean(question))
        reading, engine = await self._read(question, guess.language or language)
        shown = reading.quote is not None and reading.status != "no"
        return Answer(
            status=reading.status,
            quotes=(reading.quote,) if shown and reading.quote else (),
            confidence=reading.confidence,
            language=guess.language if guess.language and guess.sure else language,
            engine=engine,
        )

    async def quotes(self, words: str, language: str, limit: int) -> tuple[Quote, ...]:
        """Quotes that may be of use to whoever typed these words, best first, one a work."""
        reading, _ = await self._read(words, detect(clean(words)).language or language)
        return reading.quotes(limit)

    async def _read(self, question: str, language: str) -> tuple[Reading, str]:
        """What the library has on a question, and how it was found."""
        cleaned = clean(question)
        reader = await self._current()
        vector = None
        if self._embedder is not None and cleaned:
            vector = await self._embedder.question(reader.worded(cleaned, language))
        shortlist = await asyncio.to_thread(reader.shortlist, cleaned, language, vector)
        reading = await asyncio.to_thread(reader.read, shortlist, await self._sentences(shortlist))
        return reading, reader.name if vector is not None else "lexical"

    async def related(self, article_id: int, language: str, limit: int = 3) -> list[Article]:
        """Other works on the same matters, nearest first, in `language` where they are there."""
        reader = await self._current()
        found = await asyncio.to_thread(reader.related, article_id, language, limit)
        return [await library.get(self._database, article.id) for article in found]

    @property
    def understands(self) -> bool:
        """Whether articles are understood as they come, and not found by their words alone."""
        return self._background is not None

    async def progress(self) -> Progress | None:
        """How many texts are understood; None before that is known of the library as it is now."""
        if self._indexing is None:
            return None
        revision = await library.revision(self._database)
        return self._indexing.progress if self._indexing.revision == revision else None

    async def refresh(self) -> None:
        """Wait until the words of the library as it stands now are indexed."""
        while await library.revision(self._database) != self._revision:
            await asyncio.shield(self._rebuild())

    async def close(self) -> None:
        """Stop what goes on in the background; the embedder is whoever's who gave it."""
        self._closing = True
        tasks = [task for task in (self._rebuilding, self._background) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sentences(self, shortlist: Shortlist) -> dict[bytes, Floats]:
        if self._embedder is None or not shortlist.wanted:
            return {}
        query = partial(
            embeddings.vectors, model=self._embedder.model, hashes=list(shortlist.wanted)
        )
        packed = await self._database.read(query)
        return unpack(packed, self._embedder.dimension)

    def _learn(self, packed: Mapping[bytes, bytes]) -> None:
        for matrix in self._matrices:
            matrix.fill(packed)

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
        articles = self._articles(asyncio.get_running_loop())
        reader = await asyncio.to_thread(LibraryReader, articles, self._aliases, self._threshold)
        if self._embedder is not None:
            reader = await self._with_vectors(reader, self._embedder)
        self._reader, self._revision = reader, revision
        await asyncio.to_thread(_return_memory)
        return reader

    def _articles(self, loop: asyncio.AbstractEventLoop) -> Iterator[Article]:
        """The library a few articles at a time, for a thread beside the loop."""
        after = 0
        while not self._closing:
            reading = asyncio.run_coroutine_threadsafe(library.shelf(self._database, after), loop)
            page = reading.result()
            if not page:
                return
            yield from page
            after = page[-1].id

    async def _with_vectors(self, reader: LibraryReader, embedder: Embedder) -> LibraryReader:
        matrix = await asyncio.to_thread(Matrix, reader.hashes(), embedder.dimension)
        self._matrices.append(matrix)  # before the first is read, so that none is missed
        hashes = matrix.hashes()
        for start in range(0, len(hashes), _VECTORS_AT_ONCE):
            part = hashes[start : start + _VECTORS_AT_ONCE]
            packed = await self._database.read(
                partial(embeddings.vectors, model=embedder.model, hashes=part)
            )
            await asyncio.to_thread(matrix.fill, packed)
        self._matrices = [matrix]
        return await asyncio.to_thread(reader.with_vectors, matrix, embedder.name)


def _return_memory() -> None:
    """Hand what the building of an index took back to the system, where glibc would keep it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _log_failure(task: asyncio.Task[LibraryReader]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("the library could not be indexed", exc_info=task.exception())
