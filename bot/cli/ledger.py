"""`pliego ledger audit|export|checkpoint|key`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from sqlalchemy import Connection

from bot.opening import opened, require_token_if_live
from bot.settings import load
from campaign.proofs import auditing, register
from campaign.proofs.keys import has_keys, keys_in
from db.engine import Database
from db.ledger import CheckpointRow

T = TypeVar("T")
app = typer.Typer(help="The ledger of signatures.", no_args_is_help=True)


@app.command()
def audit() -> None:
    """Replay the ledger against the signatures, and name the first thing that does not fit."""

    async def work(database: Database) -> auditing.Audited:
        return await database.read_aside(auditing.audit)

    try:
        seen = _with_database(work)
    except auditing.Misfit as problem:
        _refuse(f"The ledger does not fit. {problem}")
    typer.echo(
        f"All fits: {seen.leaves} leaves, {seen.records} of them with what they commit to, "
        f"{seen.checkpoints} checkpoints, {seen.signatures} signatures."
    )
    for slug, count in sorted(seen.counts.items()):
        typer.echo(f"{slug}: {count}")


@app.command()
def export(
    output: Annotated[Path, typer.Option(help="The file to write; it must not exist yet.")],
) -> None:
    """Write the public list, a line for each leaf, and the checkpoint that covers it beside it."""
    note_file = output.with_name(f"{output.name}.checkpoint")
    for file in (output, note_file):
        if file.exists():
            _refuse(f"{file} exists already; name a new file.")

    def write(conn: Connection, note: str, size: int) -> int:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("x", encoding="utf-8", newline="") as out:
            out.writelines(f"{line}\n" for line in register.export_lines(conn, size))
        note_file.write_text(note, encoding="utf-8", newline="")
        return size

    async def work(database: Database) -> int:
        row = await _published(database)
        return await database.read(lambda conn: write(conn, row.note, row.size))

    size = _with_database(work)
    typer.echo(f"{size} leaves written to {output}, and the checkpoint to {note_file}.")


@app.command()
def checkpoint(
    output: Annotated[
        Path | None, typer.Option(help="The file to write; else it is printed.")
    ] = None,
) -> None:
    """Give the newest checkpoint, and mark it as published."""
    row = _with_database(_published)
    if output is None:
        typer.echo(row.note, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8", newline="") as out:
            out.write(row.note)
    except FileExistsError:
        _refuse(f"{output} exists already; name a new file.")
    typer.echo(f"The checkpoint over {row.size} leaves is written to {output}.")


@app.command()
def key() -> None:
    """Print the verifier key, which whoever verifies a receipt needs."""

    async def work(database: Database) -> str:
        if not await database.read(has_keys):
            _refuse("The ledger has no key yet: the bot makes it when it first starts.")
        return str((await database.read(keys_in)).signer.key)

    typer.echo(_with_database(work))


async def _published(database: Database) -> CheckpointRow:
    now = datetime.now(UTC)
    row = await database.write(lambda conn: register.publish(conn, now) or register.published(conn))
    if row is None:
        _refuse("The ledger is empty: nobody has signed yet.")
    return row


def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    settings = load()
    require_token_if_live(settings)

    async def run() -> T:
        async with opened(settings) as database:
            return await work(database)

    return asyncio.run(run())


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
