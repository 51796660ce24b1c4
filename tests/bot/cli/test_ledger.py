"""The ledger at the terminal: audited, given out, and a receipt verified from the files alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot import cli
from bot.opening import opened
from bot.settings import load
from campaign import petitions
from campaign.consents import ConsentText
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from campaign.proofs import receipt
from db.engine import Database
from db.schema import petitions as petition_rows
from tests.stage import CAMPAIGN

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PLAN = PetitionPlan(
    slug="free-internet",
    goal=1000,
    minimum_age=16,
    wordings=(Wording("en", "Keep it free", "The platforms", "We ask for a free internet."),),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no setting but the campaign."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "OWNERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    return tmp_path


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def in_database(work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        async with opened(load()) as database:
            await work(database)

    asyncio.run(run())


async def sign(database: Database, *people: int) -> None:
    await petitions.plan(database, PLAN, NOW)
    petition = await petitions.by_slug(database, PLAN.slug, "en")
    for person_id in people:
        await petitions.sign(
            database,
            Person(person_id, "en"),
            petition.id,
            version=petition.version,
            name=None,
            consent=ConsentText("en", "Keep my signature."),
            now=NOW,
        )


@pytest.fixture
def files(home: Path) -> str:
    """`old` and `new` checkpoints, the list, and a receipt of between; the verifier key."""
    in_database(lambda database: sign(database, 1, 2, 3))
    assert pliego("ledger", "checkpoint", "--output", "old").exit_code == 0

    async def more(database: Database) -> None:
        await sign(database, 4, 5)
        (home / "receipt.json").write_bytes(
            await database.read(lambda conn: receipt.build(conn, 1))
        )
        await sign(database, 6)

    in_database(more)
    assert pliego("ledger", "export", "--output", "list").exit_code == 0
    return pliego("ledger", "key").output.strip()


def test_a_fresh_receipt_is_verified_and_told(files: str) -> None:
    told = pliego("verify", "receipt.json", "--key", files)
    assert told.exit_code == 0
    assert "Verified: the receipt of signature 2 of free-internet." in told.output
    assert "2026-11-24 15:00:00 UTC: signed" in told.output
    assert "5 for free-internet" in told.output
    assert "It does not prove\n- that the signature was not withdrawn" in told.output
    assert "never rewritten" not in told.output


def test_an_older_checkpoint_is_connected(files: str) -> None:
    told = pliego("verify", "receipt.json", "--key", files, "--since", "old")
    assert told.exit_code == 0
    assert "never rewritten since the checkpoint over 3 entries" in told.output


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note.rstrip(),
        lambda note: b"\xef\xbb\xbf\n" + note + b"\n\n",
    ],
)
def test_a_checkpoint_that_was_copied_from_the_channel_is_read(
    files: str, home: Path, spoil: Callable[[bytes], bytes]
) -> None:
    (home / "old").write_bytes(spoil((home / "old").read_bytes()))
    assert pliego("verify", "receipt.json", "--key", files, "--since", "old").exit_code == 0


def test_a_newer_checkpoint_is_connected_by_the_public_list(files: str) -> None:
    words = ("verify", "receipt.json", "--key", files, "--checkpoint", "list.checkpoint")
    alone = pliego(*words)
    assert alone.exit_code == 1
    assert "--leaves" in alone.output
    told = pliego(*words, "--since", "old", "--leaves", "list")
    assert told.exit_code == 0
    assert "published over 6 entries" in told.output
    assert "is the list that was signed" in told.output


def test_a_receipt_is_verified_without_settings_or_database(
    files: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "elsewhere").mkdir()
    monkeypatch.chdir(home / "elsewhere")
    monkeypatch.setenv("CAMPAIGN", "/nowhere")
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    assert pliego("verify", "../receipt.json", "--key", files).exit_code == 0
    assert not list((home / "elsewhere").iterdir())


def test_a_changed_byte_is_refused_with_an_error(files: str, home: Path) -> None:
    written, lots = (home / "receipt.json").read_bytes(), Random(7)
    for _ in range(60):
        changed = bytearray(written)
        changed[lots.randrange(len(written))] ^= lots.randrange(1, 256)
        (home / "changed.json").write_bytes(changed)
        told = pliego("verify", "changed.json", "--key", files)
        assert told.exit_code == 1
        assert told.output.startswith("Not verified. ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("receipt.json", "--key", "nonsense"), "no verifier key"),
        (("list", "--key", "KEY"), "no receipt"),
        (("receipt.json", "--key", "KEY", "--since", "list"), "no signed note"),
        (("receipt.json", "--key", "KEY", "--since", "bytes"), "bytes is no checkpoint"),
        (("receipt.json", "--key", "KEY", "--leaves", "old"), "Line 1 of the public list"),
        (("receipt.json", "--key", "KEY", "--leaves", "bytes"), "Line 1 of the public list"),
        (("bytes", "--key", "KEY"), "no receipt"),
    ],
)
def test_what_is_no_proof_is_told_in_a_sentence(
    files: str, home: Path, words: tuple[str, ...], told: str
) -> None:
    (home / "bytes").write_bytes(bytes(range(256)))
    outcome = pliego("verify", *(files if word == "KEY" else word for word in words))
    assert outcome.exit_code == 1
    assert told in outcome.output


def test_a_file_that_is_not_there_is_told(files: str) -> None:
    assert pliego("verify", "missing.json", "--key", files).exit_code != 0


def test_the_audit_says_what_it_saw(files: str) -> None:
    told = pliego("ledger", "audit")
    assert told.exit_code == 0
    assert "All fits: 6 leaves" in told.output
    assert "free-internet: 6" in told.output


def test_the_audit_names_what_does_not_fit(files: str) -> None:
    async def tamper(database: Database) -> None:
        await database.write(
            lambda conn: conn.execute(update(petition_rows).values(signature_count=5))
        )

    in_database(tamper)
    told = pliego("ledger", "audit")
    assert told.exit_code == 1
    assert "free-internet shows 5 signatures, and its leaves count 6" in told.output


def test_the_list_is_written_once_and_names_nobody(files: str, home: Path) -> None:
    lines = (home / "list").read_text().splitlines()
    assert len(lines) == 6
    assert all(line.startswith("free-internet signed 2026-11-24 ") for line in lines)
    again = pliego("ledger", "export", "--output", "list")
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert "exists already" in pliego("ledger", "checkpoint", "--output", "old").output


def test_the_checkpoint_is_printed_as_it_is_written(files: str, home: Path) -> None:
    assert pliego("ledger", "checkpoint").output == (home / "list.checkpoint").read_text()


def test_an_empty_ledger_gives_no_checkpoint() -> None:
    for words in (("checkpoint",), ("export", "--output", "list")):
        told = pliego("ledger", *words)
        assert told.exit_code == 1
        assert "nobody has signed yet" in told.output
    assert pliego("ledger", "audit").exit_code == 0
    told = pliego("ledger", "key")
    assert told.exit_code == 1
    assert "when it first starts" in told.output
