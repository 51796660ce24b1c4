"""What is set aside is what was counted, and counts again after undo; the ledger says all of it."""

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from campaign import people, petitions
from campaign.people import Person
from campaign.petitions import SetAside, filtering, invalidating
from campaign.petitions.invalidating import (
    NOTE_LIMIT,
    Aside,
    CountChanged,
    Filter,
    Invalidation,
    NoInvalidation,
    NoteTooLong,
    NothingFits,
    Why,
)
from campaign.petitions.suspicion import Suspicion, mark_new
from campaign.petitions.withdrawing import withdraw
from campaign.proofs import auditing
from campaign.proofs.leaf import COUNTS
from db import recounts
from db.engine import Database
from db.schema import audit, leaves, signatures
from tests.campaign.conftest import Campaign, Workshop

ORGANISER = 9_000_001


async def _organiser(campaign: Campaign) -> None:
    await people.choose_language(campaign.database, Person(ORGANISER, "en"), campaign.now)


async def _set_aside(campaign: Campaign, chosen: Filter, **more: str) -> Invalidation:
    counted = await invalidating.count(campaign.database, chosen)
    return await invalidating.set_aside(
        campaign.database,
        chosen,
        counted.mark,
        Why.MACHINE,
        actor_id=ORGANISER,
        now=campaign.now,
        **more,
    )


async def _agree(campaign: Campaign) -> int:
    """The count that is shown, once counter, rows and ledger were found to be one."""
    await campaign.database.write(auditing.audit)  # the first makes the keys
    (counts,) = await campaign.database.read(lambda conn: recounts.counts(conn, COUNTS))
    assert counts.shown == counts.rows == counts.ledger
    return counts.shown


async def _kinds(campaign: Campaign) -> Counter[str]:
    return Counter(
        await campaign.database.read(
            lambda conn: conn.execute(select(leaves.c.kind)).scalars().all()
        )
    )


@pytest.fixture
async def signed(campaign: Campaign) -> Campaign:
    """Ten signatures, a minute apart: 1 to 5 by "Bot Bot", the others by names of their own."""
    await _organiser(campaign)
    for person in range(1, 11):
        name = "Bot Bot" if person <= 5 else f"Ana {'ABCDEFGHIJ'[person - 1]}"
        await campaign.sign(person, name, now=campaign.now + timedelta(minutes=person))
    return campaign


async def test_what_is_set_aside_counts_no_more_and_has_a_leaf_each(signed: Campaign) -> None:
    made = await _set_aside(signed, Filter(signed.petition.id, same_name_as=3))
    assert (made.count, made.held, made.why, made.finished_at) == (5, 5, Why.MACHINE, signed.now)
    assert await _agree(signed) == await signed.count() == 5
    assert (await _kinds(signed))["invalidated"] == 5
    assert await petitions.signature_of(signed.database, signed.petition.id, 3) is None
    assert await petitions.signature_of(signed.database, signed.petition.id, 6) is not None


async def test_undo_gives_all_of_it_back(signed: Campaign) -> None:
    made = await _set_aside(signed, Filter(signed.petition.id, same_name_as=3))
    undone = await invalidating.undo(signed.database, made.id, actor_id=ORGANISER, now=signed.now)
    assert (undone.count, undone.held, undone.undone_at) == (5, 0, signed.now)
    assert await _agree(signed) == 10
    assert (await _kinds(signed))["restored"] == 5
    with pytest.raises(NoInvalidation):
        await invalidating.undo(signed.database, made.id, actor_id=ORGANISER, now=signed.now)


async def test_what_was_withdrawn_meanwhile_stays_withdrawn_and_may_sign_again(
    signed: Campaign,
) -> None:
    made = await _set_aside(signed, Filter(signed.petition.id, same_name_as=3))
    await withdraw(signed.database, signed.petition.id, 3, signed.now)
    with pytest.raises(SetAside):
        await signed.sign(3)
    undone = await invalidating.undo(signed.database, made.id, actor_id=ORGANISER, now=signed.now)
    assert undone.held == 0
    assert await _agree(signed) == 9
    assert (await signed.sign(3)).is_new
    assert await _agree(signed) == 10


async def test_undo_leaves_alone_what_another_holds(signed: Campaign) -> None:
    first = await _set_aside(signed, Filter(signed.petition.id, number=1))
    second = await _set_aside(signed, Filter(signed.petition.id, same_name_as=2))
    assert (first.count, second.count) == (1, 4)
    await invalidating.undo(signed.database, second.id, actor_id=ORGANISER, now=signed.now)
    assert await _agree(signed) == 9
    assert (await invalidating.get(signed.database, first.id)).held == 1


