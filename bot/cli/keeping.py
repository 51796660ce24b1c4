"""`pliego db upgrade|backup`."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.opening import opened, require_token_if_live
from bot.settings import database_key, load
from db import backup as backups

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Make the database, or bring it to this program's schema."""
    settings = load()
    require_token_if_live(settings)

    async def work() -> None:
        async with opened(settings):
            pass

    asyncio.run(work())
    typer.echo(f"{settings.database} is up to date.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
) -> None:
    """Copy the database to a new file, encrypted with the same key, while the bot runs or not."""
    settings = load()
    require_token_if_live(settings)
    if not settings.database.exists():
        typer.echo(f"There is no database at {settings.database} yet.", err=True)
        raise typer.Exit(1)
    try:
        backups.copy(settings.database, database_key(settings), file)
    except backups.BackupExists as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{settings.database} is copied to {file}. Keep its key elsewhere.")
    if settings.backup_days:
        last = datetime.now(UTC).date() + timedelta(days=settings.backup_days)
        typer.echo(f"Delete it by {last}: people who erase their data are told so.")
