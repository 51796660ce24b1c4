"""`pliego articles add|list|show`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.understanding import embed_what_is_missing
from bot.opening import opened, require_token_if_live
from bot.settings import load
from campaign.articles import folder, library, links
from campaign.articles.article import Article
from campaign.articles.fetching import Fetcher
from campaign.articles.folder import Imported
from campaign.refusals import Refusal
from db.engine import Database
from handlers.wording import words

app = typer.Typer(help="The library of articles.", no_args_is_help=True)
console = Console(highlight=False)
Sources = Annotated[
    list[str], typer.Argument(help="Files (.txt, .md, .html), folders of them, or links.")
]


@app.command()
def add(sources: Sources) -> None:
    """Add articles from files, folders and links; one already there is left as it is."""
    settings = load()
    require_token_if_live(settings)

    async def work() -> list[Imported]:
        async with opened(settings) as database:
            brought = [await _bring(database, source) for source in sources]
            return [outcome for outcomes in brought for outcome in outcomes]

    outcomes = asyncio.run(work())
    for outcome in outcomes:
        console.print(_line(outcome), markup=False, soft_wrap=True)
    embed_what_is_missing(settings)
    if not outcomes or any(outcome.refusal for outcome in outcomes):
        raise typer.Exit(1)


@app.command("list")
def list_() -> None:
    """List the articles, the newest first."""
    settings = load()
    require_token_if_live(settings)

    async def work() -> list[Article]:
        async with opened(settings) as database:
            return (await library.page(database, limit=100_000)).articles

    table = Table("id", "language", "published", "title", "author", box=None)
    for article in asyncio.run(work()):
        table.add_row(
            str(article.id),
            article.language,
            article.published.isoformat() if article.published else "",
            article.title,
            article.author,
        )
    console.print(table)


@app.command()
def show(
    article_id: Annotated[int, typer.Argument(metavar="ID")],
    text: Annotated[
        bool, typer.Option("--text", help="Only the text, to which offsets refer.")
    ] = False,
) -> None:
    """Show one article."""
    settings = load()
    require_token_if_live(settings)

    async def work() -> Article:
        async with opened(settings) as database:
            return await library.get(database, article_id)

    try:
        article = asyncio.run(work())
    except library.NoArticle:
        typer.echo(f"There is no article {article_id}.", err=True)
        raise typer.Exit(1) from None
    if not text:
        for name in ("title", "author", "publisher", "published", "link", "language", "slug"):
            typer.echo(f"{name}: {getattr(article, name) or ''}")
        typer.echo("")
    typer.echo(article.body)


async def _bring(database: Database, source: str) -> list[Imported]:
    now = datetime.now(UTC)
    if link := links.only_link(source):
        return [await links.add_link(database, Fetcher(), link, now)]
    return await folder.add_files(database, [Path(source)], now)


def _line(outcome: Imported) -> str:
    if outcome.article is not None:
        state = "added" if outcome.new else "already there"
        return f"{outcome.source}: {state} as {outcome.article.id}, “{outcome.article.title}”"
    if isinstance(outcome.refusal, Refusal):
        name = type(outcome.refusal).__name__
        return f"{outcome.source}: {words('en').plain(f'refusal.{name}', **outcome.refusal.values)}"
    reason = getattr(outcome.refusal, "strerror", None) or "cannot be read"
    return f"{outcome.source}: {reason}"
