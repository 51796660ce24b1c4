"""What a library says to a question: the right quote, verbatim, or no."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.embedded import Vectors
from campaign.answers.quote import LONGEST, MOST_SENTENCES
from campaign.answers.reading import LibraryReader, Reading
from campaign.answers.texts import texts
from campaign.answers.vectors import Floats, Matrix, pack
from campaign.articles.article import Article
from campaign.articles.prose import tidy
from campaign.articles.sentences import sentences
from tests.campaign.answers.bag import BagOfWords

_WORDS = st.sampled_from(
    (
        *("bridge", "puente", "San", "Telmo", "1921", "radio", "Jalpa", "censura", "censorship"),
        *("who", "quién", "said", "“", "»", "...", "ﷺ", "🙂", "\x00"),
    )
)


@pytest.fixture(scope="module")
def reader(articles: list[Article]) -> LibraryReader:
    return LibraryReader(articles, {"CM": "Clara Montes"})


@pytest.mark.parametrize(
    ("question", "language", "article", "held"),
    [
        ("Who opened the bridge of San Telmo?", "en", 1, "Clara Montes"),
        ("¿Cuánto costó el puente de San Telmo?", "es", 2, "40\nmillones"),
        ("Why did the city close the bridge?", "en", 1, "rusted"),
        ("xq cerro la ciudad el puente", "es", 2, "oxidado"),
        ("¿Cuándo empezó la censura de la radio de Jalpa?", "es", 3, "2015"),
        ("¿Quién compartió los programas en redes sociales?", "es", 3, "Social media"),
        ("when was the brigde of San Telmo opened", "en", 1, "3 March 1921"),
    ],
)
def test_the_quote_answers(
    reader: LibraryReader, question: str, language: str, article: int, held: str
) -> None:
    reading = reader.ask(question, language)
    assert reading.quote is not None
    assert reading.quote.article == article
    assert held in reading.quote.text
    assert reading.status == "answer"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the capital of Honduras?", "en"),
        ("How do I cook mole poblano?", "en"),
        ("¿Qué dijo el Papa del puente de Brooklyn?", "es"),
        ("¿Quién ganó el mundial?", "es"),
        ("hola", "es"),
        ("who are you", "en"),
        ("", "en"),
        ("🙂🙂", "es"),
    ],
)
def test_what_the_articles_do_not_say_is_no_answer(
    reader: LibraryReader, question: str, language: str
) -> None:
    assert reader.ask(question, language).status != "answer"


def test_an_alias_stands_for_a_name(reader: LibraryReader) -> None:
    reading = reader.ask("What did CM order to be taken down?", "en")
    assert reading.quote is not None
    assert "antenna" in reading.quote.text


def test_a_work_is_quoted_in_the_readers_language(reader: LibraryReader) -> None:
    for language, article in (("en", 1), ("es", 2)):
        reading = reader.ask("San Telmo, Clara Montes, 1921?", language)
        assert reading.quote is not None
        assert reading.quote.article == article


def test_a_heading_is_never_quoted(reader: LibraryReader) -> None:
    reading = reader.ask("The bridge", "en")
    assert reading.quote is not None
    assert "##" not in reading.quote.text


def test_related_works_come_once_and_in_the_readers_language(
    articles: list[Article], follow_up: Article
) -> None:
    reader = LibraryReader([*articles, follow_up], {})
    assert [article.id for article in reader.related(4, "es", 3)] == [2]
    assert [article.id for article in reader.related(4, "en", 3)] == [1]
    assert [article.id for article in reader.related(1, "en", 3)] == [4]
    assert reader.related(99, "en", 3) == []


def test_an_empty_library_says_no() -> None:
    reading = LibraryReader([], {}).ask("Who opened the bridge?", "en")
    assert (reading.status, reading.quote) == ("no", None)


def test_an_article_of_headings_alone_has_nothing_to_quote(articles: list[Article]) -> None:
    bare = replace(articles[0], body="## The bridge of San Telmo")
    reader = LibraryReader([bare], {})
    assert reader.ask("Who opened the bridge of San Telmo?", "en").status == "no"
    assert reader.related(bare.id, "en", 3) == []


def test_a_sentence_longer_than_a_quote_is_never_cut(articles: list[Article]) -> None:
    endless = replace(articles[0], body=f"The bridge {'of San Telmo ' * 60}stands.")
    reading = LibraryReader([endless], {}).ask("Where is the bridge of San Telmo?", "en")
    assert (reading.status, reading.quote) == ("no", None)


def _assert_verbatim(reading: Reading, articles: list[Article]) -> None:
    quote = reading.quote
    if quote is None:
        assert reading.status == "no"
        return
    body = next(article.body for article in articles if article.id == quote.article)
    assert quote.text == body[quote.start : quote.end]
    assert len(quote.text) <= LONGEST
    assert 1 <= len(sentences(quote.text)) <= MOST_SENTENCES
    assert {quote.start, quote.end} <= {
        bound for sentence in sentences(body) for bound in (sentence.start, sentence.end)
    }


@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(), st.sampled_from(["en", "es", "fr"]))
def test_any_text_gets_a_verbatim_quote_or_a_no(
    reader: LibraryReader, articles: list[Article], question: str, language: str
) -> None:
    _assert_verbatim(reader.ask(question, language), articles)


@given(
    st.lists(_WORDS, max_size=12).map(" ".join) | st.text(),
    st.sampled_from(["en", "es", "fr"]),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["e5", "use", "http"]),
    st.floats(0, 1),
)
def test_any_vectors_whatever_give_a_verbatim_quote_or_a_no(
    reader: LibraryReader,
    articles: list[Article],
    question: str,
    language: str,
    seed: int,
    embedder: str,
    known: float,
) -> None:
    random = np.random.default_rng(seed)

    def vector() -> Floats:
        drawn = random.standard_normal(8).astype(np.float32)
        return drawn / np.linalg.norm(drawn)

    hashes = [each for each in reader.hashes() if random.random() < known]
    matrix = Matrix(hashes, 8)
    for each in hashes:
        matrix.fill({each: pack(vector()[np.newaxis])[0]})
    understanding = reader.with_vectors(matrix, embedder)
    shortlist = understanding.shortlist(question, language, vector())
    there = {key: vector() for key in shortlist.wanted if random.random() < known}
    reading = understanding.read(shortlist, there)
    _assert_verbatim(reading, articles)
    assert 0 <= reading.confidence <= 1


async def test_meaning_finds_what_words_do_not(articles: list[Article]) -> None:
    reader = LibraryReader(articles, {})
    vectors = Vectors(BagOfWords())
    question = "Whose censorship began in 2015?"
    await vectors.learn([question], texts(articles), lambda done, total: None)
    understanding = vectors.placed(reader)
    shortlist = understanding.shortlist(question, "en", vectors.question(question))
    reading = understanding.read(shortlist, vectors.sentences(shortlist.wanted))
    assert reading.quote is not None
    assert "censorship began in 2015" in reading.quote.text.replace("\n", " ")
    assert reading.found[0].cosine is not None


def test_a_question_is_embedded_with_its_names_in_full(articles: list[Article]) -> None:
    reader = LibraryReader(articles, {"CM": "Clara Montes", "Telmo": "San Telmo"})
    assert reader.worded("q dijo cm d la radio", "es") == "Qué dijo Clara Montes de la radio"
    assert reader.worded("who is in Telmo", "en") == "Who is in Telmo"


@pytest.mark.parametrize(("threshold", "status"), [(0.999, "maybe"), (0.01, "answer")])
def test_a_campaigns_own_threshold_counts(
    articles: list[Article], threshold: float, status: str
) -> None:
    reader = LibraryReader(articles, {}, threshold)
    assert reader.ask("Who opened the bridge of San Telmo?", "en").status == status


@pytest.mark.parametrize(
    "question",
    [
        "\ufdfa" * 5_000,
        "\U0001f642" * 5_000,
        "\ud800 lone",
        "a\u0301" * 5_000,
        "\x00who\x00",
        "9" * 5_000,
        "bridge " * 5_000,
        "¿" * 5_000,
        "(" * 5_000,
    ],
)
def test_hostile_questions_get_a_verbatim_quote_or_a_no(
    reader: LibraryReader, articles: list[Article], question: str
) -> None:
    for language in ("en", "es"):
        _assert_verbatim(reader.ask(question, language), articles)


@given(st.text(alphabet="ab .!?…“”«»()#-\n'\"é", min_size=1, max_size=800))
def test_a_quote_of_any_body_begins_and_ends_with_sentences(body: str) -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    article = Article(1, "a", "a", "en", "T", "", "", None, "", tidy(body), when, when)
    reading = LibraryReader([article], {}).ask("ab bab abab aab", "en")
    if reading.quote is not None:
        assert reading.quote.text == article.body[reading.quote.start : reading.quote.end]
        assert len(reading.quote.text) <= LONGEST
        assert "\n\n" not in reading.quote.text
