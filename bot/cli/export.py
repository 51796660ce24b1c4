"""`pliego export signatures`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.opening import opened, require_token_if_live
from bot.settings import load
from campaign import handover
from campaign import manifest as manifests
from campaign.petitions import NoPetition

app = typer.Typer(help="What may be handed over.", no_args_is_help=True)


@app.command()
def signatures(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; it must not exist yet.")],
    petition: Annotated[str | None, typer.Option(help="Its slug; else the campaign's own.")] = None,
) -> None:
    """Write the petition's signatures as CSV: only what each signer agreed to hand over."""
    settings = load()
    require_token_if_live(settings)
    slug = petition or _own_petition(settings.campaign)

    async def work() -> int:
        async with opened(settings) as database:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(0o600, exist_ok=False)  # before the first name is in it
            with file.open("w", encoding="utf-8", newline="") as out:
                return await handover.write_csv(database, slug, out)

    try:
        count = asyncio.run(work())
    except FileExistsError:
        typer.echo(f"{file} exists already; name a new file.", err=True)
        raise typer.Exit(1) from None
    except NoPetition:
        typer.echo(f"There is no petition {slug}.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{count} signatures written to {file}, which only you can read.")


def _own_petition(campaign: Path) -> str:
    plan = manifests.load(campaign).petition
    if plan is None:
        raise typer.BadParameter("the campaign has no petition; name one with --petition")
    return plan.slug
