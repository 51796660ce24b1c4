"""The example file and the page about settings say all that there is, as it is."""

from pathlib import Path

import pytest

from bot.settings import Settings, default_text, load

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
PAGE = ROOT / "docs" / "settings.md"


def description(name: str) -> str:
    return Settings.model_fields[name].description or ""


def documented(name: str) -> str:
    default = default_text(name)
    return f"| `{name.upper()}` | {f'`{default}`' if default else ''} | {description(name)} |"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_stands_in_the_example_with_its_explanation_and_default(name: str) -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").split("\n\n")
    unwrapped = [paragraph.strip().replace("\n# ", " ") for paragraph in paragraphs]
    assert f"# {description(name)}\n{name.upper()}={default_text(name)}" in unwrapped


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_stands_on_the_page_with_its_explanation_and_default(name: str) -> None:
    assert documented(name).replace("|  |", "| |") in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_page_lists_no_setting_that_is_gone() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    assert len(rows) == len(Settings.model_fields)


def test_the_example_lists_no_setting_that_is_gone() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    names = [line.split("=")[0].lower() for line in lines if line and line[0] != "#"]
    assert names == list(Settings.model_fields)


def test_the_example_as_it_stands_is_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    read, default = load(EXAMPLE), load(ROOT / "no such file")
    unlike = {"webhook_secret"}  # a new one each time
    assert read.model_dump(exclude=unlike) == default.model_dump(exclude=unlike)
