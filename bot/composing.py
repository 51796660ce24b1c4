"""The composer that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from campaign.answers.composer import Composer, composer


@asynccontextmanager
async def composing(settings: Settings) -> AsyncIterator[Composer | None]:
    """The composer of a run, closed at the end; None where answers are the quotes alone."""
    if not settings.composer_url or not settings.composer_model:
        yield None
        return
    key = settings.composer_key
    made = composer(
        settings.composer_url,
        settings.composer_model,
        key.get_secret_value() if key is not None else "",
    )
    try:
        yield made
    finally:
        await made.close()
