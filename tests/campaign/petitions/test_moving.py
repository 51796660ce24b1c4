"""A receipt code reaches its signature from another account, to withdraw it or move it there."""

import asyncio
import json

import pytest
from sqlalchemy import Connection, insert, update

from campaign import consents, people, petitions, privacy
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import NotSigned, SetAside, Signature, amendments, moving, receipts
from campaign.petitions.codes import code_of
from campaign.petitions.moving import SignedHere
from campaign.petitions.tries import BY_ACCOUNT, TooManyTries, Tries, UnknownCode
from campaign.proofs import auditing
from campaign.proofs.keys import keys_in
from campaign.proofs.leaf import Kind, pseudonym_of
from campaign.proofs.note import VerifierKey
from campaign.proofs.register import export_lines, records_of
from campaign.proofs.verifying import verify
from db.schema import audit, invalidations, signatures
from tests.campaign.conftest import Campaign

ANA, BEN, ANAS_NEW_PHONE = 5_500_000_001, 5_500_000_002, 5_500_000_003
NEW = Person(ANAS_NEW_PHONE, "es")
YES = ConsentText("en", "It goes with my signature.")


@pytest.fixture
def tries() -> Tries:
    return Tries()


async def code(campaign: Campaign, person: int = ANA, number: int = 1) -> str:
    def made(conn: Connection) -> str:
        return str(code_of(keys_in(conn).code, campaign.petition.id, number, person))

    return await campaign.database.write(made)


async def move(campaign: Campaign, said: str, tries: Tries, person: Person = NEW) -> Signature:
    return (await moving.move(campaign.database, said, person, tries, campaign.now)).signature


async def standing(campaign: Campaign, person: int) -> set[Purpose]:
    def query(conn: Connection) -> set[Purpose]:
        return {
            purpose
            for purpose in Purpose
            for petition in (None, campaign.petition.id)
            if consents.stands(conn, person, purpose, petition)
        }

    return await campaign.database.read(query)


async def set_aside(campaign: Campaign) -> None:
    def change(conn: Connection) -> None:
        made = conn.execute(
            insert(invalidations)
            .values(
                petition_id=campaign.petition.id,
                filter={},
                reason="a burst",
                count=1,
                made_at=campaign.now,
            )
            .returning(invalidations.c.id)
        ).scalar_one()
        conn.execute(update(signatures).values(invalidation_id=made))

    await campaign.database.write(change)


async def test_a_code_finds_its_signature_and_no_name(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA, "Ana Secret")
    found = await moving.find(
        campaign.database, (await code(campaign)).lower(), NEW, tries, campaign.now
    )
    assert (found.number, found.stands, found.is_own) == (1, True, False)
    assert found.code == await code(campaign)
    assert found.signed_at == campaign.now
    assert found.petition.wording.language == "es"
    assert "Ana Secret" not in repr(found)


async def test_its_own_account_is_told_so(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA)
    found = await moving.find(
        campaign.database, await code(campaign), Person(ANA, "en"), tries, campaign.now
    )
    assert found.is_own


async def test_wrong_and_unknown_codes_are_answered_alike(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA)
    right = await code(campaign)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    unknown = await code(campaign, number=2)
    other_petition = f"99{right.removeprefix(str(campaign.petition.id))}"
    for said in (wrong, unknown, other_petition, await code(campaign, BEN)):
        with pytest.raises(UnknownCode) as refused:
            await move(campaign, said, tries)
        assert refused.value.values == {}
        tries = Tries()
    assert await petitions.signature_of(campaign.database, campaign.petition.id, ANA) is not None


@pytest.mark.parametrize("said", ["", "hello", "1-1", "1-1-UUUUUUUUUU", "💥", "1-" + "9" * 400])
async def test_what_is_no_code_is_answered_alike_too(
    campaign: Campaign, tries: Tries, said: str
) -> None:
    for act in (moving.find, moving.move, moving.withdraw) * 4:  # it is no guess, so it is free
        with pytest.raises(UnknownCode):
            await act(campaign.database, said, NEW, tries, campaign.now)


