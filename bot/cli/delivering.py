"""`pliego petitions deliver`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.opening import opened, require_token_if_live
from bot.settings import load
from campaign import delivery
from campaign.refusals import Refusal
from handlers.papers import folder
from handlers.papers.folder import Written
from handlers.wording import words


def deliver(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The petition's short name.")],
    output: Annotated[
        Path | None,
        typer.Option(help="The folder to write; else delivery-SLUG. It must not exist yet."),
    ] = None,
) -> None:
    """Write the folder for the addressee of a closed petition, which then counts as delivered.

    It holds the petition as PDF, the signatures as CSV, public comments, the ledger's public list
    with its checkpoint, how to verify it, and checksums.
    """
    settings = load()
    require_token_if_live(settings)
    target = output or Path(f"delivery-{slug}")
    now = datetime.now(UTC)

    async def work() -> Written:
        async with opened(settings) as database:
            await delivery.begin(database, slug, actor_id=None, now=now)
            written = await database.read_aside(
                lambda conn: folder.write(conn, slug, target, settings.languages, now.date())
            )
            await delivery.delivered(database, written.closing.petition_id, actor_id=None, now=now)
            return written

    try:
        written = asyncio.run(work())
    except FileExistsError:
        typer.echo(f"{target} exists already; name a new folder with --output.", err=True)
        raise typer.Exit(1) from None
    except Refusal as refusal:
        sentence = words("en").plain(f"refusal.{type(refusal).__name__}", **refusal.values)
        typer.echo(sentence, err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{written.signatures} signatures and {written.comments} public comments are in {target}, "
        f"which only you can read. {slug} counts as delivered."
    )
