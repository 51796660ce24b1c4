"""What the first pages promise is there."""

import re
import tomllib
from pathlib import Path

import pytest

PAGES = ("README.md", "CONTRIBUTING.md", "docs/commands.md", "docs/rehearsal.md")


@pytest.mark.parametrize("name", PAGES)
def test_every_target_that_a_page_tells_to_make_is_in_the_makefile(name: str, root: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = re.findall(
        r"(?:`make ([a-z-]+)`|^make ([a-z-]+)(?: +#.*)?$)",
        (root / name).read_text("utf-8"),
        re.MULTILINE,
    )
    assert {inline or block for inline, block in told} <= set(targets)


def test_the_two_commands_stand_in_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    assert "make run " in readme
    assert "make test " in readme


def test_the_picture_is_light_enough_to_load_anywhere(root: Path) -> None:
    assert (root / "docs" / "page.png").stat().st_size < 300_000


def test_the_changelog_knows_this_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(project['version'])}\]", changelog, re.MULTILINE)
    assert "## [Unreleased]" in changelog


def test_the_licence_is_the_one_that_the_project_names(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "MIT"
    assert (root / "LICENSE").read_text("utf-8").startswith("MIT License\n")


def test_continuous_integration_runs_exactly_what_everybody_runs(root: Path) -> None:
    script = root / ".ci" / "run"
    lines = script.read_text("utf-8").splitlines()
    assert script.stat().st_mode & 0o111
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test"


def test_the_hooks_before_a_commit_fetch_nothing(root: Path) -> None:
    hooks = (root / ".pre-commit-config.yaml").read_text("utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"language: (\S+)", hooks)) == {"system"}
