"""A bot with a token starts only where somebody answers for people's data."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from tests.stage import CAMPAIGN


@pytest.fixture(autouse=True)
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, a token, and the example campaign, which names nobody."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_KEY", "DATABASE_URL", "OWNERS", "COMPOSER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    monkeypatch.setenv("EMBEDDER", "none")
    monkeypatch.setenv("COLUMNS", "400")


def test_the_example_does_not_go_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["pliego", "run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("Pliego: Before the bot goes live, put under [responsible] in ")
    assert "`pliego rehearse` works without" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_the_doctor_says_so_before() -> None:
    looked = CliRunner().invoke(cli.app, ["doctor"])
    assert looked.exit_code == 1
    assert "ill   campaign Before the bot goes live" in looked.output
