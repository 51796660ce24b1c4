"""Questions that turn a text round: negations and contraries."""

import pytest

from campaign.answers.contraries import contraries, negated
from campaign.answers.words import tokens


@pytest.mark.parametrize(
    ("question", "text", "language", "turned"),
    [
        ("Who founded the Office of Eastern Medicine?", "Office of Western Medicine", "en", 1),
        ("Who founded the Office of Western Medicine?", "Office of Western Medicine", "en", 0),
        ("What status was expected?", "a status that was unexpected", "en", 1),
        ("¿Quién vive en el norte?", "Los del sur viven bien", "es", 1),
        ("Multiply three numbers", "the multiplication of two numbers", "en", 1),
        ("What is it?", "", "en", 0),
    ],
)
def test_contraries_are_counted(question: str, text: str, language: str, turned: int) -> None:
    assert contraries(tokens(question), tokens(text), language) == turned


def test_a_negation_is_heard_in_both_languages() -> None:
    assert negated(tokens("Who didn't vote?"))
    assert negated(tokens("¿Quién nunca votó?"))
    assert not negated(tokens("Who voted?"))