async def test_after_five_wrong_codes_even_the_right_one_is_not_heard(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    right = await code(campaign)
    for act in (moving.find, moving.move, moving.withdraw, moving.find, moving.move):
        with pytest.raises(UnknownCode):
            await act(campaign.database, "1-1-0000000000", NEW, tries, campaign.now)
    for act in (moving.find, moving.move, moving.withdraw):
        with pytest.raises(TooManyTries):
            await act(campaign.database, right, NEW, tries, campaign.now)
    assert await petitions.signature_of(campaign.database, campaign.petition.id, ANA) is not None


async def test_guesses_at_the_same_moment_are_no_way_around_it(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    guesses = (move(campaign, f"1-1-000000000{n % 10}", tries) for n in range(40))
    came = await asyncio.gather(*guesses, return_exceptions=True)
    heard = [outcome for outcome in came if isinstance(outcome, UnknownCode)]
    assert len(heard) == BY_ACCOUNT
    assert len(came) - len(heard) == sum(isinstance(each, TooManyTries) for each in came)


async def test_withdrawing_by_code_is_withdrawing(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA, "Ana Withdrawn")
    said = await code(campaign)
    after = await moving.withdraw(campaign.database, said, NEW, tries, campaign.now)
    assert after.count == await campaign.count() == 0
    assert await campaign.holding("Ana Withdrawn") == []
    assert await standing(campaign, ANA) == set()
    assert await campaign.holding(ANAS_NEW_PHONE) == []
    with pytest.raises(UnknownCode):
        await moving.find(campaign.database, said, NEW, tries, campaign.now)


async def test_one_that_was_set_aside_can_be_withdrawn_and_not_moved(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA, "Ana Aside")
    await set_aside(campaign)
    said = await code(campaign)
    found = await moving.find(campaign.database, said, NEW, tries, campaign.now)
    assert not found.stands
    with pytest.raises(SetAside):
        await move(campaign, said, tries)
    await moving.withdraw(campaign.database, said, NEW, tries, campaign.now)
    assert await campaign.holding("Ana Aside") == []


async def test_moving_keeps_number_words_and_count(campaign: Campaign, tries: Tries) -> None:
    before = (await campaign.sign(ANA, "Ana")).signature
    await campaign.sign(BEN)
    moved = await move(campaign, await code(campaign), tries)
    assert (moved.id, moved.number, moved.name) == (before.id, 1, "Ana")
    assert (moved.version, moved.language) == (before.version, before.language)
    assert moved.signed_at == before.signed_at
    assert await campaign.count() == 2
    with pytest.raises(NotSigned):
        await petitions.withdraw(campaign.database, campaign.petition.id, ANA, campaign.now)


async def test_what_was_agreed_to_for_it_goes_along_and_no_more(
    campaign: Campaign, tries: Tries
) -> None:
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    await campaign.sign(ANA)
    await amendments.say_country(database, petition, ANA, "MX", YES, now)
    await amendments.set_consent(database, petition, ANA, Purpose.PUBLIC, YES, now)
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    await move(campaign, await code(campaign), tries)
    assert await standing(campaign, ANA) == {Purpose.UPDATES}
    assert await standing(campaign, ANAS_NEW_PHONE) == {
        Purpose.PROCESSING,
        Purpose.COUNTRY,
        Purpose.PUBLIC,
    }


async def test_where_both_agreed_to_the_same_one_of_them_stands(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    await people.choose_language(campaign.database, NEW, campaign.now)
    await campaign.database.write(
        lambda conn: consents.give(
            conn, NEW.id, Purpose.PROCESSING, YES, campaign.now, campaign.petition.id
        )
    )
    moved = await move(campaign, await code(campaign), tries)
    assert moved.purposes == {Purpose.PROCESSING}


async def test_nothing_of_it_stays_with_the_old_account(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA, "Ana")
    await amendments.rename(campaign.database, campaign.petition.id, ANA, "Anita", campaign.now)
    await move(campaign, await code(campaign), tries)
    assert [table for table, _ in await campaign.holding(ANA)] == ["people"]


async def test_the_audit_says_that_one_moved_and_not_whose(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    await move(campaign, await code(campaign), tries)
    (line,) = [
        row for table, row in await campaign.kept() if row.get("action") == "signature:moved"
    ]
    assert (line["actor_id"], line["subject"]) == (None, campaign.petition.slug)


async def test_the_ledger_says_that_one_left_and_one_came(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA)
    moved = await move(campaign, await code(campaign), tries)
    lines = await campaign.database.read(lambda conn: list(export_lines(conn, 3)))
    assert [line.split()[1] for line in lines] == ["signed", "withdrawn", "signed"]
    assert moved.leaf == 2
    (signed,) = await campaign.database.read(lambda conn: records_of(conn, 2))
    told = json.loads(signed.content)
    assert (told["number"], told["refers_to"]) == (1, None)
    await campaign.database.read(auditing.audit)


async def test_its_receipt_is_whole(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA)
    await move(campaign, await code(campaign), tries)
    await amendments.rename(campaign.database, campaign.petition.id, NEW.id, "Anita", campaign.now)
    proof = await receipts.prove(campaign.database, campaign.petition.id, NEW.id)
    found = verify(proof.content, VerifierKey.parse(proof.verifier_key))
    assert found.number == 1
    assert [event.kind for event in found.events] == [Kind.SIGNED, Kind.CHANGED]


async def test_nothing_that_is_kept_says_which_account_had_it(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    theirs = await campaign.database.read(
        lambda conn: pseudonym_of(keys_in(conn).pseudonym, campaign.petition.slug, ANA)
    )
    assert await campaign.holding(theirs)
    await move(campaign, await code(campaign), tries)
    assert await campaign.holding(theirs) == []


async def test_a_move_ends_the_old_code_and_begins_another(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    old = await code(campaign)
    new = (await moving.move(campaign.database, old, NEW, tries, campaign.now)).code
    assert new == await code(campaign, ANAS_NEW_PHONE)
    with pytest.raises(UnknownCode):
        await move(campaign, old, tries, Person(ANA, "en"))
    back = await move(campaign, new, tries, Person(ANA, "en"))
    assert back.number == 1


async def test_an_account_that_signed_takes_no_second_signature(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    await campaign.sign(BEN)
    said = await code(campaign)
    with pytest.raises(SignedHere):
        await move(campaign, said, tries, Person(BEN, "en"))
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    with pytest.raises(SignedHere):
        await move(campaign, said, tries, Person(BEN, "en"))
    assert await campaign.count() == 1


async def test_two_taps_at_the_same_moment_move_it_once(campaign: Campaign, tries: Tries) -> None:
    await campaign.sign(ANA)
    said = await code(campaign)
    came = await asyncio.gather(
        *(move(campaign, said, tries) for _ in range(4)), return_exceptions=True
    )
    assert [isinstance(outcome, UnknownCode) for outcome in came].count(True) == 3
    assert [table for table, _ in await campaign.kept()].count("leaves") == 3


async def test_who_moved_can_be_forgotten_and_the_old_account_too(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA, "Ana")
    await move(campaign, await code(campaign), tries)
    for person in (ANAS_NEW_PHONE, ANA):
        await privacy.forget(campaign.database, person, campaign.now)
        assert await campaign.holding(person) == []
    assert await campaign.count() == 0
    assert [table for table, _ in await campaign.kept()].count("leaf_records") == 0


async def test_the_past_of_other_petitions_stays_where_it_was(
    campaign: Campaign, tries: Tries
) -> None:
    await campaign.sign(ANA)
    await campaign.database.write(
        lambda conn: conn.execute(
            insert(audit).values(
                at=campaign.now, actor_id=ANA, action="signature:signed", subject="another"
            )
        )
    )
    await move(campaign, await code(campaign), tries)
    subjects = [row["subject"] for table, row in await campaign.holding(ANA) if table == "audit"]
    assert subjects == ["another"]
