"""One person, one signature, one number; and what it says is as the person last said."""

import asyncio

import pytest
from sqlalchemy import select, update

from campaign import petitions
from campaign.consents import ConsentText, Purpose
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from campaign.petitions import (
    NAME_LIMIT,
    NameTooLong,
    NoPetition,
    NotOpen,
    NotSigned,
    TextChanged,
    amendments,
)
from campaign.petitions.amendments import COMMENT_LIMIT, CommentTooLong
from db import signatures as signature_rows
from db.schema import audit, people
from db.schema import consents as consent_table
from db.schema import petitions as petition_table
from tests.campaign.conftest import Campaign

ANA, BEN = 5_500_000_001, 5_500_000_002
YES = ConsentText("en", "It goes with my signature.")


async def test_signing_counts_once_and_keeps_who_when_and_consent(campaign: Campaign) -> None:
    signed = await campaign.sign(ANA, "Ana")
    assert signed.is_new
    assert (signed.signature.number, signed.signature.name) == (1, "Ana")
    assert signed.signature.signed_at == campaign.now
    assert signed.signature.purposes == {Purpose.PROCESSING}
    assert await campaign.count() == 1


async def test_taps_at_the_same_moment_give_one_signature(campaign: Campaign) -> None:
    came = await asyncio.gather(*(campaign.sign(ANA, f"Ana {tap}") for tap in range(20)))
    assert [signed.is_new for signed in came].count(True) == 1
    assert {signed.signature.number for signed in came} == {1}
    assert {signed.signature.name for signed in came} == {came[0].signature.name}
    assert await campaign.count() == 1
    kept = await campaign.kept()
    assert [table for table, _ in kept].count("signatures") == 1
    assert [table for table, _ in kept].count("consents") == 1


async def test_people_at_the_same_moment_get_numbers_of_their_own(campaign: Campaign) -> None:
    came = await asyncio.gather(*(campaign.sign(ANA + step) for step in range(30)))
    assert sorted(signed.signature.number for signed in came) == list(range(1, 31))
    assert await campaign.count() == 30


async def test_signing_again_shows_what_stands_and_changes_nothing(campaign: Campaign) -> None:
    first = await campaign.sign(ANA, "Ana")
    before = await campaign.kept()
    again = await campaign.sign(ANA, "Somebody else")
    assert not again.is_new
    assert again.signature == first.signature
    assert await campaign.kept() == before


async def test_withdrawing_erases_what_it_said_and_every_consent(campaign: Campaign) -> None:
    database, petition = campaign.database, campaign.petition.id
    await campaign.sign(ANA, "Ana Withdrawn")
    await amendments.say_country(database, petition, ANA, "MX", YES, campaign.now)
    await amendments.say_comment(database, petition, ANA, "A spoken word", YES, campaign.now)
    for purpose in (Purpose.HANDOVER, Purpose.PUBLIC):
        await amendments.set_consent(database, petition, ANA, purpose, YES, campaign.now)

    after = await petitions.withdraw(database, petition, ANA, campaign.now)

    assert after.count == 0
    assert await petitions.signature_of(database, petition, ANA) is None
    assert await campaign.holding("Ana Withdrawn", "A spoken word") == []
    row = await database.read(lambda conn: signature_rows.get(conn, petition, ANA))
    assert row is not None
    assert (row["name"], row["country"], row["comment"]) == (None, None, None)
    assert row["withdrawn_at"] == campaign.now
    standing = select(consent_table.c.id).where(consent_table.c.revoked_at.is_(None))
    assert await database.read(lambda conn: conn.execute(standing).all()) == []


async def test_signing_after_withdrawing_keeps_the_number_and_nothing_else(
    campaign: Campaign,
) -> None:
    database, petition = campaign.database, campaign.petition.id
    await campaign.sign(ANA, "Ana")
    await campaign.sign(BEN, "Ben")
    await amendments.say_comment(database, petition, ANA, "Because", YES, campaign.now)
    await petitions.withdraw(database, petition, ANA, campaign.now)
    again = await campaign.sign(ANA, None)
    assert again.is_new
    assert (again.signature.number, again.signature.name) == (1, None)
    assert again.signature.comment is None
    assert again.signature.purposes == {Purpose.PROCESSING}
    assert await campaign.count() == 2


