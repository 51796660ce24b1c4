"""Which database is opened, and when none is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.belonging import OtherBot
from bot.opening import (
    ResponsibleMissing,
    TokenMissing,
    opened,
    require_responsible,
    require_token_if_live,
)
from bot.settings import Settings
from campaign import manifest
from campaign.manifest import Responsible
from db.connection import WrongKey
from db.key import KeyMissing
from tests.stage import CAMPAIGN


def _settings(folder: Path, **more: Any) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/data/pliego.db",
        rehearsal_database_url=f"sqlite:///{folder}/data/rehearsal.db",
        database_key_file=folder / "keys" / "database.key",
        **more,
    )


async def test_without_a_token_the_rehearsal_has_a_database_of_its_own(tmp_path: Path) -> None:
    async with opened(_settings(tmp_path)) as database:
        assert database.path == tmp_path / "data" / "rehearsal.db"
    assert not (tmp_path / "data" / "pliego.db").exists()


async def test_a_live_database_without_a_token_stops(tmp_path: Path) -> None:
    async with opened(_settings(tmp_path, telegram_token="123:abc")):
        pass
    with pytest.raises(TokenMissing, match="TELEGRAM_TOKEN is not set"):
        require_token_if_live(_settings(tmp_path))
    require_token_if_live(_settings(tmp_path, telegram_token="123:abc"))


async def test_another_bots_token_is_refused(tmp_path: Path) -> None:
    async with opened(_settings(tmp_path, telegram_token="123:abc")):
        pass
    with pytest.raises(OtherBot):
        async with opened(_settings(tmp_path, telegram_token="456:abc")):
            pass


async def test_a_lost_or_wrong_key_never_makes_a_new_database(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    async with opened(settings):
        pass
    before = settings.database.read_bytes()
    with pytest.raises(WrongKey):
        async with opened(_settings(tmp_path, database_key="ab" * 32)):
            pass
    settings.database_key_file.unlink()
    with pytest.raises(KeyMissing):
        async with opened(settings):
            pass
    assert settings.database.read_bytes() == before


def test_nobody_goes_live_before_somebody_answers_for_the_data() -> None:
    example = manifest.load(CAMPAIGN)
    real = Responsible("Red Libre, A. C.", "Calle Real 1, Oaxaca", "datos@redlibre.mx")
    for nobody in (
        example.responsible,
        None,
        replace(real, name="Red Libre (replace with yours)"),
        replace(real, contact="privacy@example.org"),
    ):
        with pytest.raises(ResponsibleMissing, match=r"under \[responsible\] in .*campaign\.toml"):
            require_responsible(replace(example, responsible=nobody))
    require_responsible(replace(example, responsible=real))
