"""Marked signatures are shown in their order, and what was decided is decided once."""

import pytest

from campaign import petitions
from campaign.petitions import reviewing
from campaign.petitions.reviewing import NotMarked
from campaign.petitions.suspicion import Suspicion, mark_new
from tests.campaign.conftest import Campaign

ORGANISER = 1


@pytest.fixture
async def marked(campaign: Campaign) -> Campaign:
    """Signatures 1 to 4, of which 2 and 4 have numbers in their names."""
    for person, name in enumerate(("Ana", "Bot 2", "Eva", "Bot 4"), start=1):
        await campaign.sign(person, name)
    await mark_new(campaign.database, (), campaign.now)
    return campaign


async def _next(campaign: Campaign, after: int) -> int | None:
    found = await reviewing.next_marked(
        campaign.database, campaign.petition.id, Suspicion.DIGITS, after
    )
    return found.number if found else None


async def test_they_come_by_number_until_the_last(marked: Campaign) -> None:
    assert [await _next(marked, after) for after in (0, 2, 4)] == [2, 4, None]
    found = await reviewing.next_marked(marked.database, marked.petition.id, Suspicion.DIGITS, 0)
    assert found is not None
    assert (found.name, found.alike, found.signed_at) == ("Bot 2", 2, marked.now)


async def test_what_is_kept_is_marked_no_longer_and_not_twice(marked: Campaign) -> None:
    database, petition = marked.database, marked.petition.id
    await reviewing.keep(
        database, petition, 2, Suspicion.DIGITS, actor_id=ORGANISER, now=marked.now
    )
    assert await _next(marked, 0) == 4
    tally = await reviewing.tally(database, petition, "en")
    assert dict(tally.marked) == {Suspicion.DIGITS: 1}
    assert tally.petition.count == 4
    with pytest.raises(NotMarked):
        await reviewing.keep(
            database, petition, 2, Suspicion.DIGITS, actor_id=ORGANISER, now=marked.now
        )


async def test_what_was_withdrawn_waits_for_nobody(marked: Campaign) -> None:
    await petitions.withdraw(marked.database, marked.petition.id, 2, marked.now)
    assert await _next(marked, 0) == 4
    with pytest.raises(NotMarked):
        await reviewing.keep(
            marked.database,
            marked.petition.id,
            2,
            Suspicion.DIGITS,
            actor_id=ORGANISER,
            now=marked.now,
        )


async def test_drafts_are_no_petitions_to_review(marked: Campaign) -> None:
    (only,) = await reviewing.reviewed(marked.database, "en")
    assert only.id == marked.petition.id
