"""The page about commands lists all that can be typed, in the chat and in the terminal."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli import app
from handlers.views.welcome import SUPPORTER_COMMANDS, TEAM_COMMANDS

PAGE = "docs/commands.md"


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The commands that do something, with the words that call each."""
    below = getattr(command, "commands", {})
    if not below:
        yield path, command
    for name, each in below.items():
        yield from leaves(each, (*path, name))


TERMINAL = dict(leaves(typer.main.get_command(app), ("pliego",)))


def section(page: str, path: tuple[str, ...]) -> str:
    """What stands below the heading of a command of the terminal."""
    heading = rf"^### `{re.escape(' '.join(path))}(?: [A-Z.]+)?`$"
    found = re.split(heading, page, flags=re.MULTILINE)
    assert len(found) == 2, f"{' '.join(path)} has {len(found) - 1} headings"
    return re.split(r"^#", found[1], flags=re.MULTILINE)[0]


def test_every_command_of_the_chat_is_listed_and_none_that_is_gone(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    listed = [name for name in rows(PAGE) if name.startswith("/")]
    assert listed == [f"/{name}" for name in (*SUPPORTER_COMMANDS, *TEAM_COMMANDS)]


def test_a_command_of_the_team_names_the_permission_it_needs(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    listed = rows(PAGE)
    needed = {name: listed[f"/{name}"][0].strip("`") for name in TEAM_COMMANDS}
    assert needed == {
        name: permission.value if permission else "any role"
        for name, permission in TEAM_COMMANDS.items()
    }


@pytest.mark.parametrize("path", TERMINAL, ids=" ".join)
def test_a_command_of_the_terminal_has_its_section(
    path: tuple[str, ...], page: Callable[[str], str]
) -> None:
    first_line = (TERMINAL[path].help or "").splitlines()[0]
    assert first_line in section(page(PAGE), path).replace("\n", " ")


@pytest.mark.parametrize("path", TERMINAL, ids=" ".join)
def test_a_command_of_the_terminal_lists_its_options_and_none_that_is_gone(
    path: tuple[str, ...], page: Callable[[str], str]
) -> None:
    options = [
        parameter.opts[0]
        for parameter in TERMINAL[path].params
        if parameter.opts[0].startswith("--")
    ]
    listed = re.findall(r"^\| `(--[\w-]+)` \|", section(page(PAGE), path), re.MULTILINE)
    assert sorted(listed) == sorted(options)


def test_no_section_describes_a_command_that_is_gone(page: Callable[[str], str]) -> None:
    described = re.findall(r"^### `(pliego [a-z ]*[a-z])", page(PAGE), re.MULTILINE)
    assert sorted(described) == sorted(" ".join(path) for path in TERMINAL)


def test_every_command_that_a_page_tells_to_run_is_there(root: Path) -> None:
    known = {" ".join(path[1:]) for path in TERMINAL}
    pages = [*root.glob("*.md"), *root.glob("docs/*.md")]
    told = {
        words
        for file in pages
        for words in re.findall(
            r"\.venv/bin/pliego ((?:articles |petitions |ledger |export |db )?[a-z]+)",
            file.read_text("utf-8"),
        )
    }
    assert told
    assert told <= known
