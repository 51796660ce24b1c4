"""A supporter's link counts the signatures that come by it, and tells nobody whose they are."""

import asyncio
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import petitions, privacy
from campaign.manifest.table import SLUG
from campaign.people import Person
from campaign.petitions import referrals
from campaign.petitions.referrals import Invitation, Referral
from tests.campaign.conftest import Campaign

ANA, BEN, CARLA = 5_500_000_001, 5_500_000_002, 5_500_000_003
slugs = st.from_regex(SLUG, fullmatch=True)
codes = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8)


async def shared(campaign: Campaign, person: int = ANA) -> Referral:
    return await referrals.open_for(campaign.database, Person(person, "en"), campaign.now)


async def brought(campaign: Campaign, person: int = ANA) -> int:
    referral = await referrals.of(campaign.database, person)
    assert referral is not None
    return referral.brought


async def test_a_link_is_made_when_it_is_first_asked_for_and_stays(campaign: Campaign) -> None:
    assert await referrals.of(campaign.database, ANA) is None
    first = await shared(campaign)
    assert first.brought == 0
    assert len(first.code) == 8
    assert await shared(campaign) == first
    assert await referrals.of(campaign.database, ANA) == first


async def test_asking_twice_at_the_same_moment_makes_one(campaign: Campaign) -> None:
    made = await asyncio.gather(*(shared(campaign) for _ in range(8)))
    assert len(set(made)) == 1


async def test_each_has_a_link_of_their_own(campaign: Campaign) -> None:
    assert (await shared(campaign, ANA)).code != (await shared(campaign, BEN)).code


async def test_a_code_that_is_taken_is_drawn_again(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await shared(campaign, ANA)
    drawn = iter([first.code, first.code, "00000000"])
    monkeypatch.setattr(referrals, "_new_code", lambda: next(drawn))
    assert (await shared(campaign, BEN)).code == "00000000"


async def test_who_signs_by_the_link_is_counted(campaign: Campaign) -> None:
    code = (await shared(campaign)).code
    await campaign.sign(BEN, referral=code)
    await campaign.sign(CARLA, referral=code)
    assert await brought(campaign) == 2


async def test_ones_own_signature_is_not_counted(campaign: Campaign) -> None:
    await campaign.sign(ANA, referral=(await shared(campaign)).code)
    assert await brought(campaign) == 0


async def test_signing_twice_or_again_is_counted_once(campaign: Campaign) -> None:
    code = (await shared(campaign)).code
    await asyncio.gather(*(campaign.sign(BEN, referral=code) for _ in range(5)))
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    await campaign.sign(BEN, referral=code)
    assert await brought(campaign) == 1


async def test_a_signature_that_is_withdrawn_stays_counted(campaign: Campaign) -> None:
    await campaign.sign(BEN, referral=(await shared(campaign)).code)
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    assert await brought(campaign) == 1


@pytest.mark.parametrize("code", ["", "zzzzzzzz", "x" * 5000, "' OR 1=1"])
async def test_an_unknown_code_hinders_nobody(campaign: Campaign, code: str) -> None:
    await shared(campaign)
    assert (await campaign.sign(BEN, referral=code)).is_new
    assert await brought(campaign) == 0


async def test_nothing_says_who_came_by_whose_link(campaign: Campaign) -> None:
    code = (await shared(campaign)).code
    await campaign.sign(BEN, None, referral=code)
    (kept,) = await campaign.holding(code)
    assert kept == ("referrals", {"code": code, "person_id": ANA, "brought": 1})
    assert not any(str(BEN) in repr(row) for _, row in await campaign.holding(ANA))


async def test_who_is_forgotten_leaves_no_link_and_it_counts_for_nobody(campaign: Campaign) -> None:
    code = (await shared(campaign)).code
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await campaign.holding(code) == []
    assert (await campaign.sign(BEN, referral=code)).is_new


@given(codes, st.none() | slugs)
def test_what_a_link_carries_is_read_back_and_is_what_telegram_takes(
    code: str, slug: str | None
) -> None:
    payload = Referral(code, 0).payload(slug)
    assert len(payload) <= 64
    assert set(payload) <= set(string.ascii_letters + string.digits + "_-")
    assert referrals.read(payload) == Invitation(code, slug)
    assert referrals.read(payload.replace(code, code.upper(), 1)) == Invitation(code, slug)


@given(st.text(max_size=64))
def test_any_other_payload_is_no_invitation(payload: str) -> None:
    found = referrals.read(payload)
    assert found is None or payload.lower().startswith(f"r-{found.code}")


def test_payloads_of_other_kinds_are_none() -> None:
    for payload in ("", "r-", "r-short", "r-123456789", "p-free-internet", "r-12345678-", "a-1"):
        assert referrals.read(payload) is None, payload
