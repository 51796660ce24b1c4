"""A burst with a silly name in it: marked, counted, set aside, told to whoever signed, undone."""

from collections.abc import Iterator

import pytest

from tests.stage import EMMA, OLIVIA, Person, Stage, labels, number_in, set_up, words

CROWD = 12


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with set_up(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


def _shown(person: Person) -> int:
    """The count on the petition's card, as everyone sees it."""
    return number_in(words(person.ask("/sign", "signature")), "signature")


def test_a_silly_name_is_reviewed_set_aside_and_given_back(own_stage: Stage) -> None:
    olivia, emma = own_stage.person(OLIVIA), own_stage.person(EMMA)
    own_stage.post("crowd", {"count": CROWD, "subscribe": False})
    robot = own_stage.newcomer("Robot 9000")
    robot.ask("/sign")
    robot.tap("sign as Robot 9000")
    robot.sees("You signed")
    own_stage.wait(lambda: _shown(emma) == CROWD + 1, lambda: "the whole crowd's signatures")

    def marked() -> bool:
        return "numbers in the name: 1" in words(olivia.ask("/signatures", "signatures count"))

    own_stage.wait(marked, lambda: "the mark of the silly name")
    assert "Robot" not in words(olivia.messages()[-1])
    olivia.tap("Look: numbers in the name (1)")
    assert "Robot 9000" in words(olivia.sees("Why it is marked"))
    olivia.tap("Set it aside")
    olivia.sees("1 of 13 signatures fits")
    olivia.tap("Not a person's name")
    olivia.sees("Set aside 1 signature?")
    olivia.tap("Yes, set aside 1 signature")
    done = olivia.sees("1 signature is set aside")
    assert "12 signatures count" in words(done)
    assert _shown(emma) == CROWD

    told = robot.ask("/sign", "aside")
    assert "does not look like a person's name" in words(told)
    assert "Write to the team" in labels(told)

    olivia.ask("/signatures")
    olivia.tap("What was set aside")
    olivia.tap("Undo no. 1", olivia.sees("not a person's name"))
    olivia.tap("Yes, give back", olivia.sees("Give back 1 signature?"))
    olivia.sees("13 signatures count")
    assert _shown(emma) == CROWD + 1
    robot.ask("/sign", "You signed")


def test_a_burst_is_set_aside_at_one_go(stage: Stage) -> None:
    olivia, emma = stage.person(OLIVIA), stage.person(EMMA)
    before = _shown(emma)
    bots = [stage.newcomer("Vota Ya") for _ in range(6)]
    for bot in bots:
        bot.ask("/sign")
        bot.tap("sign as Vota Ya")
        bot.sees("You signed")

    def marked() -> bool:
        return "same name again and again: 6" in words(olivia.ask("/signatures", "count"))

    stage.wait(marked, lambda: "the marks of the burst")
    olivia.tap("Set aside by filter")
    olivia.tap("Marked for", olivia.sees("signatures fit"))
    olivia.tap("Look: same name again and again (6)")
    olivia.tap("Set aside these 6")
    olivia.tap("Made by a machine")
    olivia.tap("Yes, set aside 6 signatures")
    olivia.sees("6 signatures are set aside")
    assert _shown(emma) == before
    stage.restart()
    olivia.ask("/results", "set aside by the team: 6")


def test_a_name_that_is_none_is_refused_kindly(stage: Stage) -> None:
    trickster = stage.newcomer("=cmd()")
    trickster.ask("/sign")
    query = trickster.tap("sign as =cmd()")
    trickster.is_toasted("cannot begin with a sign", query)


def test_who_tries_too_often_is_asked_to_wait(stage: Stage) -> None:
    hasty = stage.newcomer("Hasty")
    card = hasty.ask("/sign")
    data = next(
        button["callback_data"]
        for row in card["reply_markup"]["inline_keyboard"]
        for button in row
        if "sign as Hasty" in button["text"]
    )
    hasty.tap_data(card["message_id"], data)
    hasty.sees("You signed")
    answers = [hasty.tap_data(card["message_id"], data) for _ in range(6)]
    hasty.is_toasted("try again in 1 min", answers[-1])
