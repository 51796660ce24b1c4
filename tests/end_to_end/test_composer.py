"""The real program with a composer that is good, malicious, and gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.server import running
from tests.chatserver import ChatServer, chatting, written
from tests.stage import LUCIA, Person, Stage, labels, words

ASKED = "Who created the gasolinazo bots?"
MARK = "Written by a machine from the quotes below"


class Composing(Stage):
    """A stage whose bot has a composer."""

    chat: ChatServer

    @property
    def environment(self) -> dict[str, str]:
        """The settings, with the composer's."""
        return {
            **super().environment,
            "COMPOSER_URL": self.chat.url,
            "COMPOSER_MODEL": "llama",
            "COMPOSER_KEY": "sk-s3cret",
        }


@pytest.fixture(scope="module")
def composing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composing]:
    with chatting() as chat, running() as server:
        stage = Composing(server, Path(tmp_path_factory.mktemp("composing")))
        stage.chat = chat
        try:
            stage.start()
            yield stage
        finally:
            stage.kill()
            stage.http.close()


@pytest.fixture
def ana(composing: Composing) -> Person:
    return composing.newcomer("Ana")


def test_what_the_quotes_carry_is_shown_above_them_and_marked(
    composing: Composing, ana: Person
) -> None:
    composing.chat.say = lambda body: written(
        ("The Peña Nieto administration created the bots.", [1])
    )
    shown = words(ana.ask(ASKED))
    assert shown.startswith(MARK)
    assert "The Peña Nieto administration created the bots. [1]" in shown
    best = composing.chat.asked()["quotes"][0]["text"]
    assert f"[1]\n{best}" in shown
    assert composing.chat.asked()["question"] == ASKED


@pytest.mark.parametrize(
    "text",
    [
        "Amazon created the bots.",
        "The Peña Nieto administration created 7 bots.",
        "The bots are at https://evil.example.",
        "<b>The bots</b>",
    ],
)
def test_what_they_do_not_carry_is_not(composing: Composing, ana: Person, text: str) -> None:
    composing.chat.say = lambda body: written((text, [1]))
    shown = words(ana.ask(ASKED))
    assert MARK not in shown
    assert "evil" not in shown
    assert "bots" in shown


def test_a_doubt_makes_an_answer_one_that_may_help(composing: Composing, ana: Person) -> None:
    composing.chat.say = lambda body: written(answers=False)
    shown = ana.ask(ASKED)
    assert words(shown).startswith("I am not sure that this answers you")
    assert "Pass it on to the organisers" in labels(shown)


def test_spanish_is_composed_in_spanish(composing: Composing) -> None:
    lucia = composing.person(LUCIA)
    composing.chat.say = lambda body: written(("El gobierno de Peña Nieto creó los bots.", [1]))
    shown = words(lucia.ask("¿Quién creó los bots del gasolinazo?"))
    assert shown.startswith("Lo escribió una máquina")
    assert composing.chat.asked()["language"].startswith("Spanish")


def test_the_privacy_notice_says_that_a_model_words_answers(ana: Person) -> None:
    assert "A language model on the campaign’s own server" in words(ana.ask("/privacy"))


def test_a_server_that_fails_leaves_the_quotes_and_no_trace_of_the_question(
    composing: Composing, ana: Person
) -> None:
    composing.chat.status = 500
    try:
        shown = words(ana.ask(ASKED))
    finally:
        composing.chat.status = 200
        composing.restart()
    assert MARK not in shown
    assert "bots" in shown
    assert "the composer's server failed: it sent an answer with status 500" in composing.said()
    assert "gasolinazo" not in composing.said()
    assert "sk-s3cret" not in composing.said()
