"""A person signs, sees everything that is held, and has it erased: chat, tables and files."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from db import key
from db.engine import Database
from tests.campaign.conftest import everything_kept
from tests.stage import Person, Stage, labels, set_up, words

NAME = "Rosario Prueba Uno"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """With a term for backups."""
    folder = tmp_path_factory.mktemp("stage")
    (folder / ".env").write_text("BACKUP_DAYS=30\n")
    with set_up(folder) as stage:
        yield stage


def _sign(person: Person) -> None:
    person.say("/sign")
    person.tap("Accept, with another name")
    person.ask(NAME, "You signed")


def kept(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """Every row of the running bot's database, read beside it."""

    async def read() -> list[tuple[str, dict[str, Any]]]:
        keyed = key.parse((stage.folder / "keys" / "database.key").read_text(), "the key")
        database = Database.open(stage.folder / "data" / "pliego.db", keyed)
        try:
            return await database.read(everything_kept)
        finally:
            await database.close()

    return asyncio.run(read())


def test_all_that_is_held_is_seen_and_then_gone(stage: Stage) -> None:
    rosa = stage.newcomer("Rosa")
    rosa.say("/start")
    _sign(rosa)
    shown = rosa.ask("/mydata", "What you signed")
    assert NAME in words(shown)
    assert "Get the file" in labels(shown)
    rosa.tap("Get the file")
    rosa.reads("Everything that is kept about you")
    assert [row for _, row in kept(stage) if NAME in repr(row)]
    rosa.ask("/forget", "This cannot be undone")
    rosa.tap("Yes, erase everything")
    last = rosa.reads("Done: nothing is kept about you any more")
    assert re.search(r"The last of them is deleted by \w+ \d+, \d{4}\.", words(last))
    stage.wait(lambda: len(rosa.messages()) == 1, lambda: f"an empty chat, not {rosa.texts()}")
    assert [row for _, row in kept(stage) if NAME in repr(row) or str(rosa.id) in repr(row)] == []
    assert "Nothing is kept about you" in words(rosa.ask("/mydata"))


def test_the_chat_empties_after_a_restart_as_well(stage: Stage) -> None:
    omar = stage.newcomer("Omar")
    omar.say("/start")
    _sign(omar)
    stage.restart()
    omar.ask("/forget", "This cannot be undone")
    omar.tap("Yes, erase everything")
    omar.reads("Done: nothing is kept about you any more")
    stage.wait(lambda: len(omar.messages()) == 1, lambda: f"an empty chat, not {omar.texts()}")


def test_who_signed_a_closed_petition_is_erased_from_the_terminal(own_stage: Stage) -> None:
    vera = own_stage.newcomer("Vera")
    vera.say("/start")
    _sign(vera)
    refused = own_stage.command("petitions", "erase", "free-internet", "--yes")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "once a petition is closed" in refused.stderr
    assert own_stage.command("petitions", "close", "free-internet").returncode == 0
    planned = own_stage.command("petitions", "erase", "free-internet", "--dry-run").stdout
    assert "signatures, with whose they are: 1\n" in planned
    assert [row for _, row in kept(own_stage) if NAME in repr(row)]
    done = own_stage.command("petitions", "erase", "free-internet", "--yes")
    assert "Nothing tells any more who signed free-internet." in done.stdout
    held = kept(own_stage)
    assert [row for _, row in held if NAME in repr(row) or str(vera.id) in repr(row)] == []
    (petition,) = [row for table, row in held if table == "petitions"]
    assert petition["signature_count"] == 1
    audited = own_stage.command("ledger", "audit")
    assert audited.returncode == 0, audited.stderr
