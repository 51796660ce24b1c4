"""English or Spanish, and whether it is sure."""

import pytest

from campaign.answers.language import Guess, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who beat López Obrador in 2012?", "en"),
        ("What is the pink tide?", "en"),
        ("quien le gano a obrador en 2012", "es"),
        ("x q protestaron los maestros en oaxaca", "es"),
        ("¿Qué exige la petición a Google?", "es"),
    ],
)
def test_a_short_question_tells_its_language(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize("text", ["", "Google", "2012?", "漢字", "🙂", "no"])
def test_a_text_that_could_be_either_is_not_sure(text: str) -> None:
    assert not detect(text).sure


def test_a_name_with_an_accent_makes_no_english_question_spanish() -> None:
    assert detect("Who is Peña Nieto and what did he do?") == Guess("en", sure=True)
