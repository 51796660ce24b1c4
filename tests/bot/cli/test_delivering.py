"""`pliego petitions deliver`: a whole folder and a petition that is delivered, or one sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.opening import opened
from bot.settings import load
from campaign import manifest, petitions
from tests.stage import CAMPAIGN

SLUG = "free-internet"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a database in which the campaign's petition is open."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "OWNERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    async with opened(load()) as database:
        for planned in manifest.load(CAMPAIGN).petitions:
            await petitions.plan(database, planned, NOW)
    return tmp_path


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def test_a_closed_petition_is_delivered_and_can_be_written_again(home: Path) -> None:
    assert pliego("petitions", "close", SLUG).exit_code == 0
    first = pliego("petitions", "deliver", SLUG)
    assert first.exit_code == 0, first.output
    assert "0 signatures" in first.output
    assert (home / f"delivery-{SLUG}" / "SHA256SUMS").is_file()
    assert "delivered" in pliego("petitions", "show", SLUG).output
    again = pliego("petitions", "deliver", SLUG, "--output", "second")
    assert again.exit_code == 0
    assert (home / "second" / "petition.es.pdf").is_file()


def test_an_open_petition_is_not_delivered(home: Path) -> None:
    refused = pliego("petitions", "deliver", SLUG)
    assert refused.exit_code == 1
    assert "Close it first" in refused.output
    assert not (home / f"delivery-{SLUG}").exists()


def test_a_folder_that_is_there_is_left_alone(home: Path) -> None:
    pliego("petitions", "close", SLUG)
    (home / f"delivery-{SLUG}").mkdir()
    refused = pliego("petitions", "deliver", SLUG)
    assert refused.exit_code == 1
    assert "exists already" in refused.output


def test_an_unknown_petition_is_said_to_be_so() -> None:
    refused = pliego("petitions", "deliver", "unknown")
    assert refused.exit_code == 1
    assert "no petition" in refused.output.lower() or "petition" in refused.output
