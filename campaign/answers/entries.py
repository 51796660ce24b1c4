"""The passages of one language, kept small: their texts compressed, nothing written twice."""

import pickle
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from campaign.answers.texts import HASH_LENGTH, text_hash
from campaign.articles.article import Article
from campaign.articles.passages import Passage, passages

T = TypeVar("T")

_BLOCK = 4  # texts that are compressed together: more would take less room, and more time to read


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage, its text, and the article it stands in; `place` counts the article's passages.

    The article of an entry that an index gives has an empty `body`: the text is here.
    """

    article: Article
    passage: Passage
    place: int
    text: str

    def slice(self, start: int, end: int) -> str:
        """`body[start:end]` of the article, for offsets within the passage."""
        return self.text[start - self.passage.start : end - self.passage.start]


def entries_of(article: Article) -> Iterator[Entry]:
    """The passages of an article in order."""
    for place, passage in enumerate(passages(article.body)):
        yield Entry(article, passage, place, article.body[passage.start : passage.end])


class Entries(Sequence[Entry]):
    """The passages of many articles; an `Entry` is made whenever one is asked for."""

    def __init__(
        self,
        articles: Sequence[Article],
        headings: Sequence[str],
        rows: NDArray[np.int32],
        texts: bytes,
        ends: NDArray[np.uint32],
        hashes: bytes,
    ) -> None:
        self.articles = articles
        self._headings = headings
        self._rows = rows
        self._texts = memoryview(texts)
        self._ends = ends
        self._hashes = hashes

    @property
    def article_numbers(self) -> NDArray[np.int32]:
        """For each passage, the place of its article in `articles`."""
        return self._rows[:, 0]

    def hashes(self) -> list[bytes]:
        """The hash of each passage's text."""
        flat = self._hashes
        return [flat[at : at + HASH_LENGTH] for at in range(0, len(flat), HASH_LENGTH)]

    def of_article(self, article_id: int) -> list[Entry]:
        """The passages of one article in order."""
        numbers = [at for at, article in enumerate(self.articles) if article.id == article_id]
        there = np.flatnonzero(np.isin(self.article_numbers, numbers)).tolist()
        return [self[at] for at in there]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Entry: ...

    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...

    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        article, place, heading, start, end = self._rows[number].tolist()
        passage = Passage(start, end, self._headings[heading])
        return Entry(self.articles[article], passage, place, self._text(number))

    def _text(self, number: int) -> str:
        block, within = divmod(number, _BLOCK)
        compressed = self._texts[
            self._ends.item(block - 1) if block else 0 : self._ends.item(block)
        ]
        whole = zlib.decompress(compressed).decode("utf-8", "surrogatepass")
        bounds = self._rows[block * _BLOCK : number + 1, 3:]
        ends: list[int] = np.cumsum(bounds[:, 1] - bounds[:, 0]).tolist()
        return whole[ends[within - 1] if within else 0 : ends[within]]


class EntriesBuilder:
    """Takes the passages of one article after the other."""

    def __init__(self) -> None:
        self._articles: list[Article] = []
        self._headings: dict[str, int] = {}
        self._rows = array("i")
        self._texts = bytearray()
        self._ends = array("I")
        self._hashes = bytearray()
        self._open: list[str] = []

    def add(self, entry: Entry) -> None:
        """One passage."""
        if not self._articles or self._articles[-1].id != entry.article.id:
            self._articles.append(replace(entry.article, body=""))
        passage = entry.passage
        heading = self._headings.setdefault(passage.heading, len(self._headings))
        article = len(self._articles) - 1
        self._rows.extend((article, entry.place, heading, passage.start, passage.end))
        self._hashes += text_hash(entry.text)
        self._open.append(entry.text)
        if len(self._open) == _BLOCK:
            self._pack()

    def done(self) -> Entries:
        """All of them; nothing can be added afterwards."""
        self._pack()
        rows = np.array(self._rows, dtype=np.int32).reshape(-1, 5)
        ends = np.array(self._ends, dtype=np.uint32)
        told = _afresh((self._articles, list(self._headings)))
        self._articles, self._headings = [], {}
        return Entries(*told, rows, bytes(self._texts), ends, bytes(self._hashes))

    def _pack(self) -> None:
        if self._open:
            whole = "".join(self._open).encode("utf-8", "surrogatepass")
            self._texts += zlib.compress(whole)
            self._ends.append(len(self._texts))
            self._open = []


def _afresh(told: T) -> T:
    """The same made anew, close together.

    What was made between a million words that are gone by now would keep all of their memory.
    """
    copied: T = pickle.loads(pickle.dumps(told))  # noqa: S301 - our own objects, a moment old
    return copied
