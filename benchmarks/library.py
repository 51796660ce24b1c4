"""A library of any size, the same each time: the example campaign's sentences, their words changed.

`python -m benchmarks.library PATH KEY PASSAGES MODEL DIMENSION` makes the database, so that whoever
measures carries nothing of the making.

Most words that say something give way to made-up ones, drawn as words are in real texts: few often,
many once. So stop words, capitals, punctuation and lengths are those of prose, half of it English
and half Spanish, and the vocabulary grows with the library.
"""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from campaign.answers.entries import entries_of
from campaign.answers.testset import read_library
from campaign.answers.texts import sentence_texts, text_hash
from campaign.answers.vectors import pack
from campaign.answers.words import fold, is_stop_word
from campaign.articles import library
from campaign.articles.article import Article
from campaign.articles.sentences import sentences
from db import articles, embeddings, migrate
from db.engine import Database

EXAMPLE = Path(__file__).parents[1] / "examples" / "free-internet" / "articles"
PASSAGES_OF_AN_ARTICLE = 20
SENTENCES_OF_A_PASSAGE = 5
_CHANGED = 0.5
_WORDS = 300_000
_SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "os")]
_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_AT_ONCE = 4_000


@dataclass(frozen=True)
class Prose:
    """The example's sentences of one language, cut into words and what stands between them."""

    language: str
    sentences: list[list[str]]


def prose() -> list[Prose]:
    """The example campaign's sentences, by language."""
    found: dict[str, list[list[str]]] = {}
    for article in read_library([EXAMPLE]):
        texts = (article.body[each.start : each.end] for each in sentences(article.body))
        parts = (text.split(" ") for text in texts if not text.startswith("## "))
        found.setdefault(article.language, []).extend(parts)
    return [Prose(language, parts) for language, parts in found.items()]


def question_about(chance: random.Random, language: str, passage: str) -> str:
    """A question in a language, about words that stand in a passage."""
    words = [word.strip(".,;:“”\"'()") for word in passage.split()]
    telling = [word for word in words if len(word) > 3 and not is_stop_word(fold(word), language)]
    asked = chance.sample(telling, min(4, len(telling)))
    if language == "es":
        return "¿Qué dijo {} de {} y por qué {} {}?".format(*asked)
    return "What did {} say about {} and why {} {}?".format(*asked)


class Writer:
    """Writes articles."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._prose = prose()
        self._words = ["".join(self._random.choices(_SYLLABLES, k=3)) for _ in range(_WORDS)]

    def bodies(self) -> Iterator[tuple[str, str]]:
        """Language and body of one article after the other, without end."""
        while True:
            for each in self._prose:
                passages = [self._passage(each) for _ in range(PASSAGES_OF_AN_ARTICLE)]
                yield each.language, "\n\n".join(passages)

    def _passage(self, prose: Prose) -> str:
        chosen = self._random.choices(prose.sentences, k=SENTENCES_OF_A_PASSAGE)
        return " ".join(
            " ".join(self._other(word, prose.language) for word in words) for words in chosen
        )

    def _other(self, word: str, language: str) -> str:
        plain = word.isalpha() and len(word) > 3 and not is_stop_word(fold(word), language)
        if not plain or self._random.random() > _CHANGED:
            return word
        # Zipf's law: the chance of a word falls with its rank.
        made_up = self._words[int(_WORDS ** self._random.random()) - 1]
        return made_up.capitalize() if word[0].isupper() else made_up


async def fill(database: Database, passages: int, model: str, dimension: int) -> None:
    """Add articles until there are so many passages, with random vectors in place of real ones."""
    bodies = islice(Writer(seed=7).bodies(), passages // PASSAGES_OF_AN_ARTICLE)
    while batch := list(islice(bodies, 100)):
        await database.write(partial(_add, bodies=batch))
    if model:
        await _invent_vectors(database, model, dimension)


def _add(conn: Connection, bodies: list[tuple[str, str]]) -> None:
    for language, body in bodies:
        slug = articles.body_hash(body)[:16]
        values = {
            "slug": slug,
            "work": slug,
            "language": language,
            "title": " ".join(body.split()[:6]),
            "author": "Ana Gil",
            "publisher": "El Puerto",
            "published": None,
            "link": "",
            "body": body,
        }
        articles.insert_article(conn, values, _NOW)


async def _invent_vectors(database: Database, model: str, dimension: int) -> None:
    random_rows = np.random.default_rng(7)
    waiting: list[bytes] = []
    async for article in every_article(database):
        for entry in entries_of(article):
            waiting.append(text_hash(entry.text))
            waiting += [text_hash(each) for each in sentence_texts(entry.text)]
        while len(waiting) >= _AT_ONCE:
            part, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            await _keep(database, model, part, random_rows, dimension)
    await _keep(database, model, waiting, random_rows, dimension)


async def _keep(
    database: Database,
    model: str,
    hashes: list[bytes],
    random_rows: np.random.Generator,
    dimension: int,
) -> None:
    rows = random_rows.normal(size=(len(hashes), dimension)).astype(np.float32)
    packed = dict(zip(hashes, pack(rows), strict=True))
    await database.write(partial(embeddings.keep, model=model, packed=packed))


async def every_article(database: Database) -> AsyncIterator[Article]:
    """The library, a few articles at a time."""
    after = 0
    while page := await library.shelf(database, after):
        for article in page:
            yield article
        after = page[-1].id


async def _make(path: Path, key: bytes, passages: int, model: str, dimension: int) -> None:
    migrate.upgrade(path, key)
    database = Database.open(path, key)
    try:
        await fill(database, passages, model, dimension)
    finally:
        await database.close()


if __name__ == "__main__":
    _, path, key, passages, model, dimension = sys.argv
    asyncio.run(_make(Path(path), bytes.fromhex(key), int(passages), model, int(dimension)))
