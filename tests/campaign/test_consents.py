"""Consent is to words that were shown, for one purpose, recorded, and taken back as easily."""

import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from campaign import consents, people, petitions
from campaign.consents import ConsentText, Purpose
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from campaign.petitions import amendments
from db.schema import consent_texts
from db.schema import consents as consent_table
from tests.campaign.conftest import Campaign

ANA = 2_200_000_001
SHOWN = ConsentText("es", "Quienes organizan pueden escribirme aquí. ✓")


async def _rows(campaign: Campaign) -> list[dict[str, Any]]:
    query = select(consent_table).order_by(consent_table.c.id)
    rows = await campaign.database.read(lambda conn: conn.execute(query).mappings().all())
    return [dict(row) for row in rows]


async def test_the_hash_is_of_the_words_that_were_shown(campaign: Campaign) -> None:
    await people.follow_updates(campaign.database, Person(ANA, "es"), SHOWN, campaign.now)
    (row,) = await _rows(campaign)
    assert row["text_hash"] == hashlib.sha256(SHOWN.body.encode()).hexdigest()
    assert (row["purpose"], row["language"], row["given_at"]) == ("updates", "es", campaign.now)
    kept = select(consent_texts)
    (text,) = await campaign.database.read(lambda conn: conn.execute(kept).mappings().all())
    assert dict(text) == {"hash": row["text_hash"], "language": "es", "body": SHOWN.body}


async def test_the_words_are_kept_once_for_all_who_agreed(campaign: Campaign) -> None:
    for person_id in range(ANA, ANA + 3):
        await people.follow_updates(campaign.database, Person(person_id, "es"), SHOWN, campaign.now)
    kept = select(consent_texts)
    assert len(await campaign.database.read(lambda conn: conn.execute(kept).all())) == 1
    assert len(await _rows(campaign)) == 3


async def test_giving_it_twice_is_one_consent(campaign: Campaign) -> None:
    for _ in range(2):
        await people.follow_updates(campaign.database, Person(ANA, "es"), SHOWN, campaign.now)
    assert len(await _rows(campaign)) == 1


async def test_revoking_and_giving_again_are_two_rows(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    day = timedelta(days=1)
    await people.follow_updates(database, Person(ANA, "es"), SHOWN, now)
    assert await people.leave_updates(database, ANA, now + day)
    assert not await people.leave_updates(database, ANA, now + day)
    assert not await consents.receives_updates(database, ANA)
    await people.follow_updates(database, Person(ANA, "es"), SHOWN, now + 2 * day)
    first, second = await _rows(campaign)
    assert (first["given_at"], first["revoked_at"]) == (now, now + day)
    assert (second["given_at"], second["revoked_at"]) == (now + 2 * day, None)
    assert await consents.receives_updates(database, ANA)


@pytest.mark.parametrize("taken", [Purpose.HANDOVER, Purpose.PUBLIC, Purpose.COUNTRY])
async def test_each_purpose_stands_apart(campaign: Campaign, taken: Purpose) -> None:
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    await campaign.sign(ANA)
    given = {Purpose.HANDOVER, Purpose.PUBLIC, Purpose.COUNTRY}
    for purpose in sorted(given):
        await amendments.set_consent(database, petition, ANA, purpose, SHOWN, now)
    left = await amendments.set_consent(database, petition, ANA, taken, None, now)
    assert left.purposes == (given - {taken}) | {Purpose.PROCESSING}


async def test_the_same_purpose_for_two_petitions_stands_apart(campaign: Campaign) -> None:
    other = PetitionPlan("other", 10, 16, (Wording("en", "T", "A", "B"),))
    await petitions.plan(campaign.database, other, campaign.now)
    second = await petitions.by_slug(campaign.database, "other", "en")
    await campaign.sign(ANA)
    await petitions.sign(
        campaign.database, Person(ANA, "en"), second.id, version=1, name=None, consent=SHOWN,
        now=campaign.now,
    )  # fmt: skip
    await petitions.withdraw(campaign.database, second.id, ANA, campaign.now)
    signature = await petitions.signature_of(campaign.database, campaign.petition.id, ANA)
    assert signature is not None
    assert signature.purposes == {Purpose.PROCESSING}


@pytest.mark.parametrize("petition", [None, 1])
async def test_the_schema_itself_keeps_a_second_standing_consent_out(
    campaign: Campaign, petition: int | None
) -> None:
    await campaign.sign(ANA)
    (signing,) = await _rows(campaign)
    twice = {
        "person_id": ANA,
        "purpose": "public",
        "petition_id": petition,
        "text_hash": signing["text_hash"],
        "language": "en",
        "given_at": campaign.now,
    }
    await campaign.database.write(lambda conn: conn.execute(insert(consent_table), twice))
    with pytest.raises(IntegrityError):
        await campaign.database.write(lambda conn: conn.execute(insert(consent_table), twice))


def test_a_changed_word_changes_the_hash() -> None:
    texts = [ConsentText("en", body) for body in ("I agree.", "I agree!", "i agree.")]
    assert all(one.hash != other.hash for one, other in pairwise(texts))
