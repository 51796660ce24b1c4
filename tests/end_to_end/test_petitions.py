"""A petition's whole life in the chat: written, agreed to, signed, told of, closed on time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from db import connection, key
from db.schema import petitions
from tests.stage import EMMA, LUCIA, OLIVIA, Person, Stage, labels, set_up, words

CHANNEL = "@free_internet_news"
CHANNEL_ID = -1001000000003


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two must agree here, public counts move by tens, and there is a channel."""
    with set_up(
        tmp_path_factory.mktemp("stage"),
        owners=f"{OLIVIA},{LUCIA}",
        PETITION_APPROVALS="2",
        PUBLIC_COUNT_STEP="10",
        CHANNEL=CHANNEL,
    ) as stage:
        yield stage


def test_a_petition_lives_from_a_draft_in_the_chat_to_its_closing(stage: Stage) -> None:
    olivia, lucia, emma = (stage.person(each) for each in (OLIVIA, LUCIA, EMMA))
    lucia.ask("/start")
    _write(olivia)
    _add_spanish(olivia)
    _set_terms(olivia)
    _submit(olivia)
    _nobody_signs_yet(emma)
    _second_agrees(lucia)
    olivia.reads("is open for signatures")
    _sign_and_ask_for_milestones(emma)
    _everyone_who_asked_hears_of_the_milestone_once(stage, emma, lucia)
    _changing_the_text_asks_for_agreement_again(olivia, lucia, emma)
    _it_closes_on_time(stage, olivia, emma)
    _the_channel_gets_the_days_checkpoint_once(stage)


def _write(olivia: Person) -> None:
    olivia.ask("/petitions", "Petitions")
    olivia.tap("New petition")
    olivia.reads("title")
    olivia.ask("Clean the river", "To whom")
    olivia.ask("The city council", "whole text")
    olivia.ask("We ask for a clean river.\n\nNow.", "State: draft")


def _add_spanish(olivia: Person) -> None:
    olivia.tap("Texts and languages")
    olivia.sees("Which text")
    olivia.tap("Add Español")
    olivia.reads("Spanish")
    olivia.ask("Limpien el río", "To whom")
    olivia.ask("El ayuntamiento", "whole text")
    olivia.ask("Pedimos un río limpio. Ya.", "Text in: English and Spanish")


def _set_terms(olivia: Person) -> None:
    olivia.tap("Goal")
    olivia.reads("How many signatures")
    olivia.ask("lots", "whole number")
    olivia.ask("2,000", "Goal: 2,000")
    olivia.tap("Milestones")
    olivia.reads("At which counts")
    olivia.ask("1 2 2000", "Milestones: 1, 2, and 2,000")
    olivia.tap("Closing time")
    olivia.reads("at the clock of Mexico City")
    olivia.ask("1 May 2018", "past")
    olivia.ask("31 December 2027, 6 pm", "Closes: 31 Dec 2027, 18:00 (Mexico City)")
    olivia.tap("Minimum age")
    olivia.reads("From what age")
    olivia.ask("/cancel")
    olivia.ask("/petitions", "Clean the river")
    olivia.tap("Clean the river")
    olivia.sees("Minimum age: 16")


def _submit(olivia: Person) -> None:
    olivia.tap("See it as supporters do")
    card = olivia.reads("Pedimos un río limpio")
    assert "Limpien el río" in words(card)
    olivia.tap("Submit for review")
    olivia.sees("one more person of the team must agree")
    olivia.tap("Submit it")
    sheet = olivia.sees("Agreed to this text: 1 of 2")
    assert not [label for label in labels(sheet) if "gree" in label]


def _nobody_signs_yet(emma: Person) -> None:
    emma.ask("/start p-clean-the-river", "not here any more")


def _second_agrees(lucia: Person) -> None:
    lucia.sees("Esta petición espera para abrirse")
    lucia.tap("Verla")
    lucia.sees("De acuerdo con este texto: 1 de 2")
    lucia.tap("Estoy de acuerdo: abrirla")
    lucia.reads("¿Estás de acuerdo en que se abra")
    lucia.tap("Sí, la leí")
    lucia.sees("abierta a firmas")


