"""Indexing: what every text of the library means, worked out in the background and kept.

Vectors are kept by the hash of their text, batch by batch. So a restart goes on where it was, an
article that changes costs only its changed sentences, and two programs at once do no harm.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from campaign.answers.embedders.embedder import BATCH, Embedder
from campaign.answers.entries import entries_of
from campaign.answers.texts import HASH_LENGTH, sentence_texts, text_hash
from campaign.answers.vectors import pack
from campaign.articles import library
from campaign.articles.article import Article
from db import articles, embeddings
from db.engine import Database

log = logging.getLogger(__name__)

Learnt = Callable[[Mapping[bytes, bytes]], None]
"""Hears of vectors as soon as they are kept, packed, by the hash of their text."""

_LOOK_AGAIN_SECONDS = 2.0
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds, while the embedder cannot
_ALONE_AFTER = 2
_PROBE = "Hello."
"""Where this works and a batch failed so often, the fault is in a text of the batch."""

_SWEPT_AT_ONCE = 5_000

_Kind = Literal["passages", "sentences"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Texts of the library that have their vector, and all of them."""

    done: int
    total: int

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return self.done / self.total if self.total else 1.0

    def further(self, texts: int) -> "Progress":
        """How far it is when so many texts more are done."""
        return Progress(min(self.total, self.done + texts), self.total)


class _Changed(Exception):
    "The library changed meanwhile"


