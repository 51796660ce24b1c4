"""How fast answers come, and what they cost: `python -m benchmarks.answers [--json]`.

A library of 10,000 passages in both languages, on an encrypted database; questions are really
embedded, vectors of the articles are random, since embedding them would take hours. In the same
run, over the same passages: plain SQLite FTS5, and a bare numpy search over the same vectors.

`p50_ms`, `p99_ms`: a question from asking to answer. `own_p50_ms`: without its embedding.
`loop_blocked_ms`: the longest that the event loop could not turn to another task meanwhile.
`memory_mb_at_100k`: memory (PSS) of a process with all of the bot's modules that answers from
100,000 passages, and of its embedder. `of_fts5`: how many questions are answered in the time in
which FTS5 finds passages for one.
"""

import argparse
import asyncio
import json
import random
import secrets
import sqlite3
import statistics
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.library import every_article, question_about
from benchmarks.memory import pss_of_tree
from bot.app import settle
from campaign.answers import LibraryAnswerer
from campaign.answers.embedders import Embedder, Floats, choose
from campaign.answers.words import is_stop_word, tokens
from campaign.articles.passages import passages
from db.engine import Database

SMALL, LARGE = 10_000, 100_000
_TICK = 0.001
_WARM_UP = 20


class Timed:
    """An embedder that tells how long questions took it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.model = embedder.model
        self.dimension = embedder.dimension
        self.seconds: list[float] = []

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, timed."""
        started = perf_counter()
        vector = await self._embedder.question(text)
        self.seconds.append(perf_counter() - started)
        return vector

    async def passages(self, texts: Sequence[str]) -> Floats | None:
        """As the embedder does it."""
        return await self._embedder.passages(texts)

    async def close(self) -> None:
        """End the embedder."""
        await self._embedder.close()


