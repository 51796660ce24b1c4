"""Articles from files: one, several, or a folder of them, each with what came of it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaign.articles import library, sources
from campaign.articles.article import Article, ArticleDraft
from campaign.refusals import Refusal
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file or link: the article and whether it is new, or why it was refused."""

    source: str
    article: Article | None = None
    new: bool = False
    refusal: Exception | None = None


async def add_files(database: Database, paths: Iterable[Path], now: datetime) -> list[Imported]:
    """Add each file, and each readable file of each folder; one refused file stops no other."""
    return [await _add_file(database, file, now) for file in _files(paths)]


async def load_if_empty(database: Database, folder: Path, now: datetime) -> list[Imported]:
    """Add a campaign's own articles to a library that has never had any."""
    if await library.revision(database) > 0:
        return []
    return await add_files(database, [folder], now)


async def _add_file(database: Database, file: Path, now: datetime) -> Imported:
    try:
        draft = await asyncio.to_thread(_read, file)
        added = await library.add(database, draft, now=now)
    except (OSError, Refusal) as refusal:
        return Imported(str(file), refusal=refusal)
    return Imported(str(file), added.article, added.new)


def _read(file: Path) -> ArticleDraft:
    if file.stat().st_size > sources.LARGEST:
        raise sources.TooLarge(file.stat().st_size)
    return sources.read(file.name, file.read_bytes())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("*") if file.suffix.lower() in sources.KINDS
            )
        else:
            yield path