@dataclass(frozen=True, slots=True)
class _Task:
    """What an article lacks of one kind, and how many texts that is."""

    article_id: int
    kind: _Kind
    missing: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a library at one revision lacks; `prefixes` are those of all hashes it refers to."""

    revision: int
    tasks: Sequence[_Task]
    prefixes: NDArray[np.uint64]
    progress: Progress


class Indexing:
    """Keeps a vector for each passage and sentence of the library, passages first, newest first."""

    def __init__(
        self, database: Database, embedder: Embedder, learnt: Learnt | None = None
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._learnt = learnt
        self._refused: set[bytes] = set()
        self._caught_up = False
        self.progress: Progress | None = None
        """How far it is; None until the library was looked through once."""
        self.revision = -1
        """The revision of the library that `progress` is about."""

    async def run(self) -> None:
        """Index now, and again whenever the library changes, until cancelled."""
        while True:
            try:
                if not self._caught_up or await library.revision(self._database) != self.revision:
                    await self.catch_up()
            except Exception:
                log.exception("the articles could not be indexed; trying again")
                await asyncio.sleep(_PAUSES[-1])
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def catch_up(self) -> None:
        """Index until nothing is missing, then drop what nobody refers to.

        Cancelling it is safe at any time: it loses at most one batch.
        """
        self._caught_up = False
        while not self._caught_up:
            plan = await self._plan()
            self.progress, self.revision = plan.progress, plan.revision
            try:
                for task in plan.tasks:
                    before = self.progress
                    await self._index(task, plan.revision)
                    # Some of them may have come with another article meanwhile.
                    self.progress = before.further(task.missing)
                await self._sweep(plan)
            except _Changed:
                continue
            self._caught_up = True

    async def _plan(self) -> _Plan:
        # The revision is read first: a change between the two is looked at twice, never missed.
        revision = await library.revision(self._database)
        lacking: dict[_Kind, list[_Task]] = {"passages": [], "sentences": []}
        prefixes = []
        total = missing = 0
        async for article in self._articles():
            for kind in lacking:
                hashes = await asyncio.to_thread(_hashes, article, kind)
                prefixes.append(_prefixes(hashes))
                if article.retired_at is None:
                    absent = len(await self._missing(hashes))
                    total += len(hashes)
                    missing += absent
                    if absent:
                        lacking[kind].append(_Task(article.id, kind, absent))
        tasks = [*reversed(lacking["passages"]), *reversed(lacking["sentences"])]
        referred = np.unique(np.concatenate([np.empty(0, np.uint64), *prefixes]))
        return _Plan(revision, tasks, referred, Progress(total - missing, total))

    async def _articles(self) -> AsyncIterator[Article]:
        after = 0
        while page := await library.shelf(self._database, after, limit=4, retired=True):
            for article in page:
                yield article
            after = page[-1].id

    async def _missing(self, hashes: Sequence[bytes]) -> list[bytes]:
        query = partial(embeddings.missing, model=self._embedder.model, hashes=hashes)
        missing = await self._database.read(query)
        return [each for each in missing if each not in self._refused]

    async def _index(self, task: _Task, revision: int) -> None:
        article = await library.get(self._database, task.article_id)
        texts = await asyncio.to_thread(_texts, article, task.kind)
        missing = await self._missing(list(texts))
        for start in range(0, len(missing), BATCH):
            if await library.revision(self._database) != revision:
                raise _Changed
            await self._batch({each: texts[each] for each in missing[start : start + BATCH]})

    async def _batch(self, texts: Mapping[bytes, str]) -> None:
        # Another program may have been here meanwhile.
        model = self._embedder.model
        there = await self._database.read(
            partial(embeddings.vectors, model=model, hashes=list(texts))
        )
        new = await self._embedded({each: texts[each] for each in texts if each not in there})
        if new:
            await self._database.write(partial(embeddings.keep, model=model, packed=new))
        if self._learnt is not None:
            self._learnt({**there, **new})
        if self.progress is not None:
            self.progress = self.progress.further(len(texts))

    async def _embedded(self, texts: Mapping[bytes, str]) -> dict[bytes, bytes]:
        """Packed vectors, once the embedder can; texts that fail where others work are left out."""
        for attempt in count():
            if (found := await self._try(texts)) is not None:
                return found
            if attempt >= _ALONE_AFTER and await self._try({b"": _PROBE}):
                return await self._one_by_one(texts)
            await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
        raise AssertionError("counting never ends")

    async def _one_by_one(self, texts: Mapping[bytes, str]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for each, text in texts.items():
            found.update(await self._try({each: text}) or {})
        refused = texts.keys() - found.keys()
        log.warning("%d texts cannot be embedded and are found by words alone", len(refused))
        self._refused |= refused
        return found

    async def _try(self, texts: Mapping[bytes, str]) -> dict[bytes, bytes] | None:
        if not texts:
            return {}
        rows = await self._embedder.passages(list(texts.values()))
        return None if rows is None else dict(zip(texts, pack(rows), strict=True))

    async def _sweep(self, plan: _Plan) -> None:
        after = b""
        while page := await self._database.read(
            partial(embeddings.hashes_after, after=after, limit=_SWEPT_AT_ONCE)
        ):
            after = page[-1]
            known = np.isin(_prefixes(page), plan.prefixes)
            gone = [each for each, stays in zip(page, known.tolist(), strict=True) if not stays]
            if gone:
                drop = partial(_drop, hashes=gone, revision=plan.revision)
                await self._database.write(drop)


def _drop(conn: Connection, hashes: Sequence[bytes], revision: int) -> None:
    # An article may have come since the plan was made, and brought its vectors.
    if articles.revision(conn) != revision:
        raise _Changed
    embeddings.drop(conn, hashes)


def _texts(article: Article, kind: _Kind) -> dict[bytes, str]:
    passages = [entry.text for entry in entries_of(article)]
    whole = {text_hash(text): text for text in passages}
    if kind == "passages":
        return whole
    parts = {text_hash(text): text for each in passages for text in sentence_texts(each)}
    return {each: text for each, text in parts.items() if each not in whole}


def _hashes(article: Article, kind: _Kind) -> list[bytes]:
    return list(_texts(article, kind))


def _prefixes(hashes: Sequence[bytes]) -> NDArray[np.uint64]:
    """The first 8 bytes of hashes: enough to tell them apart, since a mistake only keeps one."""
    return np.frombuffer(b"".join(hashes), dtype=np.uint64)[:: HASH_LENGTH // 8]
