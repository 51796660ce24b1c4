"""A follow-up becomes a question that stands by itself, and what stands by itself is left alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.answers.thread import Turn, asks, follow_up, wants_more

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
QUESTIONS = Path(__file__).parents[4] / "shared" / "answers"

ECUADOR = "How long would platforms have to remove content in Ecuador?"
BOTS = "Who created the gasolinazo bots?"
PIDE = "¿Contra quién perdió López Obrador en 2012?"
INE = "¿Con qué empresas hizo acuerdos el INE?"
MCMASTER = "¿Qué dijo McMaster de la injerencia rusa?"


def after(question: str, language: str) -> Turn:
    return Turn(question, language, NOW)


def question(said: str, last: Turn) -> str | None:
    meant = follow_up(said, last)
    return meant.question if meant else None


@pytest.mark.parametrize(
    ("last", "said", "meant"),
    [
        (
            ECUADOR,
            "and in Brazil?",
            "How long would platforms have to remove content in Brazil?",
        ),
        (
            ECUADOR,
            "what about Brazil?",
            "How long would platforms have to remove content in Brazil?",
        ),
        ("Who did López Obrador lose to in 2012?", "And in 2006?", None),
        (BOTS, "why?", "Why created the gasolinazo bots?"),
        (BOTS, "And when?", "When created the gasolinazo bots?"),
        (BOTS, "when was that?", "When created the gasolinazo bots?"),
        (BOTS, "¿y cuándo?", "When created the gasolinazo bots?"),
        (BOTS, "who paid them?", "Who paid them created gasolinazo bots?"),
        ("What did Google do in Mexico?", "and Facebook?", "What did Facebook do in Mexico?"),
        ("What did Google do in Mexico?", "and Brazil?", "What did Google do in Brazil?"),
        (ECUADOR, "¿y en Brasil?", f"{ECUADOR[:-11]}en Brasil?"),
        (
            "What did McMaster warn of in December 2017?",
            "and in Brazil?",
            "What did McMaster warn of in December 2017 in Brazil?",
        ),
    ],
)
def test_english_follow_ups(last: str, said: str, meant: str | None) -> None:
    expected = meant or "Who did López Obrador lose to in 2006?"
    assert question(said, after(last, "en")) == expected


@pytest.mark.parametrize(
    ("last", "said", "meant"),
    [
        (PIDE, "¿y en 2006?", "¿Contra quién perdió López Obrador en 2006?"),
        (PIDE, "en 2006?", "¿Contra quién perdió López Obrador en 2006?"),
        (PIDE, "¿y cuándo?", "¿Cuándo perdió López Obrador en 2012?"),
        (PIDE, "xq?", "¿Por qué perdió López Obrador en 2012?"),
        (PIDE, "pero por qué", "¿Por qué perdió López Obrador en 2012?"),
        (PIDE, "y eso por qué?", "¿Por qué perdió López Obrador en 2012?"),
        (PIDE, "why?", "¿Por qué perdió López Obrador en 2012?"),
        (MCMASTER, "¿cuándo lo dijo?", "¿Cuándo lo dijo McMaster injerencia rusa?"),
        (MCMASTER, "y dónde fue eso", "¿Dónde dijo McMaster de la injerencia rusa?"),
        (MCMASTER, "y Rubio?", "¿Qué dijo Rubio de la injerencia rusa?"),
        (PIDE, "¿por cuánto?", "¿Por cuánto perdió López Obrador 2012?"),
        (MCMASTER, "y qué respondieron?", "¿Qué respondieron McMaster injerencia rusa?"),
        (INE, "¿y por qué?", "¿Por qué empresas hizo acuerdos el INE?"),
        (
            "cuanto tiempo tendrian las plataformas pa quitar contenidos en ecuador",
            "y en brasil",
            "¿Cuanto tiempo tendrian las plataformas pa quitar contenidos en brasil?",
        ),
    ],
)
def test_spanish_follow_ups(last: str, said: str, meant: str) -> None:
    assert question(said, after(last, "es")) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Who is Marco Rubio?",
        "And what did the senators say about Russian meddling?",
        "¿Quién creó los bots del gasolinazo?",
        "y qué empresas hicieron acuerdos con el INE?",
        "¿Quién le ganó a López Obrador en 2012?",
        "Facebook",
        "is it true that there was fraud in the election of 2006?",
        "de qué trata la iniciativa de ley",
        "",
        "?",
        "y",
        "and",
    ],
)
def test_what_stands_by_itself_is_left_alone(said: str) -> None:
    assert follow_up(said, after(ECUADOR, "en")) is None
    assert follow_up(said, after(PIDE, "es")) is None


@pytest.mark.parametrize("said", ["Tell me more", "more?", "¿Y qué más?", "cuéntame más"])
def test_more_is_asked_for_in_many_ways(said: str) -> None:
    assert wants_more(said)
    assert not wants_more("more bots?")


def test_what_a_follow_up_means_can_be_read_and_followed_up() -> None:
    leaning = follow_up("and who proposed it?", after(ECUADOR, "en"))
    assert leaning is not None
    assert leaning.shown == f"Who proposed it? ({ECUADOR})"
    assert leaning.topic == ECUADOR
    whole = follow_up("and in Brazil?", after(ECUADOR, "en"))
    assert whole is not None
    assert whole.question == whole.shown == whole.topic


def test_a_thread_lasts_ten_minutes() -> None:
    turn = after(BOTS, "en")
    assert turn.is_open(NOW + timedelta(minutes=9, seconds=59))
    assert not turn.is_open(NOW + timedelta(minutes=10))


@pytest.mark.parametrize("said", ["who said that", "¿en serio?", "y por que", "cuánto pagaron"])
def test_a_question_is_known_by_its_form(said: str) -> None:
    assert asks(said)


@pytest.mark.parametrize("said", ["thanks", "gracias", "that is false", "no creo", ""])
def test_what_asks_nothing_is_no_question(said: str) -> None:
    assert not asks(said)


@settings(deadline=None)
@given(said=st.text(max_size=80), last=st.text(max_size=80), language=st.sampled_from(["en", "es"]))
def test_any_text_follows_any_other_without_an_error(said: str, last: str, language: str) -> None:
    meant = follow_up(said, after(last, language))
    assert meant is None or meant.question.endswith("?")


def test_no_question_that_the_answers_are_measured_by_is_taken_for_a_follow_up() -> None:
    if not QUESTIONS.is_dir():
        pytest.skip("the questions that answers are measured by lie beside the checkout")
    taken = []
    for path in QUESTIONS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if follow_up(case["question"], after(PIDE, case["language"])) is not None:
                taken.append(case["question"])
    assert taken == []
