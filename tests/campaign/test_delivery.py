"""A petition is delivered once it is closed, for good, and each hand-over is written down."""

import pytest
from sqlalchemy import Connection, select

from campaign import delivery
from campaign.delivery import StillOpen
from campaign.petitions import NoPetition, lifecycle
from campaign.petitions.lifecycle import PeopleErased, WrongState
from campaign.proofs import register
from db.schema import audit, petitions
from tests.campaign.conftest import Campaign

ANA = 5_500_000_001


async def close(campaign: Campaign) -> None:
    await lifecycle.close(campaign.database, campaign.petition.id, actor_id=None, now=campaign.now)


def state(conn: Connection) -> str:
    return str(conn.execute(select(petitions.c.state)).scalar_one())


async def test_an_open_petition_has_nothing_to_hand_over(campaign: Campaign) -> None:
    with pytest.raises(StillOpen):
        await campaign.database.read(lambda conn: delivery.closing(conn, campaign.petition.slug))


async def test_an_unknown_one_is_said_to_be_so(campaign: Campaign) -> None:
    with pytest.raises(NoPetition):
        await campaign.database.read(lambda conn: delivery.closing(conn, "unknown"))


async def test_one_whose_people_were_erased_is_not_handed_over_with_nobody_in_it(
    campaign: Campaign,
) -> None:
    await campaign.sign(ANA)
    await close(campaign)
    await campaign.database.write(
        lambda conn: conn.execute(petitions.update().values(erased_at=campaign.now))
    )
    with pytest.raises(PeopleErased):
        await campaign.database.read(lambda conn: delivery.closing(conn, campaign.petition.slug))


async def test_what_is_handed_over_is_counted_and_signed(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    await close(campaign)
    closing = await campaign.database.read(
        lambda conn: delivery.closing(conn, campaign.petition.slug)
    )
    assert (closing.count, closing.leaves) == (1, 1)
    assert closing.checkpoint is not None
    assert f"count {campaign.petition.slug} 1" in closing.checkpoint
    assert closing.by_day == [(campaign.now.date(), 1)]


async def test_the_checkpoint_that_is_handed_over_is_public(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    await close(campaign)
    await delivery.begin(campaign.database, campaign.petition.slug, actor_id=None, now=campaign.now)
    newest, published = await campaign.database.read(
        lambda conn: (register.newest(conn), register.published(conn))
    )
    assert newest == published is not None


async def test_it_is_delivered_for_good_and_each_hand_over_is_written_down(
    campaign: Campaign,
) -> None:
    await close(campaign)
    for _ in range(2):
        await delivery.begin(
            campaign.database, campaign.petition.slug, actor_id=None, now=campaign.now
        )
        await delivery.delivered(
            campaign.database, campaign.petition.id, actor_id=None, now=campaign.now
        )
    assert await campaign.database.read(state) == "delivered"
    lines = await campaign.database.read(
        lambda conn: conn.execute(
            select(audit.c.subject).where(audit.c.action == "petition:exported")
        ).all()
    )
    assert len(lines) == 2
    with pytest.raises(WrongState):
        await lifecycle.open_agreed(
            campaign.database, campaign.petition.id, actor_id=None, needed=1, now=campaign.now
        )
