"""Privacy in the chat: what is held is shown, and once forgotten the chat is empty as well."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from campaign import privacy
from campaign.privacy import Keeping
from handlers.clearing import TRAILING
from tests.handlers.organiser.conftest import Desk, labels
from tests.stage import EMMA, LUCIA, OLIVIA

HOUR = 3600


async def _forget(desk: Desk, person: int, yes: str = "Yes, erase everything") -> None:
    await desk.say(person, "/forget")
    await desk.tap(person, yes)


async def test_the_chat_of_who_is_forgotten_holds_one_last_message(desk: Desk) -> None:
    await desk.say(EMMA, "/start")
    await desk.say(EMMA, "/settings")
    await _forget(desk, EMMA)
    (last,) = desk.texts(EMMA)
    assert last.startswith("Done: nothing is kept about you any more")
    assert "delete this chat" in last
    assert "hello@example.org" in last  # nobody said how long backups are kept
    assert (await privacy.everything_about(desk.database, EMMA)).is_empty


async def test_other_chats_are_left_alone(desk: Desk) -> None:
    await desk.say(LUCIA, "/start")
    before = desk.texts(LUCIA)
    await desk.say(EMMA, "/start")
    await _forget(desk, EMMA)
    assert desk.texts(LUCIA) == before


async def test_it_works_as_well_after_a_restart(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    await desk.say(EMMA, "/start")
    await desk.say(EMMA, "/help")
    again = open_desk()
    async with again.application:
        await _forget(again, EMMA)
        assert len(again.messages(EMMA)) == 1


async def test_what_is_older_than_two_days_stays_and_the_rest_goes(desk: Desk) -> None:
    for _ in range(3):
        await desk.say(EMMA, "/start")
    old = len(desk.messages(EMMA))
    desk.world.advance(49 * HOUR)
    await desk.say(EMMA, "/help")
    await _forget(desk, EMMA)
    assert len(desk.messages(EMMA)) == old + 1
    tried = len(desk.calls("deleteMessages"))
    assert tried <= TRAILING // 100 + 2 * 8 * 5


async def test_what_the_sender_delivered_goes_as_well(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(EMMA, "/contact")
    await desk.say(EMMA, "Please call me about the hall.")
    assert any("Please call me" in said for said in desk.texts(EMMA))
    await _forget(desk, EMMA)
    assert len(desk.messages(EMMA)) == 1


async def test_the_last_message_names_the_day_on_which_the_last_backup_goes(desk: Desk) -> None:
    desk.services = replace(desk.services, keeping=Keeping(backup_days=30))
    desk.application.bot_data["services"] = desk.services
    await _forget(desk, EMMA)
    day = (desk.services.clock() + timedelta(days=30)).date()
    assert f"{day:%B} {day.day}, {day.year}" in desk.last(EMMA)["text"]


async def test_forgetting_twice_leaves_one_message(desk: Desk) -> None:
    await desk.say(EMMA, "/forget")
    await desk.tap(EMMA, "Yes, erase everything")
    await _forget(desk, EMMA)
    assert len(desk.messages(EMMA)) == 1


async def test_who_is_on_the_team_hears_that_their_place_there_ends_as_well(desk: Desk) -> None:
    assert "your place there ends" in await desk.say(OLIVIA, "/forget")
    assert "your place there ends" not in await desk.say(EMMA, "/forget")


async def test_who_thinks_better_of_it_keeps_everything(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(EMMA, "/forget")
    await desk.tap(EMMA, "No, keep it")
    assert not (await privacy.everything_about(desk.database, EMMA)).is_empty


async def test_what_is_held_is_told_in_groups_and_given_as_a_file(desk: Desk) -> None:
    assert "Nothing is kept about you" in await desk.say(EMMA, "/mydata")
    await desk.sign(EMMA)
    said = await desk.say(EMMA, "/mydata")
    assert "What you signed" in said
    assert "1 entry in the public list of signatures" in said
    assert "team" not in said
    assert "Get the file" in labels(desk.last(EMMA))
    await desk.tap(EMMA, "Get the file")
    file = desk.world.files.get(desk.last(EMMA)["document"]["file_id"])
    assert file is not None
    held = json.loads(file.data)
    assert held["telegram_id"] == EMMA
    assert held["signatures"][0]["receipt_code"].startswith("1-1-")


async def test_the_notice_names_what_the_open_petition_asks(desk: Desk) -> None:
    said = await desk.say(EMMA, "/privacy")
    assert "a name (if you like)" in said
    assert "your state or region" not in said