async def test_withdrawing_twice_is_told_and_counts_once(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    await campaign.sign(BEN)
    outcomes = await asyncio.gather(
        *(
            petitions.withdraw(campaign.database, campaign.petition.id, ANA, campaign.now)
            for _ in range(5)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(NotSigned) == 4
    assert await campaign.count() == 1


async def test_a_text_that_changed_since_it_was_read_is_not_signed(campaign: Campaign) -> None:
    changed = PetitionPlan(
        campaign.petition.slug, 1000, 16, (Wording("en", "Keep it free", "Congress", "Anew."),)
    )
    await petitions.plan(campaign.database, changed, campaign.now)
    with pytest.raises(TextChanged):
        await campaign.sign(ANA)
    assert await campaign.holding(ANA) == []
    signed = await campaign.sign(ANA, version=campaign.petition.version + 1)
    assert signed.is_new


async def test_the_same_plan_is_no_new_version_and_new_terms_are_taken(
    campaign: Campaign,
) -> None:
    petition = campaign.petition
    texts = [
        (await petitions.by_id(campaign.database, petition.id, code)).wording
        for code in ("en", "es")
    ]
    planned = PetitionPlan(petition.slug, 2000, 18, tuple(texts))
    await petitions.plan(campaign.database, planned, campaign.now)
    again = await petitions.by_slug(campaign.database, petition.slug, "es")
    assert (again.version, again.goal, again.minimum_age) == (petition.version, 2000, 18)
    assert again.wording.language == "es"


async def test_who_signed_the_earlier_text_still_stands_after_a_change(
    campaign: Campaign,
) -> None:
    await campaign.sign(ANA)
    changed = PetitionPlan(campaign.petition.slug, 10, 16, (Wording("en", "T", "A", "Anew."),))
    await petitions.plan(campaign.database, changed, campaign.now)
    assert not (await campaign.sign(ANA)).is_new
    assert await campaign.count() == 1


@pytest.mark.parametrize("state", ["review", "closed", "delivered", "draft"])
async def test_a_petition_that_is_not_open_takes_no_signature(
    campaign: Campaign, state: str
) -> None:
    await campaign.sign(BEN)
    closing = update(petition_table).values(state=state)
    await campaign.database.write(lambda conn: conn.execute(closing))
    with pytest.raises(NotOpen):
        await campaign.sign(ANA)
    assert await campaign.holding(ANA) == []
    assert not (await campaign.sign(BEN)).is_new
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    assert await petitions.open_petitions(campaign.database, "en") == []


async def test_a_draft_petition_is_not_found_by_its_slug(campaign: Campaign) -> None:
    hiding = update(petition_table).values(state="draft")
    await campaign.database.write(lambda conn: conn.execute(hiding))
    with pytest.raises(NoPetition):
        await petitions.by_slug(campaign.database, campaign.petition.slug, "en")


async def test_a_petition_that_never_was_is_not_there(campaign: Campaign) -> None:
    with pytest.raises(NoPetition):
        await petitions.by_slug(campaign.database, "other", "en")
    with pytest.raises(NoPetition):
        await petitions.by_id(campaign.database, 999, "en")
    with pytest.raises(NoPetition):
        await petitions.sign(
            campaign.database, Person(ANA, "en"), 999, version=1, name=None, consent=YES,
            now=campaign.now,
        )  # fmt: skip


async def test_a_reader_of_another_language_sees_the_text_there_is(campaign: Campaign) -> None:
    petition = await petitions.by_id(campaign.database, campaign.petition.id, "pt")
    signed = await petitions.sign(
        campaign.database,
        Person(ANA, "pt"),
        petition.id,
        version=petition.version,
        name=None,
        consent=YES,
        now=campaign.now,
    )
    assert signed.signature.language == petition.wording.language


async def test_names_and_comments_have_a_limit(campaign: Campaign) -> None:
    database, petition = campaign.database, campaign.petition.id
    with pytest.raises(NameTooLong) as long_name:
        await campaign.sign(ANA, "n" * (NAME_LIMIT + 1))
    assert long_name.value.values == {"limit": NAME_LIMIT}
    assert await campaign.holding(ANA) == []
    signed = await campaign.sign(ANA, "ñ" * NAME_LIMIT)
    assert signed.signature.name == "ñ" * NAME_LIMIT
    with pytest.raises(NameTooLong):
        await amendments.rename(database, petition, ANA, "n" * (NAME_LIMIT + 1), campaign.now)
    with pytest.raises(CommentTooLong) as long_comment:
        await amendments.say_comment(
            database, petition, ANA, "c" * (COMMENT_LIMIT + 1), YES, campaign.now
        )
    assert long_comment.value.values == {"limit": COMMENT_LIMIT}
    kept = await amendments.say_comment(
        database, petition, ANA, "🕊" * COMMENT_LIMIT, YES, campaign.now
    )
    assert kept.comment == "🕊" * COMMENT_LIMIT


async def test_nothing_is_added_to_a_signature_that_does_not_stand(campaign: Campaign) -> None:
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    await campaign.sign(BEN)
    await petitions.withdraw(database, petition, BEN, now)
    for person in (ANA, BEN):
        for amending in (
            amendments.rename(database, petition, person, "X", now),
            amendments.say_country(database, petition, person, "MX", YES, now),
            amendments.say_comment(database, petition, person, "X", YES, now),
            amendments.set_consent(database, petition, person, Purpose.PUBLIC, YES, now),
            petitions.withdraw(database, petition, person, now),
        ):
            with pytest.raises(NotSigned):
                await amending
    assert await campaign.holding(ANA) == []
    standing = select(consent_table.c.id).where(consent_table.c.revoked_at.is_(None))
    assert await database.read(lambda conn: conn.execute(standing).all()) == []


@pytest.mark.parametrize(("purpose", "word"), [(Purpose.COUNTRY, "MX"), (Purpose.COMMENT, "Why")])
async def test_taking_a_consent_back_erases_what_it_covered(
    campaign: Campaign, purpose: Purpose, word: str
) -> None:
    database, petition = campaign.database, campaign.petition.id
    await campaign.sign(ANA)
    say = amendments.say_country if purpose is Purpose.COUNTRY else amendments.say_comment
    said = await say(database, petition, ANA, word, YES, campaign.now)
    assert getattr(said, purpose.value) == word
    assert purpose in said.purposes
    left = await amendments.set_consent(database, petition, ANA, purpose, None, campaign.now)
    assert getattr(left, purpose.value) is None
    assert purpose not in left.purposes
    assert left.name == "Ana"


async def test_every_change_leaves_a_line_that_quotes_nobody(campaign: Campaign) -> None:
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    await campaign.sign(ANA, "Ana Quoted")
    await amendments.rename(database, petition, ANA, "Ana Requoted", now)
    await petitions.withdraw(database, petition, ANA, now)
    rows = await database.read(
        lambda conn: conn.execute(select(audit).order_by(audit.c.id)).mappings().all()
    )
    assert [row["action"] for row in rows] == [
        "petition:opened",
        "signature:signed",
        "signature:changed",
        "signature:withdrawn",
    ]
    assert [row["actor_id"] for row in rows] == [None, ANA, ANA, ANA]
    assert "quoted" not in repr(rows).lower()


async def test_a_signature_that_fails_leaves_nothing_behind(campaign: Campaign) -> None:
    with pytest.raises(TextChanged):
        await campaign.sign(ANA, version=campaign.petition.version + 7)
    assert await campaign.holding(ANA) == []
    assert (await campaign.sign(BEN)).signature.number == 1


async def test_who_signs_again_after_blocking_can_be_answered(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    await petitions.withdraw(campaign.database, campaign.petition.id, ANA, campaign.now)
    blocking = update(people).values(blocked_at=campaign.now)
    await campaign.database.write(lambda conn: conn.execute(blocking))
    await campaign.sign(ANA)
    ((_, row),) = [each for each in await campaign.kept() if each[0] == "people"]
    assert row["blocked_at"] is None
