"""In a group: who asks is answered, shortly and in public."""

import pytest

from tests.gathering import BOT, Group
from tests.stage import EMMA, LUCIA, OLIVIA, Stage, buttons, words


@pytest.fixture
def group(stage: Stage) -> Group:
    return Group(stage)


QUESTION = "Who created the gasolinazo bots?"


@pytest.mark.parametrize(
    "said",
    [
        f"/ask {QUESTION}",
        f"/ask{BOT} {QUESTION}",
        f"{BOT} {QUESTION}",
        f"{BOT}, {QUESTION}",
        f"{QUESTION} {BOT}",
    ],
)
def test_a_question_is_answered_with_its_source_and_a_link(group: Group, said: str) -> None:
    answer = group.ask(EMMA, said)
    assert "created bots" in words(answer)
    assert "The gasolinazo" in words(answer)
    assert [button["text"] for button in buttons(answer)] == ["Read the article"]
    assert "?start=a-" in buttons(answer)[0]["url"]


def test_an_answer_can_be_asked_about_in_reply(group: Group) -> None:
    first = group.ask(LUCIA, "/ask ¿Contra quién perdió López Obrador en 2012?")
    followed = group.ask(LUCIA, "¿y en 2006?", reply_to=first["message_id"])
    assert "López Obrador en 2006?" in words(followed)
    thanks = group.say(LUCIA, "gracias, muy claro", reply_to=first["message_id"])
    group.ask(EMMA, f"/ask {QUESTION}")
    assert group.answers_to(thanks) == []


def test_a_thread_is_of_one_person(group: Group) -> None:
    group.ask(EMMA, "/ask Who did López Obrador lose to in 2012?")
    assert "I take it" not in words(group.ask(OLIVIA, "/ask and in 2006?"))


def test_an_honest_no_leads_to_the_private_chat(group: Group) -> None:
    answer = group.ask(EMMA, "/ask How much is a ticket to the opera in Vienna?")
    assert words(answer) == "The articles do not answer that."
    assert buttons(answer)[0]["url"].endswith("?start=group")


@pytest.mark.parametrize("said", ["/start", "/help", f"/help{BOT}", "/ask", BOT, f"{BOT} hello"])
def test_how_to_ask_is_one_sentence(group: Group, said: str) -> None:
    answer = group.ask(EMMA, said)
    assert words(answer).startswith("Write /ask and your question")
    assert words(answer).count(".") == 1


def test_the_campaigns_own_words_are_told_without_its_buttons(group: Group) -> None:
    answer = group.ask(LUCIA, f"{BOT} ¿cuántos han firmado?")
    assert "la meta es 1,000" in words(answer)
    assert all("url" in button for button in buttons(answer))
