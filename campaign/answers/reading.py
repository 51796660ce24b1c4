"""A library read once and asked many times: everything here is in memory and never changes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Protocol

from campaign.answers import confidence, lexical
from campaign.answers.answer import Quote, Status
from campaign.answers.lexical import Floats, LanguageIndex
from campaign.answers.query import build, scores
from campaign.answers.scales import WORDS, scale_of
from campaign.answers.search import Found, search
from campaign.answers.shortlist import PassageVectors, Placed, Shortlist, candidates
from campaign.answers.spelling import clean, folded_aliases, worded
from campaign.answers.texts import sentence_texts, text_hash
from campaign.answers.words import fold, is_stop_word, tokens
from campaign.articles.article import Article

_DEPTH = 10
_TELLING_WORDS = 24
_RELATED = 0.04
_OF_USE = 0.1
"""From this confidence on a quote is offered to whoever looks for one to share."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a library has on a question: passages best first, the best quote, and how sure it is."""

    found: tuple[Found, ...]
    quote: Quote | None
    confidence: float
    status: Status

    def quotes(self, limit: int) -> tuple[Quote, ...]:
        """What may be of use, best first: the best quote of each work that is not far off."""
        by_work: dict[str, Quote] = {}
        for found in self.found:
            quote = _quote(found)
            if quote is not None and confidence.confidence(found) >= _OF_USE:
                by_work.setdefault(found.entry.article.work, quote)
        return tuple(by_work.values())[:limit]


class Reader(Protocol):
    """A library that can be asked. Pure, and its methods may run on any thread.

    A question is answered in two steps, so that only the sentences of the shortlist need vectors.
    """

    name: str

    def shortlist(self, question: str, language: str, vector: Floats | None) -> Shortlist:
        """The passages worth a closer look; without the question's vector, by words alone."""

    def read(self, shortlist: Shortlist, sentences: Mapping[bytes, Floats]) -> Reading:
        """What the library has on a question, given vectors of sentences that it wanted, by hash.

        Vectors may be missing.
        """

    def related(self, article_id: int, language: str, limit: int) -> list[Article]:
        """Other works on the same matters, nearest first, in `language` where they are there.

        Without their bodies, which a reader does not keep.
        """


class LibraryReader:
    """Answers from stems, cognates and a small dictionary, and from vectors where they are."""

    def __init__(
        self,
        articles: Iterable[Article],
        aliases: Mapping[str, str],
        threshold: float | None = None,
    ) -> None:
        """`threshold` is the campaign's own confidence from which on a quote is an answer."""
        self.name = "lexical"
        self._threshold = threshold
        self._aliases = folded_aliases(aliases)
        self._indexes = lexical.index(articles)
        self._articles = {
            article.id: article
            for index in self._indexes.values()
            for article in index.entries.articles
        }
        self._names = {
            fold(alias): name
            for alias, name in aliases.items()
            if not any(index.has(fold(alias)) for index in self._indexes.values())
        }
        self._placed: Placed | None = None

    def hashes(self) -> list[bytes]:
        """The hash of every passage's text; some may come twice."""
        return [each for index in self._indexes.values() for each in index.entries.hashes()]

    def with_vectors(self, vectors: PassageVectors, embedder: str) -> "LibraryReader":
        """The same library with the passage vectors of an embedder ("e5", "use", "http")."""
        other = copy(self)
        other.name = embedder
        other._placed = Placed(
            vectors,
            {
                language: vectors.rows(index.entries.hashes())
                for language, index in self._indexes.items()
            },
            scale_of(embedder),
        )
        return other

    def worded(self, question: str, language: str) -> str:
        """A question as its vector is best made of: spelled out, with names in full.

        A short form that the articles use themselves stays as it is.
        """
        return worded(clean(question), language, self._names)

    def ask(self, question: str, language: str) -> Reading:
        """What the library has on a question by words alone; any text whatever gets a reading."""
        return self.read(self.shortlist(question, language, None), {})

    def shortlist(self, question: str, language: str, vector: Floats | None) -> Shortlist:
        """The passages worth a closer look; without the question's vector, by words alone."""
        cleaned = clean(question)
        found = candidates(cleaned, language, self._indexes, self._aliases, self._placed, vector)
        near = [each for each in found if each.cosine is not None]
        wanted = {
            text_hash(text): text for each in near for text in sentence_texts(each.entry.text)
        }
        scale = self._placed.scale if self._placed is not None else WORDS
        return Shortlist(cleaned, language, vector, tuple(found), wanted, scale)

    def read(self, shortlist: Shortlist, sentences: Mapping[bytes, Floats]) -> Reading:
        """What the library has on a question; any text whatever gets a reading."""
        found = search(shortlist, sentences, depth=_DEPTH)
        if not found or found[0].excerpt is None:
            return Reading(tuple(found), None, 0.0, "no")
        sure = confidence.confidence(found[0])
        return Reading(
            tuple(found), _quote(found[0]), sure, confidence.status(found[0], sure, self._threshold)
        )

    def related(self, article_id: int, language: str, limit: int = 3) -> list[Article]:
        """Other works on the same matters, nearest first, in `language` where they are there.

        Without their bodies, which a reader does not keep.
        """
        article = self._articles.get(article_id)
        if article is None or article.language not in self._indexes:
            return []
        telling = _telling_words(article.id, self._indexes[article.language])
        nearness: dict[int, float] = {}
        for index in self._indexes.values():
            query = build(telling, article.language, index, {})
            nearness.update(index.best_by_article(scores(query, index)))
        near = sorted(nearness, key=lambda each: (-nearness[each], each))
        works = dict.fromkeys(
            self._articles[each].work for each in near if nearness[each] >= _RELATED
        )
        works.pop(article.work, None)
        return [self._of_work(work, language) for work in works][:limit]

    def _of_work(self, work: str, language: str) -> Article:
        each = [article for article in self._articles.values() if article.work == work]
        return min(each, key=lambda article: (article.language != language, article.id))


def _quote(found: Found) -> Quote | None:
    excerpt, article = found.excerpt, found.entry.article
    if excerpt is None:
        return None
    return Quote(
        text=found.entry.slice(excerpt.start, excerpt.end),
        article=article.id,
        title=article.title,
        author=article.author,
        publisher=article.publisher,
        published=article.published,
        link=article.link,
        language=article.language,
        start=excerpt.start,
        end=excerpt.end,
    )


def _telling_words(article_id: int, index: LanguageIndex) -> str:
    """The words of an article that set it apart, as a text to search for."""
    own = index.entries.of_article(article_id)
    title = own[0].article.title
    counted = Counter(
        token.text
        for token in tokens("\n".join([title, *(entry.text for entry in own)]))
        if not is_stop_word(token.folded, index.language)
    )
    weight = {word: count * index.idf_of(word) for word, count in counted.items()}
    telling = sorted(weight, key=lambda word: (-weight[word], word))[:_TELLING_WORDS]
    return f"{title} {' '.join(telling)}"
