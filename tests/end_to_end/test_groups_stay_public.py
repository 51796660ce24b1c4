"""In a group nobody who did not ask is answered, and nothing personal is shown or signed."""

import pytest

from tests.gathering import BOT, GROUP, Group
from tests.stage import EMMA, LUCIA, OLIVIA, Stage, buttons, words

QUESTION = "Who created the gasolinazo bots?"


@pytest.fixture
def group(stage: Stage) -> Group:
    return Group(stage)


@pytest.mark.parametrize(
    "said",
    [
        f"/sign{BOT}",
        f"/mydata{BOT}",
        f"/forget{BOT}",
        f"{BOT} I want to sign",
        f"{BOT} my data",
        "/ask delete my data",
    ],
)
def test_nothing_personal_is_shown_and_nothing_is_signed(group: Group, said: str) -> None:
    answer = group.ask(EMMA, said)
    assert words(answer).startswith("That works only in our private chat")
    assert all("url" in button for button in buttons(answer))


def test_a_forged_button_shows_and_changes_nothing(group: Group) -> None:
    answer, emma = group.ask(EMMA, f"/ask {QUESTION}"), group.stage.person(EMMA)
    before = len(group.messages())
    forged = ("data:show", "data:file", "sign:bare:1:1", "start:sign", "updates:on", "data:forget")
    for data in forged:
        body = {"from": EMMA, "message_id": answer["message_id"], "data": data}
        query = group.stage.post(f"chats/{GROUP}/taps", body)["callback_query_id"]
        assert emma.is_toasted("in our private chat", query)
    assert len(group.messages()) == before
    assert words(emma.ask("/mydata")) == "Nothing is kept about you."


def test_nobody_who_did_not_ask_is_answered(group: Group) -> None:
    quiet = [
        group.say(EMMA, "Who created the gasolinazo bots?"),
        group.say(LUCIA, f"I asked {BOT} yesterday and it knew"),
        group.say(OLIVIA, "/sign"),
        group.say(OLIVIA, "/settings@another_bot"),
        group.say(OLIVIA, f"thanks for adding {BOT}x?"),
    ]
    group.ask(EMMA, f"/ask {QUESTION}")
    assert [group.answers_to(message) for message in quiet] == [[]] * len(quiet)


def test_too_long_a_question_gets_its_sentence(group: Group) -> None:
    assert "600" in words(group.ask(EMMA, "/ask " + "why " * 200))


def test_where_the_bot_may_not_write_nobody_loses_anything(group: Group) -> None:
    lucia = group.stage.person(LUCIA)
    lucia.ask("/digest")
    lucia.tap("Cada día")
    lucia.sees("cada día a las")
    group.stage.post(
        "faults", {"method": "sendMessage", "chat_id": GROUP, "error_code": 403, "times": 1}
    )
    unheard = group.say(LUCIA, f"/ask {QUESTION}")
    group.ask(LUCIA, f"/ask {QUESTION}")
    assert group.answers_to(unheard) == []
    assert "cada día a las" in words(lucia.ask("/digest"))


def test_the_menu_of_a_group_has_what_works_there(stage: Stage) -> None:
    shown = stage.get("commands", chat_id=GROUP, user_id=LUCIA)["commands"]
    assert [each["command"] for each in shown] == ["ask", "help"]
    assert shown[0]["description"] == "hacerme una pregunta"
