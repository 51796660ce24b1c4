"""Taps that come late, twice, from nowhere, or with data that no button has."""

from dataclasses import replace
from typing import Any

import pytest

from campaign import digests, people, petitions, privacy, questions
from campaign.consents import ConsentText
from campaign.digests import Frequency, Schedule
from campaign.people import Person
from rehearsal import acts
from tests.handlers.organiser.conftest import EMMA, LUCIA, Desk

NOWHERE = {"message_id": 999_999}


async def _ask(desk: Desk, person: int, text: str) -> int:
    """A question that the articles do not answer; its number."""
    await desk.say(person, text)
    for row in desk.last(person)["reply_markup"]["inline_keyboard"]:
        for button in row:
            if button["callback_data"].startswith("ask:pass:"):
                return int(button["callback_data"].split(":")[2])
    raise AssertionError(desk.last(person))


async def _subscribe(desk: Desk, person: int) -> None:
    await digests.subscribe(
        desk.database,
        Person(person, "en"),
        Schedule(Frequency.DAILY, 8, "UTC"),
        ConsentText("en", "Yes."),
        desk.services.clock(),
    )


async def test_a_made_up_number_brings_nobody_the_words_of_others(desk: Desk) -> None:
    theirs = await _ask(desk, LUCIA, "Xylophone zebra quagmire?")
    await _ask(desk, EMMA, "Kumquat obelisk?")
    for action in ("pass", "helpful", "useless"):
        said = await desk.tap_data(EMMA, f"ask:{action}:{theirs}")
        assert "passed on before" in said
        assert "passed on before" in await desk.tap_data(EMMA, f"ask:{action}:{theirs}", NOWHERE)
    assert await questions.count_waiting(desk.database) == 0
    held = await privacy.everything_about(desk.database, EMMA)
    assert "Xylophone" not in repr(held)


async def test_a_tap_that_is_too_old_to_be_answered_does_its_work(desk: Desk) -> None:
    await desk.say(EMMA, "/sign")
    card = desk.last(EMMA)
    desk.world.faults.add({"method": "answerCallbackQuery", "error_code": 400})
    for label in ("with another name", "without a name"):
        data = next(
            button["callback_data"]
            for row in card["reply_markup"]["inline_keyboard"]
            for button in row
            if label in button["text"]
        )
        await _tap(desk, EMMA, data, card["message_id"])
        if label == "with another name":
            assert (await desk.open_draft(EMMA)) is not None
            assert "Which name" in desk.texts(EMMA)[-1]
    assert any("number" in text for text in desk.texts(EMMA))


async def test_below_a_message_that_is_gone_the_answer_still_comes(desk: Desk) -> None:
    await _subscribe(desk, EMMA)
    await _tap(desk, EMMA, "digest:leave", NOWHERE["message_id"])
    assert await digests.schedule_of(desk.database, EMMA) is None
    assert "digest" in desk.texts(EMMA)[-1].lower()


async def test_what_cannot_be_edited_any_more_comes_anew(desk: Desk) -> None:
    await desk.say(EMMA, "/digest")
    shown = desk.last(EMMA)
    chat = desk.world.chats[EMMA]
    acts.tap(desk.world, chat, desk.world.people[EMMA], shown["message_id"], "digest:show")
    del chat.messages[shown["message_id"]]
    await desk.listen()
    assert desk.texts(EMMA)[-1] == shown["text"]


@pytest.mark.parametrize("data", ["digest:hour:9", "digest:weekday:2", "digest:zone:0"])
async def test_an_old_page_subscribes_nobody_again(desk: Desk, data: str) -> None:
    await _subscribe(desk, EMMA)
    await desk.say(EMMA, "/digest")
    page = desk.last(EMMA)
    await digests.unsubscribe(desk.database, EMMA, desk.services.clock())
    await desk.tap_data(EMMA, data, page)
    assert await digests.schedule_of(desk.database, EMMA) is None
    assert "you agree to receive it" in desk.texts(EMMA)[-1]


