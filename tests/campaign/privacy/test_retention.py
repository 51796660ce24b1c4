"""Months after a petition is over nobody can tell from what is kept who signed it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update

from campaign import digests, petitions, privacy
from campaign.consents import ConsentText
from campaign.digests import Frequency, Schedule
from campaign.manifest import PetitionPlan
from campaign.people import Person
from campaign.petitions import amendments, invalidating
from campaign.petitions.invalidating import Filter, Why
from campaign.privacy import retention
from campaign.privacy.retention import NOTICE, Erasure, NotOver, months_after
from campaign.proofs import auditing, register
from db import dispatch, identities, outbox, recounts, signatures
from db.dispatch import Outcome
from db.outbox import Recipient
from db.schema import leaf_records
from db.schema import petitions as petition_table
from tests.campaign.conftest import PLAN, Campaign, Workshop

ANA, BEN, EVA = 6_800_000_001, 6_800_000_002, 6_800_000_003
MONTHS = 3
YES = ConsentText("en", "Agreed.")


async def _fill(campaign: Campaign) -> None:
    """Ana only signed; Ben receives the digest as well; Eva withdrew."""
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    for person in (ANA, BEN, EVA):
        await campaign.sign(person, f"name-of-{person}")
        await amendments.say_comment(database, petition, person, f"said-by-{person}", YES, now)
    await petitions.withdraw(database, petition, EVA, now)
    schedule = Schedule(Frequency.DAILY, 8, "America/Mexico_City")
    await digests.subscribe(database, Person(BEN, "en"), schedule, YES, now)

    def identify(conn: Connection) -> None:
        row = signatures.get(conn, petition, ANA)
        assert row is not None
        identities.add(conn, petition, b"i" * 32, "contact", row["id"])

    await database.write(identify)
    says = {"en": {"method": "sendMessage", "params": {"text": "Hello"}}}

    def send(conn: Connection) -> None:
        for kind in ("notice", "broadcast"):
            outbox.queue(conn, kind, kind, says, [Recipient(ANA, "en")], now)
        rows = dispatch.claim(conn, 2, now)
        dispatch.settle(conn, [Outcome(row.id, "sent") for row in rows], now)

    await database.write(send)


async def _close(campaign: Campaign, state: str = "closed", **changes: object) -> None:
    values = {"state": state, "closed_at": campaign.now, **changes}
    await campaign.database.write(
        lambda conn: conn.execute(
            update(petition_table).where(petition_table.c.id == campaign.petition.id).values(values)
        )
    )


class _Team:
    """What the team was told."""

    def __init__(self) -> None:
        self.told: list[Erasure] = []

    def tell(self, conn: Connection, erasure: Erasure) -> None:
        self.told.append(erasure)


async def _keep(campaign: Campaign, now: datetime, team: _Team | None = None) -> list[str]:
    return await retention.keep(campaign.database, MONTHS, now, (team or _Team()).tell)


async def _erase(campaign: Campaign) -> None:
    erasure = await retention.by_slug(campaign.database, PLAN.slug, MONTHS)
    await retention.erase(campaign.database, erasure, campaign.now)


async def test_the_team_is_told_a_week_before_once(campaign: Campaign) -> None:
    await _fill(campaign)
    await _close(campaign)
    due, team = months_after(campaign.now, MONTHS), _Team()
    assert await _keep(campaign, due - NOTICE - timedelta(seconds=1), team) == []
    assert team.told == []
    for _ in range(2):
        assert await _keep(campaign, due - NOTICE, team) == []
    assert [(erasure.slug, erasure.due_at, erasure.count) for erasure in team.told] == [
        (PLAN.slug, due, 2)
    ]
    assert await _keep(campaign, due - timedelta(seconds=1), team) == []
    assert await _keep(campaign, due, team) == [PLAN.slug]
    assert await _keep(campaign, due, team) == []


async def test_who_was_not_told_in_time_still_has_a_week(campaign: Campaign) -> None:
    await _close(campaign)
    late = months_after(campaign.now, MONTHS + 5)
    assert await _keep(campaign, late) == []
    assert await _keep(campaign, late + NOTICE - timedelta(seconds=1)) == []
    assert await _keep(campaign, late + NOTICE) == [PLAN.slug]


async def test_the_months_run_from_the_delivery(campaign: Campaign) -> None:
    await _close(campaign)
    due, team = months_after(campaign.now, MONTHS), _Team()
    await _keep(campaign, due - NOTICE, team)
    delivered = due - timedelta(days=1)
    await _close(campaign, "delivered", delivered_at=delivered)
    assert await _keep(campaign, due, team) == []
    later = months_after(delivered, MONTHS)
    assert await _keep(campaign, later - NOTICE, team) == []
    assert await _keep(campaign, later, team) == [PLAN.slug]
    assert [erasure.due_at for erasure in team.told] == [due, later]


async def test_an_open_petition_keeps_its_people(campaign: Campaign) -> None:
    await _fill(campaign)
    assert await retention.coming(campaign.database, MONTHS) == []
    with pytest.raises(NotOver):
        await _erase(campaign)


async def test_nothing_of_who_signed_is_left_and_the_count_is(campaign: Campaign) -> None:
    await _fill(campaign)
    await _close(campaign)
    before = await campaign.database.read(_leaves)
    held = await retention.held(
        campaign.database, await retention.by_slug(campaign.database, PLAN.slug, MONTHS)
    )
    assert (held.signatures, held.with_words, held.identities) == (3, 2, 1)
    await _erase(campaign)
    assert await campaign.holding(ANA, EVA, "name-of", "said-by", "iiii") == []
    assert (await privacy.everything_about(campaign.database, ANA)).is_empty
    assert await campaign.count() == 2
    assert await campaign.database.read(_leaves) == before
    tables = {table for table, _ in await campaign.kept()}
    assert not tables & {"signatures", "leaf_records", "identities"}


async def test_who_asked_for_something_else_is_remembered_for_that_alone(
    campaign: Campaign,
) -> None:
    await _fill(campaign)
    await _close(campaign)
    await _erase(campaign)
    held = await privacy.everything_about(campaign.database, BEN)
    assert {name for name, rows in held.parts.items() if rows} == {
        "person",
        "consents",
        "digest",
    }
    assert {row["purpose"] for row in held.parts["consents"]} == {"digest"}


async def test_the_audit_and_the_recount_find_nothing_wrong_afterwards(campaign: Campaign) -> None:
    await _fill(campaign)
    await _close(campaign)
    await _erase(campaign)
    await campaign.database.read(auditing.audit)
    weights = {"signed": 1, "restored": 1, "withdrawn": -1, "invalidated": -1}
    assert await campaign.database.read(lambda conn: recounts.counts(conn, weights)) == []


async def test_what_was_set_aside_is_told_without_its_filter_and_note(campaign: Campaign) -> None:
    await _fill(campaign)
    chosen = Filter(campaign.petition.id, same_name_as=1)
    mark = (await invalidating.count(campaign.database, chosen)).mark
    await invalidating.set_aside(
        campaign.database, chosen, mark, Why.OTHER, "He said so", actor_id=BEN, now=campaign.now
    )
    await _close(campaign)
    await _erase(campaign)
    (made,) = await invalidating.recent(campaign.database, campaign.petition.id, 5)
    assert (made.why, made.note, made.count, made.held) == (Why.OTHER, "", 1, 0)
    assert made.filter == Filter(campaign.petition.id)
    assert await invalidating.resume(campaign.database, campaign.now) == 0


async def test_it_is_done_once(campaign: Campaign) -> None:
    await _close(campaign)
    erasure = await retention.by_slug(campaign.database, PLAN.slug, MONTHS)
    done = await asyncio.gather(
        *(retention.erase(campaign.database, erasure, campaign.now) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(each) for each in done if each is not None] == [NotOver]


async def test_another_petitions_people_stay(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    other = PetitionPlan("other", 10, 16, PLAN.wordings)
    await petitions.plan(database, other, now)
    second = await petitions.by_slug(database, "other", "en")
    await _fill(campaign)
    for person in (ANA, 6_800_000_009):
        await petitions.sign(
            database,
            Person(person, "en"),
            second.id,
            version=second.version,
            name=f"other-{person}",
            consent=YES,
            now=now,
        )
    await _close(campaign)
    await _erase(campaign)
    assert len(await campaign.holding("other-")) == 2
    assert await campaign.database.read(lambda conn: signatures.recount(conn, second.id)) == 2
    await database.read(auditing.audit)


async def test_what_a_crash_interrupts_goes_on(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fill(campaign)
    await _close(campaign)
    monkeypatch.setattr(retention, "CHUNK", 1)

    def stop(*_: object) -> bool:
        raise ConnectionAbortedError

    with monkeypatch.context() as crash:
        crash.setattr(retention, "_erase_some", stop)
        with pytest.raises(ConnectionAbortedError):
            await _erase(campaign)
    assert await campaign.holding(ANA)
    await campaign.database.read(auditing.audit)
    assert await _keep(campaign, campaign.now) == []
    assert await campaign.holding(ANA, EVA, "name-of", "said-by") == []


async def test_the_schema_is_afterwards_what_it_was(campaign: Campaign) -> None:
    names = text("SELECT name FROM sqlite_master ORDER BY name")
    before = await campaign.database.read(lambda conn: conn.execute(names).scalars().all())
    await _fill(campaign)
    await _close(campaign)
    await _erase(campaign)
    after = await campaign.database.read(lambda conn: conn.execute(names).scalars().all())
    assert after == before


def test_no_byte_of_the_files_holds_who_signed(workshop: Workshop) -> None:
    async def act(campaign: Campaign) -> None:
        await _fill(campaign)
        path = campaign.database.path
        salts = await campaign.database.read(
            lambda conn: conn.execute(select(leaf_records.c.salt)).scalars().all()
        )
        marks = [b"name-of-", b"said-by-", b"i" * 32, *salts]
        assert _found(path, marks) == marks
        await _close(campaign)
        await _erase(campaign)
        assert _found(path, marks) == []

    workshop.run(act)


def _found(path: Path, marks: list[bytes]) -> list[bytes]:
    files = [path, path.with_name(path.name + "-wal")]
    content = b"".join(file.read_bytes() for file in files if file.exists())
    return [mark for mark in marks if mark in content]


def _leaves(conn: Connection) -> list[str]:
    newest = register.newest(conn)
    assert newest is not None
    return list(register.export_lines(conn, newest.size))


@pytest.mark.parametrize(
    ("month", "day", "months", "expected"),
    [(11, 30, 3, (2027, 2, 28)), (1, 31, 1, (2026, 2, 28)), (12, 1, 1, (2027, 1, 1))],
)
def test_months_are_the_calendars(
    month: int, day: int, months: int, expected: tuple[int, int, int]
) -> None:
    later = months_after(datetime(2026, month, day, 9, 30, tzinfo=UTC), months)
    assert (later.year, later.month, later.day) == expected
    assert (later.hour, later.minute) == (9, 30)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 120),
)
def test_the_day_is_never_before_so_many_short_months(moment: datetime, months: int) -> None:
    later = months_after(moment, months)
    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert timedelta(days=28 * months) <= later - moment <= timedelta(days=31 * months)
