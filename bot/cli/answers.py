"""`pliego ask`, `pliego evaluate` and `pliego answers tune`."""

import asyncio
import json
import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.answering import answering
from bot.cli import tables
from bot.embedding import chosen
from bot.opening import opened, require_token_if_live
from bot.settings import Settings, load
from campaign import manifest as manifests
from campaign.answers import Answer
from campaign.answers import evaluate as evaluation
from campaign.answers import tune as tuning
from campaign.answers.embedded import Vectors
from campaign.answers.testset import BadQuestions
from campaign.articles import library
from campaign.articles.article import Article
from campaign.refusals import Refusal

console = Console(highlight=False)
LibraryPaths = Annotated[
    list[Path] | None, typer.Option("--library", help="Articles to ask, in place of ours.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


app = typer.Typer(help="How answers are found.", no_args_is_help=True)


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
    library_paths: LibraryPaths = None,
    language: Annotated[str | None, typer.Option(help="The questions' language.")] = None,
    remove_gold: Annotated[
        str | None, typer.Option(help="`article`: ask again without the article that answers.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the answers with questions whose answers are known."""
    if remove_gold not in {None, "article"}:
        raise typer.BadParameter("--remove-gold takes the word article")
    asked, vectors = _measured(files, library_paths, language)
    found = evaluation.evaluate(asked, remove_gold=remove_gold is not None, vectors=vectors)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        console.print(tables.of_figures(found))
        console.print(tables.of_reliability(found["reliability"]))


@app.command()
def tune(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    library_paths: LibraryPaths = None,
    language: Annotated[str | None, typer.Option(help="The questions' language.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Keep the threshold in the campaign's campaign.toml.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find the confidence from which on to answer, for questions whose answers are known."""
    asked, vectors = _measured(files, library_paths, language)
    offered = tuning.trades(evaluation.outcomes(asked, vectors))
    best = tuning.best(offered)
    if as_json:
        told = {"threshold": best.threshold, "trades": [asdict(each) for each in offered]}
        typer.echo(json.dumps(told))
    else:
        console.print(tables.of_trades(offered, best))
    file = load().campaign / "campaign.toml"
    if write:
        try:
            tuning.write(file, best.threshold)
        except tomllib.TOMLDecodeError:
            typer.echo(f"{file} has its [answers] in a form that cannot be changed here", err=True)
            raise typer.Exit(1) from None
        typer.echo(f"threshold = {best.threshold:.2f} is kept in {file}", err=True)
    elif not as_json:
        typer.echo(f"To keep {best.threshold:.2f} in {file}, add --write.", err=True)


def _measured(
    files: list[Path], library_paths: list[Path] | None, language: str | None
) -> tuple[evaluation.Trial, Vectors | None]:
    """Questions and their library, embedded; what is wrong with them ends the command."""
    settings = load()
    require_token_if_live(settings)
    manifest = manifests.load(settings.campaign)
    try:
        asked = evaluation.trial(
            files,
            articles=asyncio.run(_articles(settings)),
            library=library_paths or (),
            language=language,
            aliases=manifest.aliases,
            threshold=manifest.threshold,
        )
    except (BadQuestions, OSError, Refusal) as problem:
        typer.echo(f"{str(problem) or type(problem).__name__}", err=True)
        raise typer.Exit(1) from None
    return asked, asyncio.run(_vectors(settings, asked))


async def _vectors(settings: Settings, asked: evaluation.Trial) -> Vectors | None:
    choice = await chosen(settings)
    if choice.embedder is None:
        return None
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("embedding")
            return await evaluation.learned(
                choice.embedder,
                asked,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    finally:
        await choice.embedder.close()


async def _articles(settings: Settings) -> list[Article]:
    async with opened(settings) as database:
        return await library.everything(database)
