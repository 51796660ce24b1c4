"""`pliego db upgrade`."""

import asyncio

import typer

from bot.opening import opened, require_token_if_live
from bot.settings import load

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The database."""


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