async def _tap(desk: Desk, person: int, data: str, message_id: Any) -> None:
    """As `Desk.tap_data`, for taps whose answer Telegram does not take."""
    acts.tap(desk.world, desk.world.chats[person], desk.world.people[person], message_id, data)
    await desk.listen()


async def test_what_is_recorded_are_the_words_above_the_button(desk: Desk) -> None:
    await desk.say(EMMA, "/digest")
    page = desk.last(EMMA)
    begin = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await people.choose_language(desk.database, Person(EMMA, "es"), desk.services.clock())
    await desk.tap_data(EMMA, begin, page)
    assert await _agreed(desk, EMMA) == [("digest", "en")]


@pytest.mark.parametrize("mark", ["", ":00000000"])
async def test_without_the_words_above_it_a_tap_begins_no_digest(desk: Desk, mark: str) -> None:
    await desk.say(EMMA, "/digest")
    await desk.tap_data(EMMA, f"digest:every:daily{mark}")
    assert await digests.schedule_of(desk.database, EMMA) is None


async def test_a_card_signs_in_the_words_and_the_language_that_it_has(desk: Desk) -> None:
    await desk.say(EMMA, "/sign")
    card = desk.last(EMMA)
    await people.choose_language(desk.database, Person(EMMA, "es"), desk.services.clock())
    await desk.tap_data(EMMA, _data(card, "sign:bare"), card)
    assert await _agreed(desk, EMMA) == [("processing", "en")]
    held = await privacy.everything_about(desk.database, EMMA)
    assert [row["language"] for row in held.parts["signatures"]] == ["en"]


@pytest.mark.parametrize("how", ["bare", "other"])
async def test_a_card_whose_words_have_changed_signs_nothing(desk: Desk, how: str) -> None:
    await desk.say(EMMA, "/sign")
    card = desk.last(EMMA)
    planned = desk.services.manifest.petition
    assert planned is not None
    older = replace(planned, minimum_age=planned.minimum_age + 2)
    await petitions.plan(desk.database, older, desk.services.clock())
    said = await desk.tap_data(EMMA, _data(card, f"sign:{how}"), card)
    assert "read it again" in said
    assert await _agreed(desk, EMMA) == []
    assert await desk.open_draft(EMMA) is None


async def test_what_is_added_is_agreed_to_in_the_words_of_the_receipt(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(EMMA, "/sign")
    receipt = desk.last(EMMA)
    await people.choose_language(desk.database, Person(EMMA, "es"), desk.services.clock())
    for switch in ("country", "updates"):
        data = next(each for each in _all_data(receipt) if f":{switch}:" in each)
        await desk.tap_data(EMMA, data, receipt)
    await desk.say(EMMA, "México")
    given = (await _agreed(desk, EMMA))[1:]
    assert sorted(given) == [("country", "en"), ("updates", "en")]


async def test_settings_turn_updates_on_in_their_own_words(desk: Desk) -> None:
    await desk.say(EMMA, "/settings")
    page = desk.last(EMMA)
    await desk.tap_data(EMMA, "updates:on:00000000", page)
    assert await _agreed(desk, EMMA) == []
    await people.choose_language(desk.database, Person(EMMA, "es"), desk.services.clock())
    await desk.tap_data(EMMA, _data(page, "updates:on"), page)
    assert await _agreed(desk, EMMA) == [("updates", "en")]


def _all_data(message: Any) -> list[str]:
    rows = message["reply_markup"]["inline_keyboard"]
    return [button.get("callback_data", "") for row in rows for button in row]


def _data(message: Any, start: str) -> str:
    return next(each for each in _all_data(message) if each.startswith(start))


async def _agreed(desk: Desk, person: int) -> list[tuple[str, str]]:
    """Purpose and language of each consent."""
    held = await privacy.everything_about(desk.database, person)
    return [(row["purpose"], row["language"]) for row in held.parts["consents"]]
