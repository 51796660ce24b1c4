"""An identity is held by one signature of a petition, and goes with it."""

from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from db import identities
from db.engine import Database
from db.schema import petitions
from tests.campaign.conftest import Campaign, campaign_in

ANA, BEN = 5_500_000_001, 5_500_000_002
PHONE, OTHER = b"p" * 32, b"o" * 32


@pytest.fixture
async def campaign(database: Database, now: datetime) -> Campaign:
    return await campaign_in(database, now)


async def hold(campaign: Campaign, person: int, identity: bytes) -> int:
    """Sign as the person, holding the identity; the signature's id."""
    signature = (await campaign.sign(person)).signature
    await campaign.database.write(
        lambda conn: identities.add(conn, campaign.petition.id, identity, "contact", signature.id)
    )
    return signature.id


async def holders(campaign: Campaign, *wanted: bytes) -> dict[bytes, int]:
    return await campaign.database.read(
        lambda conn: identities.holders(conn, campaign.petition.id, wanted)
    )


async def test_it_is_known_who_holds_an_identity(campaign: Campaign) -> None:
    await hold(campaign, ANA, PHONE)
    assert await holders(campaign, PHONE, OTHER) == {PHONE: ANA}


async def test_a_signature_holds_its_newest_identity_alone(campaign: Campaign) -> None:
    await hold(campaign, ANA, PHONE)
    await hold(campaign, ANA, OTHER)
    assert await holders(campaign, PHONE, OTHER) == {OTHER: ANA}


async def test_two_signatures_cannot_hold_one_identity(campaign: Campaign) -> None:
    await hold(campaign, ANA, PHONE)
    with pytest.raises(IntegrityError):
        await hold(campaign, BEN, PHONE)
    assert await holders(campaign, PHONE) == {PHONE: ANA}


async def test_identities_are_dropped_with_a_signature_or_with_all(campaign: Campaign) -> None:
    of_ana = await hold(campaign, ANA, PHONE)
    await hold(campaign, BEN, OTHER)
    write = campaign.database.write
    assert await write(lambda conn: identities.drop_of(conn, of_ana)) == 1
    assert await holders(campaign, PHONE, OTHER) == {OTHER: BEN}
    assert await write(lambda conn: identities.drop_all(conn, campaign.petition.id)) == 1
    assert await holders(campaign, PHONE, OTHER) == {}


@pytest.mark.parametrize("state", ["draft", "review", "open", "closed", "delivered"])
async def test_a_petition_that_asks_for_an_identity_is_found_until_it_closes(
    campaign: Campaign, state: str
) -> None:
    change = update(petitions).values(identity="email", state=state)
    await campaign.database.write(lambda conn: conn.execute(change))
    found = [
        list(await campaign.database.read(lambda conn: identities.petitions_asking(conn, "email"))),
        list(
            await campaign.database.read(lambda conn: identities.petitions_asking(conn, "contact"))
        ),
    ]
    begun = state in {"draft", "review", "open"}
    assert found == [["free-internet"] if begun else [], []]
