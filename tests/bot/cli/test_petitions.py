"""`pliego petitions`, as whoever hosts the bot types it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.opening import opened
from bot.settings import load
from campaign import manifest, petitions
from campaign.people import Person
from campaign.petitions import authoring, lifecycle
from campaign.team import Role
from db import people, team
from db.engine import Database
from tests.stage import CAMPAIGN

SLUG = "free-internet"
ANA, BEN = 1, 2


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the example's petition known as a start makes it."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "DATABASE_URL", "PETITION_APPROVALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPAIGN", str(CAMPAIGN))
    (planned,) = manifest.load(CAMPAIGN).petitions
    _within(lambda database: petitions.plan(database, planned, _now()))
    return tmp_path


def _within(act: Callable[[Database], Awaitable[Any]]) -> Any:
    async def work() -> Any:
        async with opened(load()) as database:
            return await act(database)

    return asyncio.run(work())


def _now() -> datetime:
    return datetime.now(UTC)


def pliego(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["petitions", *words])


def _draft(**terms: Any) -> None:
    """A draft called river, written by Ana."""

    async def work(database: Database) -> None:
        wording = manifest.Wording("es", "River", "The council", "We ask for a clean river.")
        number = await authoring.create(database, Person(ANA, "es"), wording, _now())
        if terms:
            await authoring.set_terms(database, number, actor_id=ANA, now=_now(), **terms)

    _within(work)


def test_the_list_says_state_count_and_goal() -> None:
    _draft()
    listed = pliego("list")
    assert listed.exit_code == 0
    rows = {line.split()[0]: line.split() for line in listed.output.splitlines()}
    assert rows["river"][:4] == ["river", "draft", "0", "1000"]
    assert rows[SLUG][:4] == [SLUG, "open", "0", "1000"]


def test_a_petition_is_shown_with_its_terms_and_texts() -> None:
    shown = pliego("show", SLUG).output
    for line in (
        "state: open",
        "milestones: 100 250 500 750 1000",
        "fields: name optional, country optional, region off, comment optional",
        "agreed: 0 of 1",
        "grace: 60 minutes",
        "[es] Por un internet libre antes de cada elección",
    ):
        assert line in shown.splitlines()


def test_one_word_at_the_terminal_opens_a_draft_where_one_suffices() -> None:
    _draft()
    assert pliego("open", "river").output == "river is open.\n"
    assert pliego("close", "river").output == "river is closed with 0 signatures.\n"
    assert pliego("open", "river").output == "river is open.\n"


def test_where_two_must_agree_the_terminal_opens_only_what_they_agreed_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PETITION_APPROVALS", "2")
    _draft()
    assert pliego("open", "river").exit_code == 1
    assert "it needs 2 to agree" in pliego("submit", "river").output
    refused = pliego("open", "river")
    assert refused.exit_code == 1
    assert "of the 2 people who must agree, 0 did" in refused.output
    _within(_two_agree)
    assert "state: open" in pliego("show", "river").output


async def _two_agree(database: Database) -> None:
    def join(conn: Any) -> None:
        for person_id in (ANA, BEN):
            people.remember(conn, person_id, "en", _now())
            team.set_role(conn, person_id, Role.ORGANISER, _now())

    await database.write(join)
    river = (await authoring.sheets(database, "en"))[0].petition
    for person_id in (ANA, BEN):
        await lifecycle.agree(
            database, river.id, river.version, actor_id=person_id, needed=2, now=_now()
        )


def test_what_opens_later_says_when() -> None:
    _draft(opens_at=datetime(2199, 5, 1, 15, tzinfo=UTC))
    assert pliego("open", "river").output == ("river opens by itself on 2199-05-01 15:00 UTC.\n")


@pytest.mark.parametrize("command", ["show", "submit", "open", "close"])
def test_a_petition_that_is_not_there_is_one_sentence(command: str) -> None:
    refused = pliego(command, "nowhere")
    assert refused.exit_code == 1
    assert len(refused.output.splitlines()) == 1


@pytest.mark.parametrize(("command", "slug"), [("submit", SLUG), ("close", "river")])
def test_a_step_that_there_is_not_is_one_sentence(command: str, slug: str) -> None:
    _draft(closes_at=_now() + timedelta(days=1))
    refused = pliego(command, slug)
    assert refused.exit_code == 1
    assert "/petitions" in refused.output
