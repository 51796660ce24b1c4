"""Only what promises most is read closely, and what has no vector yet is not left out."""

import numpy as np
import pytest

from campaign.answers import shortlist
from campaign.answers.reading import LibraryReader
from campaign.answers.testset import as_articles
from campaign.answers.texts import text_hash
from campaign.answers.vectors import Matrix, pack
from campaign.articles.article import ArticleDraft
from tests.campaign.answers.bag import DIMENSION, BagOfWords

PARAGRAPHS = [f"The ferry number {number} crosses the bay of Lobos." for number in range(60)]
QUESTION = "Which ferry crosses the bay of Lobos, number 7?"


@pytest.fixture(scope="module")
def reader() -> LibraryReader:
    body = "\n\n".join(PARAGRAPHS)
    return LibraryReader(as_articles([ArticleDraft(title="F", body=body, language="en")]), {})


async def _with_vectors_of(reader: LibraryReader, count: int) -> LibraryReader:
    """The reader, knowing the vectors of its first passages."""
    embedder = BagOfWords()
    hashes = reader.hashes()
    matrix = Matrix(hashes, DIMENSION)
    for text, each in list(zip(PARAGRAPHS, hashes, strict=True))[:count]:
        rows = await embedder.passages([text])
        assert rows is not None
        matrix.fill({each: pack(rows)[0]})
    return reader.with_vectors(matrix, "bag")


async def test_few_passages_are_read_closely_the_best_among_them(reader: LibraryReader) -> None:
    knowing = await _with_vectors_of(reader, len(PARAGRAPHS))
    vector = await BagOfWords().question(QUESTION)
    found = knowing.shortlist(QUESTION, "en", vector).candidates
    assert len(found) == shortlist.CLOSE_LOOK
    assert PARAGRAPHS[7] in [each.entry.text for each in found]


async def test_passages_without_a_vector_are_still_found_by_their_words(
    reader: LibraryReader,
) -> None:
    knowing = await _with_vectors_of(reader, 5)
    vector = await BagOfWords().question(QUESTION)
    found = knowing.shortlist(QUESTION, "en", vector).candidates
    unknown = [each.entry.text for each in found if each.cosine is None]
    assert 0 < len(unknown) <= shortlist.UNKNOWN_LOOK
    assert PARAGRAPHS[7] in unknown


async def test_without_the_questions_vector_words_alone_count(reader: LibraryReader) -> None:
    knowing = await _with_vectors_of(reader, len(PARAGRAPHS))
    by_words = reader.shortlist(QUESTION, "en", None).candidates
    found = knowing.shortlist(QUESTION, "en", None).candidates
    assert [each.entry.text for each in found] == [each.entry.text for each in by_words]
    assert all(each.cosine is None for each in found)


async def test_a_translation_is_not_passed_over_while_it_has_no_vector() -> None:
    spanish = "La barca de Puerto Lobos cruza la bahía cada mañana, dice el patrón."
    english = "The ferry of Puerto Lobos crosses the bay every morning, its skipper says."
    drafts = [
        ArticleDraft(title="La barca", body=spanish, language="es", work="ferry"),
        ArticleDraft(title="The ferry", body=english, language="en", work="ferry"),
    ]
    reader = LibraryReader(as_articles(drafts), {})
    question = "When does the ferry of Puerto Lobos cross the bay?"
    vector = await BagOfWords().question(question)
    assert vector is not None
    matrix = Matrix([text_hash(spanish)], DIMENSION)
    matrix.fill({text_hash(spanish): pack(vector[np.newaxis])[0]})
    knowing = reader.with_vectors(matrix, "e5")
    reading = knowing.read(knowing.shortlist(question, "en", vector), {})
    assert reading.quote is not None
    assert reading.quote.text == english
