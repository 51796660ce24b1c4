"""The review by taps: what is marked, kept or set aside; counted first; undone; for few alone."""

from datetime import timedelta

import pytest

from campaign import petitions
from campaign.consents import ConsentText
from campaign.people import Person
from campaign.petitions import recounting
from campaign.team import Role
from handlers.organiser import alarms
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels


async def _sign(desk: Desk, name: str, count: int = 1) -> list[int]:
    (petition,) = await petitions.open_petitions(desk.database, "en")
    crowd = desk.crowd(count)
    for person in crowd:
        await petitions.sign(
            desk.database,
            Person(person, "en"),
            petition.id,
            version=petition.version,
            name=name,
            consent=ConsentText("en", "Keep my signature."),
            now=desk.services.clock(),
        )
    await alarms.mark_new(desk.services, desk.services.clock())
    return crowd


async def _count(desk: Desk) -> int:
    (petition,) = await petitions.open_petitions(desk.database, "en")
    assert await recounting.differences(desk.database) == []
    return petition.count


async def test_marked_ones_are_counted_by_reason_and_shown_one_by_one(desk: Desk) -> None:
    await _sign(desk, "Ana Luz")
    await _sign(desk, "Robot 1")
    await _sign(desk, "Robot 2")
    said = await desk.say(OLIVIA, "/signatures")
    assert "3 signatures count" in said
    assert "numbers in the name: 2" in said
    assert "Ana Luz" not in said
    said = await desk.tap(OLIVIA, "Look: numbers in the name (2)")
    assert "Signature no. 2" in said
    assert "Robot 1" in said
    await desk.tap(OLIVIA, "Keep it")
    assert "Robot 2" in desk.texts(OLIVIA)[-1]
    await desk.tap(OLIVIA, "Set it aside")
    assert "signature no. 3" in desk.texts(OLIVIA)[-1]
    said = await desk.tap(OLIVIA, "Not a person's name")
    assert "Set aside 1 signature?" in said
    said = await desk.tap(OLIVIA, "Yes, set aside 1 signature")
    assert "1 signature is set aside" in said
    assert "2 signatures count" in said
    assert await _count(desk) == 2
    said = await desk.tap(OLIVIA, "Next")
    assert "last one with this mark" in said
    said = await desk.tap(OLIVIA, "Back to the signatures")
    assert "No signature is marked" in said
    assert "set aside by the team: 1" in said


async def test_a_filter_is_narrowed_counted_confirmed_and_undone(desk: Desk) -> None:
    await _sign(desk, "Ana Luz", 3)
    desk.move_clock(timedelta(hours=10))
    await _sign(desk, "Bot Bot", 6)
    desk.move_clock(timedelta(minutes=1))
    await desk.say(OLIVIA, "/signatures")
    said = await desk.tap(OLIVIA, "Set aside by filter")
    assert "9 of 9 signatures fit" in said
    await desk.tap(OLIVIA, "When signed")
    said = await desk.tap(OLIVIA, "Last hour")
    assert "6 of 9 signatures fit" in said
    await desk.tap(OLIVIA, "Clear the filter")
    await desk.tap(OLIVIA, "When signed")
    said = await desk.tap(OLIVIA, "one hour: 6")
    assert "6 of 9 signatures fit" in said
    await desk.tap(OLIVIA, "Marked for")
    said = await desk.tap(OLIVIA, "Look: same name again and again (6)")
    assert "6 of 9" in said
    await desk.tap(OLIVIA, "Set aside these 6")
    await desk.tap(OLIVIA, "Another reason")
    said = await desk.say(OLIVIA, "One person told me that they made them.")
    assert "Set aside 6 signatures?" in said
    assert "In the team's words: One person told me" in said
    said = await desk.tap(OLIVIA, "Yes, set aside 6 signatures")
    assert "3 signatures count" in said
    assert await _count(desk) == 3
    await desk.say(OLIVIA, "/signatures")
    said = await desk.tap(OLIVIA, "What was set aside")
    assert "6 signatures set aside" in said
    assert "same name again and again" in said
    said = await desk.tap(OLIVIA, "Undo no. 1")
    assert "Give back 6 signatures?" in said
    said = await desk.tap(OLIVIA, "Yes, give back")
    assert "9 signatures count" in said
    assert await _count(desk) == 9
    await desk.say(OLIVIA, "/signatures")
    said = await desk.tap(OLIVIA, "What was set aside")
    assert "Undone on" in said
    assert not any("Undo no." in label for label in labels(desk.last(OLIVIA)))


