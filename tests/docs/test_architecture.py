"""The page about the floors names every module, and none that is gone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

PLACES = ("bot", "handlers", "campaign", "db", "rehearsal")
PAGE = "docs/architecture.md"


def modules(root: Path) -> Iterator[str]:
    for place in PLACES:
        for file in (*(root / place).rglob("*.py"), *(root / place).rglob("*.js")):
            if file.name != "__init__.py" and file.parent.name != "versions":
                yield file.relative_to(root).as_posix()


def listed(page: str) -> set[str]:
    found, room = set(), ""
    for line in page.splitlines():
        if heading := re.fullmatch(r"### `(.+/)`", line):
            room = heading[1]
        elif item := re.match(r"- `([\w.]+)`: \S", line):
            found.add(f"{room}{item[1]}")
    return found


def test_every_module_is_named(page: Callable[[str], str], root: Path) -> None:
    assert sorted(set(modules(root)) - listed(page(PAGE))) == []


def test_every_module_that_is_named_is_there(page: Callable[[str], str], root: Path) -> None:
    assert sorted(path for path in listed(page(PAGE)) if not (root / path).is_file()) == []


def test_every_file_in_the_story_is_there(page: Callable[[str], str], root: Path) -> None:
    named = re.findall(r"`((?:bot|handlers|campaign|db|rehearsal)/[\w/]+\.\w+)`", page(PAGE))
    assert named
    assert [path for path in named if not (root / path).is_file()] == []
