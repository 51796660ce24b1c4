"""`pliego doctor`: is everything there that a run needs?"""

import asyncio
import sys
from datetime import UTC, datetime

import typer
from rich.console import Console

from bot import mail
from bot.composing import composing
from bot.embedding import chosen
from bot.mailing import missing, smtp
from bot.opening import opened, require_responsible, require_token_if_live
from bot.settings import Settings, database_key, load
from campaign import manifest as manifests
from campaign.answers.composer import why
from campaign.answers.embedders import Choice
from campaign.articles import library
from db import migrate

console = Console(highlight=False)


def doctor() -> None:
    """Look at all that a run needs, from Python to the embedder; exit 1 if one is ill."""
    try:
        settings = load()
    except Exception as problem:
        _say("settings", str(problem), well=False)
        raise typer.Exit(1) from None
    well = True
    for name, look in _LOOKS.items():
        try:
            _say(name, look(settings), well=True)
        except Exception as problem:
            well = False
            _say(name, str(problem) or type(problem).__name__, well=False)
    if not well:
        raise typer.Exit(1)


def _say(name: str, what: str, *, well: bool) -> None:
    mark = "[green]well[/]" if well else "[bold red]ill [/]"
    console.print(f"{mark}  {name:<9}", end="")
    console.print(what, markup=False)


def _python(settings: Settings) -> str:
    return ".".join(str(number) for number in sys.version_info[:3])


def _mode(settings: Settings) -> str:
    require_token_if_live(settings)
    return "live on Telegram" if settings.live else "rehearsal (no TELEGRAM_TOKEN)"


def _campaign(settings: Settings) -> str:
    manifest = manifests.load(settings.campaign)
    if settings.live:
        require_responsible(manifest)
    return manifest.slug if manifest.petition is not None else f"{manifest.slug}; no petition"


def _key(settings: Settings) -> str:
    database_key(settings)
    if settings.database_key is not None:
        return "given by DATABASE_KEY"
    return f"in {settings.database_key_file}, readable by you alone"


def _database(settings: Settings) -> str:
    async def open_and_close() -> int:
        async with opened(settings) as database:
            return await library.revision(database)

    asyncio.run(open_and_close())
    found = migrate.integrity(settings.database, database_key(settings))
    if found != "ok":
        raise RuntimeError(f"{settings.database}: {found}")
    return f"{settings.database}, encrypted, schema {migrate.revisions()[-1]}, intact"


def _library(settings: Settings) -> str:
    async def count() -> int:
        async with opened(settings) as database:
            return (await library.page(database, limit=1)).total

    return f"{asyncio.run(count())} articles"


def _embedder(settings: Settings) -> str:
    async def choose_and_close() -> tuple[Choice, str]:
        choice = await chosen(settings)
        if choice.embedder is None:
            return choice, "none"
        await choice.embedder.close()
        return choice, f"{choice.embedder.name} ({choice.embedder.model})"

    choice, found = asyncio.run(choose_and_close())
    if choice.refused:
        raise RuntimeError(f"{choice.wanted} cannot be had, {choice.why}")
    return f"{found}, {choice.why}"


def _composer(settings: Settings) -> str:
    async def try_out() -> str:
        async with composing(settings) as composer:
            if composer is None:
                return "none: answers are the quotes alone"
            try:
                found = await composer.test()
            except Exception as problem:
                raise RuntimeError(f"{composer.model}: {why(problem)}") from None
            return f"{composer.model} at {composer.receiver or 'this machine'}: {found}"

    return asyncio.run(try_out())


def _mail(settings: Settings) -> str:
    async def knock() -> str:
        async with opened(settings) as database:
            unmailable = await missing(settings, manifests.load(settings.campaign), database)
        if unmailable is not None and settings.live:
            raise RuntimeError(unmailable)
        server = smtp(settings, lambda: datetime.now(UTC))
        if server is None:
            return unmailable or "none, and no petition asks for it"
        try:
            return f"taken at {await server.greet()}"
        except Exception as problem:
            raise RuntimeError(f"the mail server: {mail.why(problem)}") from None

    return asyncio.run(knock())


_LOOKS = {
    "python": _python,
    "mode": _mode,
    "campaign": _campaign,
    "key": _key,
    "database": _database,
    "library": _library,
    "embedder": _embedder,
    "composer": _composer,
    "mail": _mail,
}
