"""`pliego ask` and `pliego evaluate`."""

import asyncio
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.answering import answering
from bot.opening import opened, require_token_if_live
from bot.settings import Settings, load
from campaign import manifest as manifests
from campaign.answers import Answer
from campaign.answers import evaluate as evaluation
from campaign.answers.testset import BadQuestions
from campaign.articles import library
from campaign.articles.article import Article
from campaign.refusals import Refusal

console = Console(highlight=False)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def ask(
    question: str,
    language: Annotated[str | None, typer.Option(help="The reader's language.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the library a question, as a supporter would."""
    settings = load()
    require_token_if_live(settings)
    manifest = manifests.load(settings.campaign)

    async def work() -> tuple[Answer, str]:
        async with (
            opened(settings) as database,
            answering(settings, manifest, database) as (answerer, choice),
        ):
            await answerer.refresh()
            said = await answerer.answer(question, language or manifest.default_language)
            return said, choice.why

    answer, why = asyncio.run(work())
    if as_json:
        told = {**asdict(answer), "why": why}
        typer.echo(json.dumps(told, ensure_ascii=False, default=date.isoformat))
        return
    console.print(f"[bold]{answer.status}[/] ({answer.confidence:.2f})")
    for quote in answer.quotes:
        console.print(f"“{quote.text}”", markup=False)
        console.print(f"  {quote.title}, {quote.author or quote.publisher}", markup=False)


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    library_paths: Annotated[
        list[Path] | None, typer.Option("--library", help="Articles to ask, in place of ours.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="The questions' language.")] = None,
    remove_gold: Annotated[
        str | None, typer.Option(help="`article`: ask again without the article that answers.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the answers with questions whose answers are known."""
    if remove_gold not in {None, "article"}:
        raise typer.BadParameter("--remove-gold takes the word article")
    settings = load()
    require_token_if_live(settings)
    try:
        figures = evaluation.evaluate(
            files,
            articles=asyncio.run(_articles(settings)),
            library=library_paths or (),
            language=language,
            remove_gold=remove_gold is not None,
            aliases=manifests.load(settings.campaign).aliases,
        )
    except (BadQuestions, OSError, Refusal) as problem:
        typer.echo(f"{str(problem) or type(problem).__name__}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
    else:
        _print(figures)


async def _articles(settings: Settings) -> list[Article]:
    async with opened(settings) as database:
        return await library.everything(database)


def _print(figures: Any) -> None:
    by_language = figures.get("by_language", {})
    table = Table("figure", "all", *by_language, box=None)
    for name, value in figures.items():
        if name != "by_language":
            table.add_row(
                name, _shown(value), *(_shown(part.get(name)) for part in by_language.values())
            )
    console.print(table)


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else ("" if value is None else str(value))
