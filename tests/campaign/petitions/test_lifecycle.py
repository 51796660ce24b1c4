"""The states of a petition: which steps there are, who must agree, and what the clock does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign.consents import ConsentText
from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import NoPetition, authoring, lifecycle, sign, timing
from campaign.petitions.lifecycle import (
    MOVES,
    AgreementMissing,
    ClosingPassed,
    OtherVersion,
    PeopleErased,
    State,
    Step,
    WrongState,
)
from campaign.team import Role
from db import identities, people, team
from db.engine import Database
from db.schema import approvals, audit, petitions

ANA, BEN, CLEO, MO = 1, 2, 3, 4
HOUR = timedelta(hours=1)
WORDING = Wording("en", "Clean the river", "The council", "We ask for a clean river.")


class Bench:
    """One draft petition, and a team: Ana owns, Ben and Cleo organise, Mo moderates."""

    def __init__(self, database: Database, petition_id: int, now: datetime) -> None:
        self.database = database
        self.id = petition_id
        self.now = now
        self.told: list[Step] = []

    async def submit(self, actor: int | None = ANA) -> None:
        await lifecycle.submit(
            self.database, self.id, actor_id=actor, now=self.now, tell=self._tell
        )

    async def agree(self, actor: int, needed: int = 1, version: int | None = None) -> State:
        return await lifecycle.agree(
            self.database,
            self.id,
            await self.version() if version is None else version,
            actor_id=actor,
            needed=needed,
            now=self.now,
            tell=self._tell,
        )

    async def open(self, needed: int = 1) -> State:
        return await lifecycle.open_agreed(
            self.database, self.id, actor_id=None, needed=needed, now=self.now
        )

    async def close(self) -> None:
        await lifecycle.close(self.database, self.id, actor_id=ANA, now=self.now, tell=self._tell)

    async def send_back(self) -> None:
        await lifecycle.send_back(self.database, self.id, actor_id=ANA, now=self.now)

    async def deliver(self) -> None:
        await self.database.write(
            lambda conn: lifecycle.deliver(conn, self.id, actor_id=ANA, now=self.now)
        )

    async def set(self, **values: Any) -> None:
        await self.database.write(lambda conn: conn.execute(petitions.update().values(**values)))

    async def version(self) -> int:
        return int((await self.row())["version"])

    async def state(self) -> State:
        return State((await self.row())["state"])

    async def row(self) -> dict[str, Any]:
        return await self.database.read(lambda conn: dict(lifecycle.must_get(conn, self.id)))

    async def actions(self) -> Sequence[str]:
        lines = select(audit.c.action).order_by(audit.c.id)
        return await self.database.read(lambda conn: conn.execute(lines).scalars().all())

    def _tell(self, conn: object, step: Step) -> None:
        self.told.append(step)


@pytest.fixture
async def bench(database: Database, now: datetime) -> Bench:
    def join(conn: Any) -> None:
        for person_id, role in (
            (ANA, Role.OWNER),
            (BEN, Role.ORGANISER),
            (CLEO, Role.ORGANISER),
            (MO, Role.MODERATOR),
        ):
            people.remember(conn, person_id, "en", now)
            team.set_role(conn, person_id, role, now)

    await database.write(join)
    petition_id = await authoring.create(database, Person(ANA, "en"), WORDING, now)
    return Bench(database, petition_id, now)


async def test_a_petition_goes_from_draft_to_delivered(bench: Bench) -> None:
    await bench.submit()
    assert await bench.agree(BEN) is State.OPEN
    await bench.close()
    await bench.deliver()
    assert await bench.state() is State.DELIVERED
    assert await bench.actions() == [
        "petition:drafted",
        "petition:submitted",
        "petition:agreed",
        "petition:opened",
        "petition:closed",
        "petition:delivered",
    ]


async def test_it_opens_again_until_it_is_delivered(bench: Bench) -> None:
    await bench.submit()
    await bench.agree(ANA)
    await bench.close()
    assert (await bench.row())["closed_at"] == bench.now
    assert await bench.open() is State.OPEN
    assert (await bench.row())["closed_at"] is None
    await bench.close()
    await bench.deliver()
    with pytest.raises(WrongState):
        await bench.open()


async def test_where_the_people_were_erased_nobody_signs_or_delivers_any_more(
    bench: Bench,
) -> None:
    await bench.submit()
    await bench.agree(ANA)
    await bench.close()
    await bench.set(erased_at=bench.now)
    with pytest.raises(PeopleErased):
        await bench.open()
    with pytest.raises(PeopleErased):
        await bench.deliver()
    assert await bench.state() is State.CLOSED


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("goal", State)
async def test_there_are_no_steps_but_those_of_the_table(
    bench: Bench, origin: State, goal: State
) -> None:
    await bench.set(state=origin.value)

    def step(conn: Any) -> None:
        lifecycle.move(conn, lifecycle.must_get(conn, bench.id), goal, ANA, bench.now)

    if goal in MOVES[origin]:
        await bench.database.write(step)
        assert await bench.state() is goal
    else:
        with pytest.raises(WrongState):
            await bench.database.write(step)
        assert await bench.state() is origin


async def test_where_two_must_agree_the_submitter_is_the_first(bench: Bench) -> None:
    await bench.submit(ANA)
    assert await bench.agree(ANA, needed=2) is State.REVIEW
    assert await bench.agree(BEN, needed=2) is State.OPEN


async def test_an_agreement_counts_for_its_version_alone(bench: Bench) -> None:
    await bench.submit(ANA)
    with pytest.raises(OtherVersion):
        await bench.agree(BEN, needed=2, version=7)
    await bench.send_back()
    await authoring.change_texts(
        bench.database,
        bench.id,
        {"en": {"title": "Clean the whole river"}},
        actor_id=ANA,
        needed=2,
        now=bench.now,
    )
    await bench.submit(BEN)
    assert await bench.agree(BEN, needed=2) is State.REVIEW


async def test_who_lost_the_role_or_is_suspended_agrees_no_more(bench: Bench) -> None:
    await bench.submit(BEN)
    await bench.database.write(lambda conn: team.set_role(conn, BEN, Role.ANALYST, bench.now))
    assert await bench.agree(ANA, needed=2) is State.REVIEW
    with pytest.raises(AgreementMissing) as missing:
        await bench.open(needed=2)
    assert (missing.value.agreed, missing.value.needed) == (1, 2)
    assert await bench.agree(CLEO, needed=2) is State.OPEN


async def test_the_host_opens_alone_where_one_suffices_and_not_where_two_are_needed(
    bench: Bench,
) -> None:
    await bench.submit(None)
    with pytest.raises(AgreementMissing):
        await bench.open(needed=2)
    assert await bench.open(needed=1) is State.OPEN


async def test_a_draft_is_not_opened_past_review(bench: Bench) -> None:
    for attempt in (bench.open, bench.close, bench.send_back, bench.deliver):
        with pytest.raises(WrongState):
            await attempt()
    with pytest.raises(WrongState):
        await bench.agree(ANA)


async def test_a_petition_that_is_not_there_is_told(bench: Bench) -> None:
    with pytest.raises(NoPetition):
        await lifecycle.close(bench.database, 99, actor_id=ANA, now=bench.now)


async def test_what_would_close_at_once_does_not_open(bench: Bench) -> None:
    await bench.submit()
    await bench.set(closes_at=bench.now)
    with pytest.raises(ClosingPassed):
        await bench.agree(ANA)
    with pytest.raises(ClosingPassed):
        await bench.open()


async def test_it_opens_by_itself_at_its_hour_once_enough_agreed(bench: Bench) -> None:
    await bench.set(opens_at=bench.now + HOUR)
    await bench.submit(ANA)
    assert await bench.agree(ANA, needed=2) is State.REVIEW
    later = bench.now + HOUR
    assert not await timing.is_due(bench.database, 2, (), later)
    assert await bench.agree(BEN, needed=2) is State.REVIEW
    assert not await timing.is_due(bench.database, 2, (), bench.now)
    assert await timing.is_due(bench.database, 2, (), later)
    moved = await timing.move_due(bench.database, 2, (), later)
    assert (moved.opened, moved.closed) == (["clean-the-river"], [])
    assert await bench.state() is State.OPEN


async def test_the_folder_s_word_opens_it_at_its_hour(bench: Bench) -> None:
    await bench.set(opens_at=bench.now)
    await bench.submit(None)
    moved = await timing.move_due(bench.database, 1, {"clean-the-river"}, bench.now)
    assert moved.opened == ["clean-the-river"]


async def test_it_closes_at_its_hour_and_says_when(bench: Bench) -> None:
    await bench.submit()
    await bench.agree(ANA)
    closes_at = bench.now + HOUR
    await bench.set(closes_at=closes_at)
    assert not await timing.is_due(bench.database, 1, (), bench.now)
    moved = await timing.move_due(bench.database, 1, (), closes_at + HOUR, bench._tell)
    assert moved.closed == ["clean-the-river"]
    assert (await bench.row())["closed_at"] == closes_at
    assert bench.told[-1] == Step(bench.id, 1, State.CLOSED, None)
    assert not await timing.is_due(bench.database, 1, (), closes_at + HOUR)


async def test_what_told_signers_apart_is_erased_once_no_form_can_come_in(bench: Bench) -> None:
    await bench.submit()
    await bench.agree(ANA)
    signature_id = await _signature(bench)
    await bench.database.write(
        lambda conn: identities.add(conn, bench.id, b"x" * 32, "contact", signature_id)
    )
    await bench.close()
    assert not await timing.is_due(bench.database, 1, (), bench.now + timedelta(minutes=59))
    await timing.move_due(bench.database, 1, (), bench.now + HOUR)
    assert (
        await bench.database.read(lambda conn: identities.holders(conn, bench.id, [b"x" * 32]))
        == {}
    )
    assert (await bench.actions())[-1] == "petition:identities-erased"


async def _signature(bench: Bench) -> int:
    signed = await sign(
        bench.database,
        Person(CLEO, "en"),
        bench.id,
        version=1,
        name=None,
        consent=ConsentText("en", "Keep it."),
        now=bench.now,
    )
    return signed.signature.id


async def test_each_step_is_told_with_who_took_it(bench: Bench) -> None:
    await bench.submit(BEN)
    await bench.agree(ANA, needed=2)
    await bench.close()
    assert bench.told == [
        Step(bench.id, 1, State.REVIEW, BEN),
        Step(bench.id, 1, State.OPEN, ANA),
        Step(bench.id, 1, State.CLOSED, ANA),
    ]


async def test_back_in_draft_nobody_agrees_any_more(bench: Bench) -> None:
    await bench.submit(ANA)
    await bench.send_back()
    kept = await bench.database.read(lambda conn: conn.execute(select(approvals)).all())
    assert kept == []
