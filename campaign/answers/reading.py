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
from campaign.answers.search import Found, search
from campaign.answers.shortlist import PassageVectors, Placed, Shortlist, candidates
from campaign.answers.spelling import clean, folded_aliases
from campaign.answers.texts import sentence_texts, text_hash
from campaign.answers.words import is_stop_word, tokens
from campaign.articles.article import Article

_DEPTH = 10
_TELLING_WORDS = 24
_RELATED = 0.04
_OF_USE = 0.1
"""From this confidence on a quote is offered to whoever looks for one to share."""
_CLOSE = 0.6
"""A translation in the reader's language is taken if it scores so much of the best passage."""


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

    def __init__(self, articles: Iterable[Article], aliases: Mapping[str, str]) -> None:
        self.name = "lexical"
        self._aliases = folded_aliases(aliases)
        self._indexes = lexical.index(articles)
        self._articles = {
            article.id: article
            for index in self._indexes.values()
            for article in index.entries.articles
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
        )
        return other

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
        return Shortlist(cleaned, language, vector, tuple(found), wanted)

    def read(self, shortlist: Shortlist, sentences: Mapping[bytes, Floats]) -> Reading:
        """What the library has on a question; any text whatever gets a reading."""
        found = search(shortlist, sentences, depth=_DEPTH)
        found = _readers_language_first(found, shortlist.language)
        if not found or found[0].excerpt is None:
            return Reading(tuple(found), None, 0.0, "no")
        sure = confidence.confidence(found[0])
        return Reading(tuple(found), _quote(found[0]), sure, _status(sure))

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


def _status(sure: float) -> Status:
    if sure >= confidence.ANSWER:
        return "answer"
    return "maybe" if sure >= confidence.MAYBE else "no"


def _readers_language_first(found: list[Found], language: str) -> list[Found]:
    if not found or found[0].entry.article.language == language:
        return found
    best = found[0]
    for twin in found[1:]:
        same_work = twin.entry.article.work == best.entry.article.work
        if (
            same_work
            and twin.entry.article.language == language
            and twin.excerpt is not None
            and twin.score >= _CLOSE * best.score
        ):
            return [twin, *(each for each in found if each is not twin)]
    return found


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
