"""How the first owner comes to be, what each role is shown, and what an organiser does."""

import csv
import re
from pathlib import Path

import pytest

from tests.stage import EMMA, LUCIA, Person, Stage, labels, set_up, words

_ARTICLE = """---
title: {title}
author: Rosa Prueba
publisher: The Test
published: 2026-11-24
link: https://example.org/bridge
language: en
---
The bridge of San Telmo was closed in March 2020. The city council closed it because of the rain.
"""


def test_the_printed_link_makes_one_owner(tmp_path: Path) -> None:
    with set_up(tmp_path, owners="") as stage:
        link = re.search(r"start=(own-[\w-]+)", stage.said().replace("\n", ""))
        assert link is not None
        emma, lucia = stage.person(EMMA), stage.person(LUCIA)
        emma.ask("/results", "only for the campaign's team")
        emma.ask(f"/start {link[1]}", "You are now owner")
        emma.sees("/broadcast")
        lucia.ask(f"/start {link[1]}", "Ese enlace ya se usó")
        emma.ask("/results")
        assert link[1] not in stage.said().replace("\n", "").replace(link[1], "", 1)
        stage.restart()
        assert stage.said().count("Nobody owns this campaign yet") == 1


def test_the_menu_follows_role_and_language(stage: Stage, olivia: Person, lucia: Person) -> None:
    olivia.ask("/start")
    for person, commands in ((olivia, {"broadcast", "sign"}), (lucia, {"sign"})):
        menu = stage.get("commands", chat_id=person.id, user_id=person.id)["commands"]
        names = {entry["command"] for entry in menu}
        assert commands <= names
        assert ("broadcast" in names) == (person is olivia)
    menu = stage.get("commands", chat_id=LUCIA, user_id=LUCIA)["commands"]
    assert {"command": "sign", "description": "leer y firmar la petición"} in menu


def test_an_article_is_added_edited_retired_and_brought_back(stage: Stage, olivia: Person) -> None:
    olivia.ask("/start")
    olivia.send_file("bridge.md", _ARTICLE.format(title="The brigde").encode())
    olivia.reads("The article is in the library")
    olivia.tap("Edit title")
    olivia.reads("title")
    olivia.say("The bridge of San Telmo")
    card = olivia.reads("The bridge of San Telmo")
    reader = stage.newcomer("Ana")
    _until_answered(stage, reader, "Why did the city council close the bridge?", "San Telmo")
    olivia.tap("Retire", card)
    olivia.sees("Retired: no answer")
    gone = reader.ask("Why did the city council close the bridge?")
    stage.wait(
        lambda: "do not answer" in words(gone) or _refused(reader),
        lambda: "an answer without the retired article",
    )
    olivia.tap("Restore")


def test_an_update_reaches_those_who_agreed_and_no_one_else(stage: Stage, olivia: Person) -> None:
    follower, other, blocker = (stage.newcomer(name) for name in ("Ana", "Ben", "Cleo"))
    for person in (follower, blocker):
        person.ask("/settings")
        person.tap("Send me updates")
        person.sees("Updates from the organisers: on")
    other.ask("/start")
    blocker.block()
    olivia.ask("/broadcast")
    olivia.say("See you at the library at noon.")
    count = next(label for label in labels(olivia.reads("For:")) if label.startswith("Send to"))
    assert count == "Send to 1 person"
    olivia.tap(count)
    olivia.sees("Delivered: 1")
    update = follower.sees("See you at the library at noon.")
    assert labels(update) == ["No more updates"]
    assert not any("library at noon" in text for text in other.texts() + blocker.texts())
    follower.tap("No more updates", update)
    follower.reads("you will get no more updates")
    olivia.ask("/broadcast")
    olivia.say("And another one.")
    olivia.reads("nobody at the moment")


def test_results_are_a_picture_with_its_figures(stage: Stage, olivia: Person) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept and sign as Ana")
    ana.sees("You signed")
    result = olivia.ask("/results", "of 1,000")
    assert result["photo"]
    assert "Ana" not in words(result)


def test_the_hosts_csv_holds_only_what_was_agreed_to(stage: Stage) -> None:
    open_one, closed_one = stage.newcomer("Open"), stage.newcomer("Silent")
    for person in (open_one, closed_one):
        person.ask("/sign")
        person.tap("Accept and sign as")
        person.sees("You signed")
    open_one.tap("Give my name")
    stage.wait(
        lambda: "✓ Give my name: on" in labels(open_one.messages()[-1]), lambda: "the consent"
    )
    file = stage.folder / "signatures.csv"
    done = stage.command("export", "signatures", str(file))
    assert done.returncode == 0, done.stderr
    with file.open(newline="") as rows:
        names = [row["name"] for row in csv.DictReader(rows)]
    assert "Open" in names
    assert "Silent" not in names


@pytest.mark.parametrize("command", ["/broadcast", "/add"])
def test_a_form_of_the_team_ends_with_the_role(stage: Stage, olivia: Person, command: str) -> None:
    olivia.ask(command)
    olivia.ask("/cancel", "I dropped what you had begun")


def _until_answered(stage: Stage, reader: Person, question: str, holding: str) -> None:
    def answered() -> bool:
        return holding in words(reader.ask(question))

    stage.wait(answered, lambda: f"an answer with {holding!r}")


def _refused(reader: Person) -> bool:
    return "do not answer" in words(reader.ask("Why did the city council close the bridge?"))


def test_a_notice_never_shows_the_erased_words_of_someone_else(
    stage: Stage, olivia: Person
) -> None:
    olivia.ask("/start")
    ana, ben = stage.newcomer("Ana"), stage.newcomer("Ben")
    for person, question in (
        (ana, "Which bus goes to Tlaxcala at noon?"),
        (ben, "Does the opera in Vienna sell tea?"),
    ):
        person.ask(question, "do not answer")
        person.tap("Pass it on")
        person.reads("have your")
        olivia.sees(question)
        if person is ana:
            person.ask("/forget", "Erase everything")
            person.tap("Yes, erase")
            person.sees("nothing is kept")
    assert sum("goes to Tlaxcala" in text for text in olivia.texts()) == 1
