"""The command line, as whoever hosts the bot types it."""

import asyncio
import csv
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.opening import opened
from bot.settings import load
from campaign import manifest, petitions
from tests.stage import CAMPAIGN, ROOT
from tests.webserver import near

SHARED = ROOT.parent / "shared"
ARTICLE = """---
title: The bridge of San Telmo
author: Rosa Prueba
publisher: The Test
published: 2026-11-24
link: https://example.org/bridge
language: en
---
The bridge of San Telmo was closed in March 2020. The city council closed it because of the rain.
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no setting but the campaign."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "OWNERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    (tmp_path / "bridge.md").write_text(ARTICLE)
    return tmp_path


@pytest.fixture
def website(home: Path) -> Iterator[str]:
    """The folder as a web site on this machine."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(home))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def test_an_article_is_added_listed_and_shown(home: Path) -> None:
    added = pliego("articles", "add", "bridge.md")
    assert added.exit_code == 0
    assert "added as 1" in added.output
    assert "already there as 1" in pliego("articles", "add", "bridge.md").output
    assert "The bridge of San Telmo" in pliego("articles", "list").output.replace("\n", " ")
    shown = pliego("articles", "show", "1")
    assert "publisher: The Test" in shown.output
    assert shown.output.endswith("because of the rain.\n")


def test_a_file_that_is_no_article_is_told_and_the_others_are_added(home: Path) -> None:
    (home / "latin.txt").write_bytes("Información".encode("latin-1"))
    outcome = pliego("articles", "add", "latin.txt", "missing.txt", "bridge.md")
    assert outcome.exit_code == 1
    assert "UTF-8" in outcome.output
    assert "missing.txt: No such file" in outcome.output
    assert "added as 1" in outcome.output


def test_a_link_is_fetched_and_its_article_added(
    home: Path, website: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.articles.Fetcher", near)
    added = pliego("articles", "add", f"{website}/bridge.md", "bridge.md", f"{website}/none.html")
    assert added.exit_code == 1
    assert f"{website}/bridge.md: added as 1" in added.output
    assert "bridge.md: already there as 1" in added.output
    assert f"{website}/none.html: The site gave me no page: it answered 404." in added.output
    assert "link: https://example.org/bridge" in pliego("articles", "show", "1").output


def test_a_link_into_the_own_network_is_refused(home: Path, website: str) -> None:
    for link in (f"{website}/bridge.md", "http://localhost/", "http://169.254.169.254/latest"):
        added = pliego("articles", "add", link)
        assert added.exit_code == 1
        assert (
            "not on the public internet" in added.output or "no link to a web page" in added.output
        )


def test_ask_prints_a_quote_whose_offsets_are_those_of_the_text(home: Path) -> None:
    pliego("articles", "add", "bridge.md")
    outcome = pliego("ask", "Why did the city council close the bridge?", "--json")
    answer = json.loads(outcome.output)
    assert answer["status"] == "answer"
    quote = answer["quotes"][0]
    text = pliego("articles", "show", str(quote["article"]), "--text").output
    assert text[quote["start"] : quote["end"]] == quote["text"]
    assert quote["title"] == "The bridge of San Telmo"
    assert (quote["author"], quote["published"]) == ("Rosa Prueba", "2026-11-24")
    assert 0 <= answer["confidence"] <= 1
    assert answer["language"] == "en"


def test_ask_without_an_answer_says_no(home: Path) -> None:
    answer = json.loads(
        pliego("ask", "¿Cuánto cuesta el pan?", "--language", "es", "--json").output
    )
    assert (answer["status"], answer["quotes"], answer["language"]) == ("no", [], "es")


def test_evaluate_prints_the_figures_of_the_library(home: Path) -> None:
    pliego("articles", "add", "bridge.md")
    questions = [
        {
            "id": "1",
            "language": "en",
            "question": "When was the bridge of San Telmo closed?",
            "answerable": True,
            "gold": ["March 2020"],
        },
        {
            "id": "2",
            "language": "en",
            "question": "Who painted the ceiling of the opera?",
            "answerable": False,
            "gold": [],
        },
    ]
    (home / "golden.jsonl").write_text("\n".join(json.dumps(each) for each in questions))
    figures = json.loads(pliego("evaluate", "golden.jsonl", "--json").output)
    assert (figures["questions"], figures["answerable"]) == (2, 1)
    assert figures["answered_right"] == 1
    assert figures["false_answers"] == 0
    assert "hit_at_1" in pliego("evaluate", "golden.jsonl").output


@pytest.mark.skipif(not SHARED.exists(), reason="the shared article and its questions are not here")
def test_the_real_article_is_added_and_measured() -> None:
    article = SHARED / "articles" / "us-election-meddling-part-2.txt"
    assert pliego("articles", "add", str(article)).exit_code == 0
    questions = SHARED / "answers" / "article-questions.jsonl"
    figures = json.loads(pliego("evaluate", str(questions), "--json").output)
    assert (figures["questions"], figures["unanswerable"]) == (60, 20)
    assert figures["answered_right"] > 0.7
    assert figures["false_answers"] <= 0.3


def test_signatures_are_exported_once_to_a_file_of_ones_own(home: Path) -> None:
    pliego("db", "upgrade")
    missing = pliego("export", "signatures", "out.csv", "--petition", "none-such")
    assert missing.exit_code == 1
    assert "There is no petition none-such" in missing.output


def test_a_backup_is_made_and_opens_in_place_of_the_database(home: Path) -> None:
    assert "no database" in pliego("db", "backup", "early.db").output
    pliego("articles", "add", "bridge.md")
    assert pliego("db", "backup", "backups/copy.db").exit_code == 0
    assert "exists already" in pliego("db", "backup", "backups/copy.db").output
    for file in (home / "data").iterdir():
        file.unlink()
    (home / "backups" / "copy.db").rename(home / "data" / "rehearsal.db")
    assert "The bridge of San Telmo" in pliego("articles", "list").output.replace("\n", " ")


def test_doctor_says_what_is_well_and_what_is_ill(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = pliego("doctor")
    assert well.exit_code == 0
    assert "encrypted" in well.output
    assert "rehearsal" in well.output
    (home / "keys" / "database.key").chmod(0o644)
    ill = pliego("doctor")
    assert ill.exit_code == 1
    assert "chmod 600" in ill.output
    monkeypatch.setenv("CAMPAIGN", "nowhere")
    assert "campaign.toml" in pliego("doctor").output.replace("\n", "")


def test_what_can_be_mended_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "not a token")
    monkeypatch.setattr("sys.argv", ["pliego", "run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("Pliego: TELEGRAM_TOKEN must look like")
    assert "not a token" not in said


def test_the_csv_has_a_header_and_nothing_more_before_anyone_signed(home: Path) -> None:
    _open_the_petition(home)
    done = pliego("export", "signatures", "out.csv")
    assert "0 signatures written" in done.output
    with (home / "out.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["number", "signed_on", "name", "country", "region", "comment", "may_be_public"]
        ]
    assert (home / "out.csv").stat().st_mode & 0o777 == 0o600
    again = pliego("export", "signatures", "out.csv")
    assert again.exit_code == 1
    assert "exists already" in again.output


def _open_the_petition(home: Path) -> None:
    plan = manifest.load(CAMPAIGN).petition
    assert plan is not None

    async def work() -> None:
        async with opened(load()) as database:
            await petitions.plan(database, plan, datetime.now(UTC))

    asyncio.run(work())
