"""A count that went wrong is told, with all three figures, once a night; nothing is mended."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from campaign.petitions.recounting import Difference, differences, recount_nightly
from db.schema import audit, leaves, petitions, signatures
from tests.campaign.conftest import Campaign

ZONE = "America/Mexico_City"


class Told:
    """What was told, in the order in which it was."""

    def __init__(self) -> None:
        self.nights: list[list[Difference]] = []

    def __call__(self, _: Connection, found: Sequence[Difference]) -> None:
        self.nights.append(list(found))


@pytest.fixture
async def signed(campaign: Campaign) -> Campaign:
    for person in (1, 2, 3):
        await campaign.sign(person)
    return campaign


async def test_where_all_agree_nothing_is_told(signed: Campaign) -> None:
    told = Told()
    assert await differences(signed.database) == []
    assert await recount_nightly(signed.database, told, ZONE, signed.now) == []
    assert told.nights == []


async def test_a_counter_that_is_off_is_told_and_left_as_it_is(signed: Campaign) -> None:
    told = Told()
    await signed.database.write(
        lambda conn: conn.execute(petitions.update().values(signature_count=2))
    )
    wrong = Difference(signed.petition.id, signed.petition.slug, shown=2, rows=3, ledger=3)
    assert await recount_nightly(signed.database, told, ZONE, signed.now) == [wrong]
    assert await recount_nightly(signed.database, told, ZONE, signed.now) is None
    assert told.nights == [[wrong]]
    assert await signed.count() == 2
    actions = await signed.database.read(
        lambda conn: list(conn.execute(select(audit.c.action)).scalars())
    )
    assert actions.count("petition:miscounted") == 1
    await recount_nightly(signed.database, told, ZONE, signed.now + timedelta(days=1))
    assert len(told.nights) == 2


async def test_rows_that_vanished_and_leaves_that_were_made_up_are_seen(signed: Campaign) -> None:
    await signed.database.write(
        lambda conn: conn.execute(signatures.delete().where(signatures.c.number == 2))
    )
    (found,) = await differences(signed.database)
    assert (found.shown, found.rows, found.ledger) == (3, 2, 3)
    await signed.database.write(lambda conn: conn.execute(leaves.update().values(kind="changed")))
    (found,) = await differences(signed.database)
    assert (found.shown, found.rows, found.ledger) == (3, 2, 0)


async def test_it_waits_for_the_night_of_the_campaigns_own_clock(signed: Campaign) -> None:
    told = Told()
    two_in_mexico = signed.now.replace(hour=8)
    assert await recount_nightly(signed.database, told, ZONE, two_in_mexico) is None
    three = two_in_mexico + timedelta(hours=1)
    assert await recount_nightly(signed.database, told, ZONE, three) == []
    assert await recount_nightly(signed.database, told, ZONE, three + timedelta(hours=22)) is None
    assert await recount_nightly(signed.database, told, ZONE, three + timedelta(days=1)) == []
