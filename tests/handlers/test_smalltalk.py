"""What is no question is heard as what it is, and what is a question is left to the articles."""

import json
from pathlib import Path

import pytest

from campaign.manifest import load
from handlers.smalltalk import Heard, Meaning, heard
from handlers.wording import languages

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT.parent / "shared" / "answers"


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("hola", Meaning.GREETING),
        ("¡Holaaa!", Meaning.GREETING),
        ("Hola, buenos días, ¿cómo estás?", Meaning.GREETING),
        ("GRACIAS!!", Meaning.THANKS),
        ("ok, muchas gracias", Meaning.THANKS),
        ("hola y adios", Meaning.FAREWELL),
        ("ok", Meaning.NOD),
        ("jajaja 😂", Meaning.NOD),
        ("👍", Meaning.NOD),
        ("❤️🙏🏽", Meaning.NOD),
        ("¿Quién eres?", Meaning.WHO),
        ("hola, ¿qué puedes hacer?", Meaning.WHO),
        ("AYUDA", Meaning.HELP),
        ("hola, quiero firmar por favor", Meaning.SIGN),
        ("¿cómo borro mis datos?", Meaning.FORGET),
        ("ya no me escriban", Meaning.STOP),
        ("¿Venden mis datos?", Meaning.PRIVACY),
        ("cancelar", Meaning.CANCEL),
        ("mis_datos", Meaning.MY_DATA),
    ],
)
def test_spanish_is_heard_as_it_is_meant(said: str, meaning: Meaning) -> None:
    assert heard(said, "es") == Heard(meaning, "es")


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("hi", Meaning.GREETING),
        ("Hello there, how are you?", Meaning.GREETING),
        ("Thank you so much!", Meaning.THANKS),
        ("no thanks", Meaning.NOD),
        ("bye", Meaning.FAREWELL),
        ("What can you do?", Meaning.WHO),
        ("can you help me please", Meaning.HELP),
        ("I want to sign", Meaning.SIGN),
        ("I’d like to sign", Meaning.SIGN),
        ("unsubscribe", Meaning.STOP),
        ("delete my data", Meaning.FORGET),
        ("Do you sell my data?", Meaning.PRIVACY),
    ],
)
def test_english_is_heard_as_it_is_meant(said: str, meaning: Meaning) -> None:
    assert heard(said, "en") == Heard(meaning, "en")


def test_a_courtesy_in_another_language_is_answered_in_that_one() -> None:
    assert heard("gracias", "en") == Heard(Meaning.THANKS, "es")
    assert heard("thanks", "es") == Heard(Meaning.THANKS, "en")
    assert heard("ok", "es") == Heard(Meaning.NOD, "es")


@pytest.mark.parametrize(
    "said",
    [
        "hola, ¿quién creó los bots?",
        "gracias a Google",
        "no quiero firmar",
        "firmar y borrar mis datos",
        "por favor",
        "INE",
        "...",
        "¿?",
        "",
        "hola " * 50,
    ],
)
def test_what_is_more_than_small_talk_is_left_to_the_articles(said: str) -> None:
    for language in languages():
        assert heard(said, language) is None


@pytest.mark.parametrize("language", languages())
def test_no_sample_question_is_taken_for_small_talk(language: str) -> None:
    campaign = load(ROOT / "examples" / "free-internet")
    for question in campaign.sample_questions[language]:
        assert heard(question, language) is None


def test_no_question_that_the_answers_are_measured_by_is_taken_for_small_talk() -> None:
    if not QUESTIONS.is_dir():
        pytest.skip("the questions that answers are measured by lie beside the checkout")
    for path in QUESTIONS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            asked = case.get("question")
            if isinstance(asked, str) and case.get("expect") != "small-talk":
                assert all(heard(asked, language) is None for language in languages()), asked
