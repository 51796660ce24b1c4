"""What a deleted account said goes after thirty days; its signature stays."""

from datetime import datetime, timedelta

from campaign import people, petitions, privacy
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import amendments
from campaign.privacy import accounts
from campaign.proofs import auditing
from db import dispatch, outbox
from db.dispatch import Outcome
from db.outbox import Recipient
from tests.campaign.conftest import Campaign

ANA, BEN = 6_700_000_001, 6_700_000_002
YES = ConsentText("en", "Agreed.")
LATER = accounts.KEPT_FOR + timedelta(seconds=1)


async def _signed(campaign: Campaign, person_id: int) -> None:
    await campaign.sign(person_id, f"name-of-{person_id}")
    petition, now = campaign.petition.id, campaign.now
    await amendments.set_consent(campaign.database, petition, person_id, Purpose.PUBLIC, YES, now)


async def _deleted(campaign: Campaign, person_id: int) -> None:
    """A message to them was answered with "user is deactivated"."""
    database, now = campaign.database, campaign.now
    says = {"en": {"method": "sendMessage", "params": {"text": "Hello"}}}
    await database.write(
        lambda conn: outbox.queue(
            conn, "notice", "notice:x", says, [Recipient(person_id, "en")], now
        )
    )
    (row,) = await database.write(lambda conn: dispatch.claim(conn, 1, now))
    outcome = Outcome(row.id, "blocked", error="Forbidden", deactivated=True)
    await database.write(lambda conn: dispatch.settle(conn, [outcome], now))


async def _erase(campaign: Campaign, now: datetime) -> int:
    return await accounts.erase_words_of_deleted(campaign.database, now)


async def test_after_thirty_days_what_they_said_goes_and_the_signature_counts(
    campaign: Campaign,
) -> None:
    await _signed(campaign, ANA)
    await _signed(campaign, BEN)
    await _deleted(campaign, ANA)
    assert await _erase(campaign, campaign.now + accounts.KEPT_FOR) == 0
    assert await _erase(campaign, campaign.now + LATER) == 1
    assert await campaign.holding(f"name-of-{ANA}") == []
    assert await campaign.holding(f"name-of-{BEN}")
    signature = await petitions.signature_of(campaign.database, campaign.petition.id, ANA)
    assert signature is not None
    assert signature.purposes == {Purpose.PROCESSING}
    assert await campaign.count() == 2
    assert await _erase(campaign, campaign.now + LATER) == 0


async def test_the_ledger_does_not_change_by_it(campaign: Campaign) -> None:
    await _signed(campaign, ANA)
    await _deleted(campaign, ANA)
    await _erase(campaign, campaign.now + LATER)
    await campaign.database.read(auditing.audit)


async def test_who_comes_back_in_time_keeps_everything(campaign: Campaign) -> None:
    await _signed(campaign, ANA)
    await _deleted(campaign, ANA)
    held = await privacy.everything_about(campaign.database, ANA)
    assert held.parts["person"][0]["deactivated_at"] == campaign.now.isoformat()
    await people.known(campaign.database, Person(ANA, "en"))
    held = await privacy.everything_about(campaign.database, ANA)
    assert held.parts["person"][0]["deactivated_at"] is None
    assert await _erase(campaign, campaign.now + LATER) == 0
    assert await campaign.holding(f"name-of-{ANA}")