def _sign_and_ask_for_milestones(emma: Person) -> None:
    emma.ask("/start p-clean-the-river", "0 to 9 signatures so far")
    emma.tap("as Emma")
    emma.tap("milestone")
    emma.sees("Milestones")


def _everyone_who_asked_hears_of_the_milestone_once(
    stage: Stage, emma: Person, lucia: Person
) -> None:
    lucia.ask("/start p-clean-the-river", "Pedimos un río limpio")
    lucia.tap("como Luc")
    told = emma.sees("2 signatures!")
    assert "No more of these messages" in labels(told)
    channel = stage.person(CHANNEL_ID)
    channel.sees("¡2 firmas!")
    stage.restart()
    assert stage.delivered("2 signatures!") == {str(EMMA): 1}
    assert stage.delivered("¡2 firmas!") == {str(CHANNEL_ID): 1}
    assert not any("No more" in label for label in labels(channel.messages()[-1]))
    emma.tap("No more of these messages")
    emma.reads("no more messages about the milestones")


def _changing_the_text_asks_for_agreement_again(
    olivia: Person, lucia: Person, emma: Person
) -> None:
    olivia.ask("/petitions", "Clean the river")
    olivia.tap("Clean the river")
    olivia.sees("2 signatures")
    olivia.tap("Texts and languages")
    olivia.sees("Which text")
    olivia.tap("Title (EN)")
    olivia.reads("title")
    olivia.ask("Clean the whole river", "goes back to review and takes no signatures")
    olivia.tap("Publish this version")
    olivia.sees("State: in review")
    lucia.reads("espera para abrirse")
    newcomer = emma.stage.newcomer("Ana")
    newcomer.ask("/start p-clean-the-river", "is being looked over")
    lucia.tap("Verla")
    lucia.tap("Estoy de acuerdo: abrirla", lucia.sees("Hasta ahora: 2 firmas"))
    lucia.is_toasted("Ya está abierta", lucia.tap("Sí, la leí"))


def _it_closes_on_time(stage: Stage, olivia: Person, emma: Person) -> None:
    olivia.say("/cancel")
    _set_closing(stage, datetime.now(UTC))
    olivia.sees("This petition is closed.")
    late = emma.stage.newcomer("Ben")
    late.ask("/start p-clean-the-river", "This petition is closed")
    assert "closed" in stage.command("petitions", "show", "clean-the-river").stdout


def _set_closing(stage: Stage, moment: datetime) -> None:
    path = stage.folder / "data" / "pliego.db"
    secret = key.load_or_create(stage.folder / "keys" / "database.key", path)
    with connection.writing(path, secret).begin() as conn:
        of_river = petitions.c.slug == "clean-the-river"
        conn.execute(update(petitions).where(of_river).values(closes_at=moment))


def _the_channel_gets_the_days_checkpoint_once(stage: Stage) -> None:
    channel = stage.person(CHANNEL_ID)
    stage.restart()
    posted = words(channel.sees("Punto de control del registro"))
    assert "La clave que lo verifica" in posted
    stage.restart()
    assert len([each for each in channel.texts() if "Punto de control" in each]) == 1


def test_an_owner_hears_once_that_the_channel_cannot_be_found(tmp_path: Path) -> None:
    with set_up(tmp_path) as stage:
        olivia = stage.person(OLIVIA)
        olivia.ask("/start")
        stage.settings["CHANNEL"] = "@no_such_channel"
        stage.restart()
        olivia.sees("could not post in the campaign's channel")
        stage.restart()
        olivia.ask("/start")
        assert len([each for each in olivia.texts() if "could not post" in each]) == 1


def test_petitions_are_listed_and_closed_at_the_terminal(tmp_path: Path) -> None:
    with set_up(tmp_path) as stage:
        assert "free-internet" in stage.command("petitions", "list").stdout
        assert "closed with 0" in stage.command("petitions", "close", "free-internet").stdout
        emma = stage.person(EMMA)
        closed = emma.ask("/start p-free-internet", "closed")
        assert "Signed by 0 people" in words(closed)
        assert "is open" in stage.command("petitions", "open", "free-internet").stdout
        emma.ask("/start p-free-internet", "0 signatures so far")
