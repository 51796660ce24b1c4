"""The command line: `pliego`, and what it says when something cannot be done."""

import sys

import typer
from rich.console import Console

from bot.belonging import OtherBot
from bot.cli import (
    answers,
    articles,
    delivering,
    doctor,
    export,
    keeping,
    ledger,
    petitions,
    running,
    verify,
)
from bot.incoming import TokenRefused
from bot.opening import ResponsibleMissing, TokenMissing
from bot.settings import BadSettings
from bot.web import PlaceTaken
from campaign.manifest import BadManifest
from db.connection import WrongKey
from db.engine import UnsupportedDatabase
from db.key import KeyBesideData, KeyExposed, KeyMalformed, KeyMissing
from db.migrate import NewerDatabase

_MENDABLE = (
    BadManifest,
    BadSettings,
    KeyBesideData,
    KeyExposed,
    KeyMalformed,
    KeyMissing,
    NewerDatabase,
    OtherBot,
    PlaceTaken,
    ResponsibleMissing,
    TokenMissing,
    TokenRefused,
    UnsupportedDatabase,
    WrongKey,
)

app = typer.Typer(
    help="A self-hosted Telegram bot that speaks for a petition campaign.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.command("run")(running.run)
app.command("rehearse")(running.rehearse)
app.command("ask")(answers.ask)
app.command("evaluate")(answers.evaluate)
app.command("doctor")(doctor.doctor)
app.command("verify")(verify.verify)
app.add_typer(articles.app, name="articles")
app.add_typer(answers.app, name="answers")
app.add_typer(petitions.app, name="petitions")
petitions.app.command("deliver")(delivering.deliver)
app.add_typer(export.app, name="export")
app.add_typer(ledger.app, name="ledger")
app.add_typer(keeping.app, name="db")


def main() -> None:
    """Run the command line; what the person at it can mend is one sentence, without a traceback."""
    try:
        app()
    except _MENDABLE as problem:
        Console(stderr=True).print(
            f"Pliego: {problem}", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(1)
