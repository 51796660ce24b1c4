"""The bar that shows how far the articles are embedded."""

import asyncio
from contextlib import suppress

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.embedding import chosen
from bot.opening import opened
from bot.settings import Settings
from campaign.answers.embedders import Embedder
from campaign.answers.indexing import Indexing
from db.engine import Database

_REDRAW_SECONDS = 0.2

console = Console(stderr=True, highlight=False)


def embed_what_is_missing(settings: Settings) -> None:
    """Embed what the library lacks, if there is an embedder. Ctrl+C leaves the rest to the bot."""
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    async with opened(settings) as database:
        choice = await chosen(settings)
        if choice.embedder is None:
            return
        try:
            await _shown(database, choice.embedder)
        except asyncio.CancelledError:
            # Every batch that is done is kept.
            console.print("Stopped. The bot does the rest while it runs.")
        finally:
            await choice.embedder.close()


async def _shown(database: Database, embedder: Embedder) -> None:
    indexing = Indexing(database, embedder)
    columns = (TextColumn("Understanding the articles"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        redrawing = asyncio.create_task(_redraw(bar, indexing))
        try:
            await indexing.catch_up()
            _draw(bar, indexing)
        finally:
            redrawing.cancel()
            with suppress(asyncio.CancelledError):
                await redrawing


async def _redraw(bar: Progress, indexing: Indexing) -> None:
    while True:
        _draw(bar, indexing)
        await asyncio.sleep(_REDRAW_SECONDS)


def _draw(bar: Progress, indexing: Indexing) -> None:
    now = indexing.progress
    if now is None:
        return
    task = bar.task_ids[0] if bar.task_ids else bar.add_task("", total=now.total)
    bar.update(task, completed=now.done, total=now.total)