@dataclass(frozen=True)
class Bench:
    """A library with what it takes to ask it; `texts` are passages, each with its language."""

    database: Database
    answerer: LibraryAnswerer
    embedder: Timed | None
    texts: list[tuple[str, str]]

    def questions(self, count: int) -> list[str]:
        """Questions, each about another passage, every third in English."""
        chance = random.Random(8)
        languages = cycle(("en", "es", "es"))
        chosen = islice(self.texts[:: max(1, len(self.texts) // count)], count)
        return [
            question_about(chance, each, text)
            for (_, text), each in zip(chosen, languages, strict=False)
        ]


@asynccontextmanager
async def bench(size: int) -> AsyncIterator[Bench]:
    """A library of so many passages, indexed and ready."""
    choice = await choose("auto")
    embedder = Timed(choice.embedder) if choice.embedder else None
    with TemporaryDirectory() as folder:
        database = await asyncio.to_thread(_database, Path(folder), size, embedder)
        answerer = LibraryAnswerer(database, {}, embedder)
        settle()
        await answerer.refresh()
        try:
            yield Bench(
                database, answerer, embedder, await _texts(database, every=max(1, size // 1_000))
            )
        finally:
            await answerer.close()
            await database.close()
            if embedder is not None:
                await embedder.close()


def _database(folder: Path, size: int, embedder: Timed | None) -> Database:
    path, key = folder / "pliego.db", secrets.token_bytes(32)
    vectors = [embedder.model, str(embedder.dimension)] if embedder else ["", "0"]
    command = [sys.executable, "-m", "benchmarks.library", str(path), key.hex(), str(size)]
    subprocess.run([*command, *vectors], check=True)  # noqa: S603
    return Database.open(path, key)


async def _texts(database: Database, every: int) -> list[tuple[str, str]]:
    """The passages of every n-th article, each with its language."""
    return [
        (article.language, article.body[each.start : each.end])
        async for article in every_article(database)
        if article.id % every == 0
        for each in passages(article.body)
    ]


@dataclass(frozen=True)
class Times:
    """Seconds that each question took, and what of that was not the embedder's."""

    whole: list[float]
    own: list[float]


async def ask(bench: Bench, questions: Sequence[str]) -> Times:
    """Ask one question after the other."""
    whole, own = [], []
    for question in questions:
        before = len(bench.embedder.seconds) if bench.embedder else 0
        started = perf_counter()
        await bench.answerer.answer(question, "es")
        whole.append(perf_counter() - started)
        embedding = sum(bench.embedder.seconds[before:]) if bench.embedder else 0.0
        own.append(whole[-1] - embedding)
    return Times(whole, own)


async def longest_block(stop: asyncio.Event) -> float:
    """The longest time, in seconds, by which a task came late to its turn.

    Without the time in which other programs had the processors, as Linux tells it.
    """
    longest = 0.0
    while not stop.is_set():
        started, waited = perf_counter(), _waited_for_a_processor()
        await asyncio.sleep(_TICK)
        late = perf_counter() - started - _TICK
        longest = max(longest, late - (_waited_for_a_processor() - waited))
    return longest


def _waited_for_a_processor() -> float:
    told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    return int(told.split()[1]) / 1_000_000_000


def fts5(texts: Sequence[tuple[str, str]], questions: Sequence[str]) -> list[float]:
    """Seconds that SQLite takes to find the passages with words of each question."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE passages USING fts5(text)")
    plain.executemany("INSERT INTO passages VALUES (?)", ((text,) for _, text in texts))
    seconds = []
    for question in questions:
        words = [each.text for each in tokens(question) if not is_stop_word(each.folded, "es")]
        started = perf_counter()
        found = plain.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 20",
            (" OR ".join(f'"{word}"' for word in words),),
        ).fetchall()
        seconds.append(perf_counter() - started)
        assert found
    plain.close()
    return seconds


def bare_numpy(count: int, dimension: int, questions: int) -> list[float]:
    """Seconds that a search by meaning takes if the vectors are widened to floats each time."""
    random_rows = np.random.default_rng(7)
    matrix = random_rows.integers(-127, 128, size=(count, dimension), dtype=np.int8)
    seconds = []
    for row in random_rows.normal(size=(questions, dimension)).astype(np.float32):
        started = perf_counter()
        np.argpartition(-(matrix.astype(np.float32) @ row), 20)
        seconds.append(perf_counter() - started)
    return seconds


async def speed(count: int) -> dict[str, float]:
    """The figures at 10,000 passages."""
    async with bench(SMALL) as ready:
        questions = ready.questions(count + _WARM_UP)
        await ask(ready, questions[:_WARM_UP])
        stop = asyncio.Event()
        ticking = asyncio.create_task(longest_block(stop))
        times = await ask(ready, questions[_WARM_UP:])
        stop.set()
        blocked = await ticking
        peer = fts5(await _texts(ready.database, every=1), questions[_WARM_UP:])
        dimension = ready.embedder.dimension if ready.embedder else 384
    by_meaning = bare_numpy(SMALL, dimension, count)
    own = statistics.median(times.own)
    return {
        "p50_ms": _ms(statistics.median(times.whole)),
        "p99_ms": _ms(_quantile(times.whole, 0.99)),
        "own_p50_ms": _ms(own),
        "own_p99_ms": _ms(_quantile(times.own, 0.99)),
        "loop_blocked_ms": _ms(blocked),
        "of_fts5": round(statistics.median(peer) / own, 3),
        "fts5_p50_ms": _ms(statistics.median(peer)),
        "numpy_p50_ms": _ms(statistics.median(by_meaning)),
    }


async def memory(size: int) -> dict[str, float]:
    """Megabytes at so many passages, once they are indexed and have been asked; this process's."""
    highest = 0.0
    watching = True

    async def watch() -> None:
        nonlocal highest
        while watching:
            highest = max(highest, await asyncio.to_thread(pss_of_tree))
            await asyncio.sleep(0.5)

    watcher = asyncio.create_task(watch())
    async with bench(size) as ready:
        times = await ask(ready, ready.questions(100))
        taken = pss_of_tree()
        watching = False
        await watcher
    return {
        "memory_mb": round(taken, 1),
        "highest_mb": round(highest, 1),
        "own_p50_ms": _ms(statistics.median(times.own)),
    }


def _memory_of_another_process(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.answers", "--memory", str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--memory", type=int, metavar="PASSAGES", help="only that, in this process")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.memory:
        print(json.dumps(asyncio.run(memory(options.memory))))
        return
    figures = asyncio.run(speed(options.questions))
    large = _memory_of_another_process(LARGE)
    figures["memory_mb_at_100k"] = large["memory_mb"]
    figures["highest_mb_at_100k"] = large["highest_mb"]
    figures["own_p50_ms_at_100k"] = large["own_p50_ms"]
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:20} {figure}")


if __name__ == "__main__":
    main()
