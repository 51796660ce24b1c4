"""The answerer of a run, with the embedder that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.embedding import chosen
from bot.settings import Settings
from campaign.answers import LibraryAnswerer
from campaign.answers.embedders import Choice
from campaign.manifest import Manifest
from db.engine import Database


@asynccontextmanager
async def answering(
    settings: Settings, manifest: Manifest, database: Database
) -> AsyncIterator[tuple[LibraryAnswerer, Choice]]:
    """An answerer, and the choice of its embedder; by words alone where there is none.

    Nothing is indexed in the background before its `start`. Both are closed at the end.
    """
    choice = await chosen(settings)
    answerer = LibraryAnswerer(database, manifest.aliases, choice.embedder, manifest.threshold)
    try:
        yield answerer, choice
    finally:
        await answerer.close()
        if choice.embedder is not None:
            await choice.embedder.close()
