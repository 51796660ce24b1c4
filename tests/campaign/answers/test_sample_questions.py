"""What the example campaign says it can answer, it answers, in the language of the question."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from campaign.answers.reading import LibraryReader
from campaign.answers.testset import read_library

FOLDER = Path(__file__).parents[3] / "examples/free-internet"
MANIFEST: dict[str, Any] = tomllib.loads((FOLDER / "campaign.toml").read_text("utf-8"))
SAMPLES = [
    (question, language)
    for language, questions in MANIFEST["answers"]["sample_questions"].items()
    for question in questions
]


@pytest.fixture(scope="module")
def reader() -> LibraryReader:
    return LibraryReader(read_library([FOLDER / "articles"]), MANIFEST["answers"]["aliases"])


@pytest.mark.parametrize(("question", "language"), SAMPLES)
def test_a_sample_question_is_answered(reader: LibraryReader, question: str, language: str) -> None:
    reading = reader.ask(question, language)
    assert reading.status == "answer"
    assert reading.quote is not None
    assert reading.quote.language == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which companies made deals with the INE?", "en"),
        ("con q empresas hizo acuerdos el ine", "es"),
    ],
)
def test_the_companies_are_named_when_asked_for(
    reader: LibraryReader, question: str, language: str
) -> None:
    reading = reader.ask(question, language)
    assert reading.quote is not None
    assert "Google, Facebook" in reading.quote.text