async def test_when_the_count_changed_it_is_shown_again_and_nothing_is_done(desk: Desk) -> None:
    await _sign(desk, "Bot Bot", 5)
    await desk.say(OLIVIA, "/signatures")
    await desk.tap(OLIVIA, "Set aside by filter")
    await desk.tap(OLIVIA, "Language")
    await desk.tap(OLIVIA, "Only English (5)")
    await desk.tap(OLIVIA, "Set aside these 5")
    await desk.tap(OLIVIA, "Made by a machine")
    await _sign(desk, "Late Comer")
    said = await desk.tap(OLIVIA, "Yes, set aside 5")
    assert "Nothing was set aside" in said
    assert await _count(desk) == 6
    await desk.tap(OLIVIA, "Yes, set aside 6")
    assert await _count(desk) == 0


async def test_all_of_one_name_are_two_taps_away(desk: Desk) -> None:
    await _sign(desk, "Ana Luz", 2)
    await _sign(desk, "Bot Bot", 5)
    await desk.say(OLIVIA, "/signatures")
    await desk.tap(OLIVIA, "Look: same name")
    said = await desk.tap(OLIVIA, "All with this name")
    assert "the same name as no. 3" in said
    assert "5 of 7 signatures fit" in said


async def test_while_one_taps_words_are_still_questions(desk: Desk) -> None:
    await _sign(desk, "Bot Bot", 5)
    await desk.say(OLIVIA, "/signatures")
    await desk.tap(OLIVIA, "Set aside by filter")
    said = await desk.say(OLIVIA, "Who signed the bill of 1873?")
    assert "reason" not in said
    assert "5 of 5" in await desk.tap_data(OLIVIA, "aside:back")


async def test_a_filter_that_another_form_replaced_says_so(desk: Desk) -> None:
    await _sign(desk, "Bot Bot", 5)
    await desk.say(OLIVIA, "/signatures")
    await desk.tap(OLIVIA, "Set aside by filter")
    await desk.say(OLIVIA, "/broadcast")
    assert "That filter is gone" in await desk.tap(OLIVIA, "When signed")


@pytest.mark.parametrize(
    "data",
    [
        "signatures:show:1",
        "signatures:next:1:same-name:0",
        "signatures:keep:1:same-name:1",
        "signatures:aside:1:same-name:1",
        "signatures:namesakes:1:same-name:1",
        "signatures:sieve:1",
        "signatures:history:1",
        "aside:back",
        "aside:pick:when",
        "aside:pick:marked",
        "aside:pick:region",
        "aside:when:any:0",
        "aside:marked:any",
        "aside:country:any",
        "aside:why",
        "aside:because:machine",
        "aside:do:machine:0123abcd",
        "aside:ask-undo:1",
        "aside:undo:1",
    ],
)
async def test_every_tap_is_refused_to_who_may_not(desk: Desk, data: str) -> None:
    await desk.join(LUCIA, Role.ANALYST)
    await _sign(desk, "Bot Bot", 5)
    for person, shown in ((EMMA, "/start"), (LUCIA, "/results")):
        await desk.say(person, shown)
        before = await _count(desk)
        said = await desk.tap_data(person, data)
        assert "equipo" in said or "team" in said
        assert await _count(desk) == before


async def test_a_moderator_may_and_reads_it_in_spanish(desk: Desk) -> None:
    await desk.join(LUCIA, Role.MODERATOR)
    await _sign(desk, "Bot Bot", 5)
    said = await desk.say(LUCIA, "/signatures")
    assert "5 firmas cuentan" in said
    assert "el mismo nombre una y otra vez: 5" in said
