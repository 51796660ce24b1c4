"""`pliego petitions list|show|submit|open|close|erase`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import opened, require_token_if_live
from bot.settings import Settings, load
from campaign import manifest as manifests
from campaign.petitions import NoPetition, authoring, lifecycle
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State
from campaign.privacy import retention
from campaign.privacy.retention import Erasure, Held
from campaign.refusals import Refusal
from campaign.terms import Field
from db.engine import Database
from handlers.wording import words

T = TypeVar("T")

app = typer.Typer(help="The campaign's petitions.", no_args_is_help=True)
console = Console(highlight=False)
Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The petition's short name.")]


@app.command("list")
def list_() -> None:
    """List the petitions, the newest first: state, count and goal."""
    found = _with_database(lambda database, _: authoring.sheets(database, _language()))
    table = Table(box=None)
    for name in ("slug", "state", "signatures", "goal", "closes", "title"):
        table.add_column(name, no_wrap=name == "slug")
    for each in found:
        petition = each.petition
        table.add_row(
            petition.slug,
            each.state.value,
            str(petition.count),
            str(petition.goal),
            _moment(petition.closes_at),
            petition.wording.title,
        )
    console.print(table)


@app.command()
def show(slug: Slug) -> None:
    """Show one petition: its terms, who must still agree, and its texts."""
    needed = load().petition_approvals
    found = _with_database(lambda database, _: _sheet(database, slug))
    for name, value in _particulars(found, needed):
        typer.echo(f"{name}: {value}")
    for wording in found.wordings:
        typer.echo(f"\n[{wording.language}] {wording.title}\nTo: {wording.addressee}\n")
        typer.echo(wording.body)


@app.command()
def submit(slug: Slug) -> None:
    """Put a draft into review, where the team agrees that it opens."""

    async def act(database: Database, settings: Settings) -> str:
        found = await _sheet(database, slug)
        await lifecycle.submit(database, found.petition.id, actor_id=None, now=_now())
        return f"{slug} is in review; it needs {settings.petition_approvals} to agree."

    typer.echo(_with_database(act))


@app.command("open")
def open_(slug: Slug) -> None:
    """Open a petition that was agreed to, or one that was closed.

    Where one person's word suffices, yours here is it, and opens a draft as well.
    """

    async def act(database: Database, settings: Settings) -> str:
        found, needed, now = await _sheet(database, slug), settings.petition_approvals, _now()
        if found.state is State.DRAFT and needed == 1:
            await lifecycle.submit(database, found.petition.id, actor_id=None, now=now)
        state = await lifecycle.open_agreed(
            database, found.petition.id, actor_id=None, needed=needed, now=now
        )
        if state is State.OPEN:
            return f"{slug} is open."
        return f"{slug} opens by itself on {_moment(found.petition.opens_at)}."

    typer.echo(_with_database(act))


@app.command()
def close(slug: Slug) -> None:
    """Close an open petition; who is filling in the form may still finish it."""

    async def act(database: Database, _: Settings) -> str:
        found = await _sheet(database, slug)
        await lifecycle.close(database, found.petition.id, actor_id=None, now=_now())
        return f"{slug} is closed with {found.petition.count} signatures."

    typer.echo(_with_database(act))


@app.command()
def erase(
    slug: Slug,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be erased, and when.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase now who signed a closed petition; it happens by itself after RETENTION_MONTHS."""

    async def look(database: Database, settings: Settings) -> tuple[Erasure, Held]:
        found = await retention.by_slug(database, slug, settings.retention_months)
        return found, await retention.held(database, found)

    async def act(database: Database, settings: Settings) -> None:
        found = await retention.by_slug(database, slug, settings.retention_months)
        await retention.erase(database, found, _now())

    erasure, held = _with_database(look)
    typer.echo(
        f"{slug} was over on {_moment(erasure.over_since)}; it would be erased by itself on "
        f"{_moment(erasure.erases_at)}."
    )
    typer.echo(f"To erase: signatures, with whose they are: {held.signatures}")
    typer.echo(f"          of those, with a name, place or comment: {held.with_words}")
    typer.echo(f"          hashes of phone numbers or mail addresses: {held.identities}")
    typer.echo("          the secret part of their leaves in the ledger")
    typer.echo(f"To stay:  the count ({erasure.count}), the leaves and the checkpoints")
    if dry_run:
        return
    if not yes:
        typer.confirm("This cannot be undone. Erase it now?", abort=True)
    _with_database(act)
    typer.echo(f"Nothing tells any more who signed {slug}.")


def _with_database(act: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """What `act` gives; a refusal ends the command with its sentence."""
    settings = load()
    require_token_if_live(settings)

    async def work() -> T:
        async with opened(settings) as database:
            return await act(database, settings)

    try:
        return asyncio.run(work())
    except Refusal as refusal:
        name = type(refusal).__name__
        typer.echo(words("en").plain(f"refusal.{name}", **refusal.values), err=True)
        raise typer.Exit(1) from None


async def _sheet(database: Database, slug: str) -> Sheet:
    for each in await authoring.sheets(database, _language()):
        if each.petition.slug == slug:
            return each
    raise NoPetition


def _particulars(found: Sheet, needed: int) -> list[tuple[str, str]]:
    petition = found.petition
    return [
        ("slug", petition.slug),
        ("state", found.state.value),
        ("signatures", str(petition.count)),
        ("goal", str(petition.goal)),
        ("milestones", " ".join(str(each) for each in petition.milestones)),
        ("version", str(petition.version)),
        ("agreed", f"{len(found.agreed)} of {needed}"),
        ("fields", ", ".join(f"{field} {petition.asks(field)}" for field in Field)),
        ("identity", petition.identity.value),
        ("minimum age", str(petition.minimum_age)),
        ("opens", _moment(petition.opens_at)),
        ("closes", _moment(petition.closes_at)),
        ("grace", f"{int(petition.grace.total_seconds() // 60)} minutes"),
    ]


def _language() -> str:
    return manifests.load(load().campaign).default_language


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _now() -> datetime:
    return datetime.now(UTC)