@pytest.mark.parametrize(
    ("named", "numbers"),
    [
        ({"number": 7}, {7}),
        ({"language": "en"}, set(range(1, 11))),
        ({"language": "es"}, set()),
        ({"country": "MX"}, {6}),
        ({"region": "Oaxaca"}, {7}),
        ({"suspicion": Suspicion.SAME_NAME}, {1, 2, 3, 4, 5}),
        ({"same_name_as": 6}, {6}),
        ({"same_name_as": 99}, set()),
    ],
)
async def test_each_part_of_a_filter_means_what_it_says(
    signed: Campaign, named: dict[str, object], numbers: set[int]
) -> None:
    await signed.database.write(
        lambda conn: [
            conn.execute(signatures.update().where(signatures.c.number == number).values(**said))
            for number, said in ((6, {"country": "MX"}), (7, {"region": "Oaxaca"}))
        ]
    )
    await mark_new(signed.database, (), signed.now)
    chosen = Filter(signed.petition.id, **named)  # type: ignore[arg-type]
    assert (await invalidating.count(signed.database, chosen)).number == len(numbers)
    assert Filter.of_json({**chosen.as_json(), "ledger_size": 3}) == chosen
    if not numbers:
        with pytest.raises(NothingFits):
            await _set_aside(signed, chosen)
        return
    await _set_aside(signed, chosen)
    held = await signed.database.read(
        lambda conn: conn.execute(
            select(signatures.c.number).where(signatures.c.invalidation_id.is_not(None))
        ).scalars()
    )
    assert set(held) == numbers


async def test_a_time_holds_its_first_moment_and_not_its_last(signed: Campaign) -> None:
    chosen = Filter(
        signed.petition.id,
        since=signed.now + timedelta(minutes=3),
        until=signed.now + timedelta(minutes=6),
    )
    assert (await invalidating.count(signed.database, chosen)).number == 3
    assert Filter.of_json(chosen.as_json()) == chosen


async def test_nothing_is_set_aside_that_was_not_counted(signed: Campaign) -> None:
    chosen = Filter(signed.petition.id, language="en")
    counted = await invalidating.count(signed.database, chosen)
    await signed.sign(11, "Late")
    with pytest.raises(CountChanged):
        await invalidating.set_aside(
            signed.database, chosen, counted.mark, Why.TWICE, actor_id=ORGANISER, now=signed.now
        )
    assert await _agree(signed) == 11
    # As many, but others.
    counted = await invalidating.count(signed.database, chosen)
    await withdraw(signed.database, signed.petition.id, 11, signed.now)
    await signed.sign(12, "Later")
    assert (await invalidating.count(signed.database, chosen)).number == counted.number
    with pytest.raises(CountChanged):
        await invalidating.set_aside(
            signed.database, chosen, counted.mark, Why.TWICE, actor_id=ORGANISER, now=signed.now
        )


async def test_who_signs_while_it_goes_on_is_left_out(
    signed: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidating, "CHUNK", 1)
    task = asyncio.create_task(_set_aside(signed, Filter(signed.petition.id, language="en")))
    await _until_begun(signed, task, 10)
    await signed.sign(11, "Late")
    made = await task
    assert made.count == 10
    assert await _agree(signed) == 1


async def _until_begun(campaign: Campaign, task: "asyncio.Task[Invalidation]", was: int) -> None:
    while await campaign.count() == was:
        assert not task.done()


