"""`pliego answers tune` shows the trade first, and keeps a threshold only when told to."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from campaign import manifest
from tests.stage import CAMPAIGN

QUESTIONS = [
    ("When was the bridge of San Telmo closed?", True, ["March 2020"]),
    ("Who painted the ceiling of the opera?", False, []),
]


@pytest.fixture(autouse=True)
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of one's own, two questions with their answers, and an article."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "OWNERS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "campaign"
    shutil.copytree(CAMPAIGN, folder)
    monkeypatch.setenv("CAMPAIGN", str(folder))
    monkeypatch.setenv("EMBEDDER", "none")
    (tmp_path / "bridge.txt").write_text(
        "The bridge of San Telmo\n\nThe bridge of San Telmo was closed in March 2020.\n"
    )
    lines = [
        json.dumps({"id": str(at), "question": text, "answerable": answerable, "gold": gold})
        for at, (text, answerable, gold) in enumerate(QUESTIONS)
    ]
    (tmp_path / "golden.jsonl").write_text("\n".join(lines))
    return folder


def tune(*words: str) -> Result:
    given = ["answers", "tune", "golden.jsonl", "--library", "bridge.txt", *words]
    return CliRunner().invoke(cli.app, given)


def test_the_trade_is_shown_and_nothing_is_kept(campaign: Path) -> None:
    before = (campaign / "campaign.toml").read_text("utf-8")
    outcome = tune()
    assert outcome.exit_code == 0
    assert "the best balance" in outcome.output
    assert "--write" in outcome.output
    assert (campaign / "campaign.toml").read_text("utf-8") == before


def test_the_threshold_is_kept_where_the_campaign_is_described(campaign: Path) -> None:
    told = json.loads(tune("--json").output)
    assert tune("--write").exit_code == 0
    assert manifest.load(campaign).threshold == told["threshold"]


def test_an_unforeseen_file_is_left_alone(campaign: Path) -> None:
    file = campaign / "campaign.toml"
    text = file.read_text("utf-8")
    inline = f"answers = {{ threshold = 0.5 }}\n{text.partition('[answers]')[0]}"
    file.write_text(inline, "utf-8")
    outcome = tune("--write")
    assert outcome.exit_code == 1
    assert "cannot be changed here" in outcome.output
    assert file.read_text("utf-8") == inline


def test_a_threshold_out_of_bounds_is_refused(campaign: Path) -> None:
    file = campaign / "campaign.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("[answers]\n", "[answers]\nthreshold = 7\n"), "utf-8")
    with pytest.raises(manifest.BadManifest, match="between 0 and 1"):
        manifest.load(campaign)