async def test_what_a_crash_cut_short_is_finished(
    signed: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidating, "CHUNK", 1)
    chosen = Filter(signed.petition.id, language="en")
    task = asyncio.create_task(_set_aside(signed, chosen))
    await _until_begun(signed, task, 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert 0 < await _agree(signed) < 10
    (cut,) = await invalidating.recent(signed.database, signed.petition.id, 5)
    assert cut.finished_at is None
    assert await invalidating.resume(signed.database, signed.now) == 1
    assert await _agree(signed) == 0
    assert (await invalidating.get(signed.database, cut.id)).count == 10
    assert await invalidating.resume(signed.database, signed.now) == 0


async def test_undo_that_a_crash_cut_short_is_finished(
    signed: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await _set_aside(signed, Filter(signed.petition.id, language="en"))
    monkeypatch.setattr(invalidating, "CHUNK", 1)
    task = asyncio.create_task(
        invalidating.undo(signed.database, made.id, actor_id=ORGANISER, now=signed.now)
    )
    await _until_begun(signed, task, 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert 0 < await _agree(signed) < 10
    assert await invalidating.resume(signed.database, signed.now) == 1
    assert await _agree(signed) == 10


async def test_two_who_confirm_at_once_set_each_aside_once(signed: Campaign) -> None:
    chosen = Filter(signed.petition.id, language="en")
    both = await asyncio.gather(
        _set_aside(signed, chosen), _set_aside(signed, chosen), return_exceptions=True
    )
    assert sum(each.count for each in both if isinstance(each, Invalidation)) == 10
    assert await _agree(signed) == 0
    assert (await _kinds(signed))["invalidated"] == 10


async def test_who_did_it_and_why_is_kept_and_no_name_is(signed: Campaign) -> None:
    made = await _set_aside(signed, Filter(signed.petition.id, same_name_as=3), note="All by one.")
    assert made.note == "All by one."
    actions = await signed.database.read(
        lambda conn: conn.execute(
            select(audit.c.action, audit.c.subject).where(audit.c.actor_id == ORGANISER)
        ).all()
    )
    assert [tuple(row) for row in actions] == [("signatures:set-aside", str(made.id))]
    assert not [table for table, _ in await signed.holding("Bot Bot") if table != "signatures"]
    aside = await invalidating.aside_of(signed.database, signed.petition.id, 3)
    assert aside == Aside(3, Why.MACHINE, is_withdrawn=False)
    await withdraw(signed.database, signed.petition.id, 3, signed.now)
    aside = await invalidating.aside_of(signed.database, signed.petition.id, 3)
    assert aside == Aside(3, Why.MACHINE, is_withdrawn=True)
    assert await invalidating.aside_of(signed.database, signed.petition.id, 9) is None
    with pytest.raises(NoteTooLong):
        await _set_aside(signed, Filter(signed.petition.id, number=9), note="x" * (NOTE_LIMIT + 1))


async def test_groups_smaller_than_five_are_not_offered(signed: Campaign) -> None:
    await signed.database.write(
        lambda conn: conn.execute(
            signatures.update().where(signatures.c.number <= 4).values(country="MX")
        )
    )
    database, petition = signed.database, signed.petition.id
    assert await filtering.groups(database, petition, "country") == []
    assert await filtering.groups(database, petition, "language") == [("en", 10)]


_CUT_SHORT = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from campaign.petitions import invalidating
from campaign.petitions.invalidating import Filter, Why
from db.engine import Database

async def main():
    database = Database.open(Path(sys.argv[1]), None)
    chosen = Filter(1, language="en")
    counted = await invalidating.count(database, chosen)
    invalidating.CHUNK = 5
    print("ready", flush=True)
    await invalidating.set_aside(
        database, chosen, counted.mark, Why.MACHINE, actor_id=9_000_001, now=datetime.now(UTC)
    )

asyncio.run(main())
"""


def test_what_a_sigkill_cut_short_is_whole_after_the_next_start(workshop: Workshop) -> None:
    async def before(path: Path) -> None:
        database = Database.open(path, None)
        campaign = await workshop.campaign_in(database)
        await _organiser(campaign)
        await asyncio.gather(*(campaign.sign(person) for person in range(1, 1001)))
        await database.close()

    async def after(path: Path) -> tuple[int, int]:
        database = Database.open(path, None)
        try:
            campaign = await workshop.campaign_in(database)
            cut = await _agree(campaign)
            await invalidating.resume(database, campaign.now)
            return cut, await _agree(campaign)
        finally:
            await database.close()

    with workshop.file() as path:
        asyncio.run(before(path))
        command = [sys.executable, "-c", _CUT_SHORT, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == b"ready\n"
            while _shown_in(path) > 900:
                assert program.poll() is None
            program.kill()
        cut, whole = asyncio.run(after(path))
    assert 0 < cut <= 900
    assert whole == 0


def _shown_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        (shown,) = conn.execute("SELECT signature_count FROM petitions").fetchone()
    return int(shown)


_acts = st.lists(
    st.tuples(
        st.sampled_from(["sign", "withdraw", "aside", "odd-aside", "undo"]), st.integers(1, 6)
    ),
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(_acts)
def test_counter_rows_and_ledger_agree_whatever_happens(
    workshop: Workshop, acts: list[tuple[str, int]]
) -> None:
    async def play(campaign: Campaign) -> None:
        await _organiser(campaign)
        made: list[int] = []
        for act, number in acts:
            await _do(campaign, act, number, made)
            await _agree(campaign)

    workshop.run(play)


async def _do(campaign: Campaign, act: str, number: int, made: list[int]) -> None:
    petition = campaign.petition.id
    try:
        match act:
            case "sign":
                await campaign.sign(number)
            case "withdraw":
                await withdraw(campaign.database, petition, number, campaign.now)
            case "aside":
                made.append((await _set_aside(campaign, Filter(petition, number=number))).id)
            case "odd-aside":
                made.append((await _set_aside(campaign, Filter(petition, language="en"))).id)
            case "undo":
                which = made[number % len(made)] if made else number
                await invalidating.undo(
                    campaign.database, which, actor_id=ORGANISER, now=campaign.now
                )
    except (SetAside, NothingFits, NoInvalidation, petitions.NotSigned):
        return
