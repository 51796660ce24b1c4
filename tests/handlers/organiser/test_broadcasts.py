"""An update from /broadcast to its report, with people who receive it."""

from collections.abc import Callable
from typing import Any

import pytest

from campaign import broadcasts
from campaign.consents import receives_updates
from tests.handlers.organiser.conftest import (
    EMMA,
    LUCIA,
    OLIVIA,
    Desk,
    buttons,
    labels,
    words,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


async def compose(desk: Desk, text: str = "We meet on Friday.") -> None:
    await desk.say(OLIVIA, "/broadcast")
    await desk.say(OLIVIA, text)


async def test_it_begins_only_with_the_command(desk: Desk) -> None:
    await desk.follow(EMMA)
    await desk.say(OLIVIA, "We meet on Friday.")
    assert not any("Send to" in label for label in labels(desk.last(OLIVIA)))
    assert "Nothing leaves before" in await desk.say(OLIVIA, "/broadcast")


async def test_the_preview_is_what_supporters_get(desk: Desk) -> None:
    await desk.follow(EMMA)
    await desk.follow(LUCIA, language="es")
    entities = [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "text_link", "offset": 11, "length": 6, "url": "https://example.org/"},
    ]
    await desk.say(OLIVIA, "/broadcast")
    await desk.say(OLIVIA, "We meet on Friday <3", entities=entities)
    preview = desk.messages(OLIVIA)[-2]
    await desk.tap(OLIVIA, "Send to 2 people")
    await desk.deliver()
    received = desk.last(EMMA)
    assert received["text"] == preview["text"] == "We meet on Friday <3"
    assert received["entities"] == preview["entities"] == entities
    assert received["reply_markup"] == preview["reply_markup"]
    assert labels(received) == ["No more updates"]
    assert labels(desk.last(LUCIA)) == ["No quiero más mensajes"]
    assert words(desk.last(LUCIA)) == "We meet on Friday <3"


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("photo", "image/png"),
        ("video", "video/mp4"),
        ("animation", "video/mp4"),
        ("document", "application/pdf"),
        ("audio", "audio/mpeg"),
        ("voice", "audio/ogg"),
    ],
)
async def test_a_medium_goes_out_with_its_caption(desk: Desk, kind: str, content_type: str) -> None:
    await desk.follow(EMMA)
    await desk.say(OLIVIA, "/broadcast")
    caption: dict[str, Any] = {
        "caption": "See you there",
        "caption_entities": [{"type": "italic", "offset": 0, "length": 3}],
    }
    await desk.send_file(OLIVIA, "file", PNG, kind, content_type, **caption)
    await desk.tap(OLIVIA, "Send to 1 person")
    await desk.deliver()
    received = desk.last(EMMA)
    assert kind in received
    assert received["caption"] == "See you there"
    assert received["caption_entities"] == caption["caption_entities"]
    assert labels(received) == ["No more updates"]


async def test_other_kinds_get_a_kind_sentence_and_the_form_stays_open(desk: Desk) -> None:
    await desk.follow(EMMA)
    await desk.say(OLIVIA, "/broadcast")
    location = {"location": {"latitude": 19.4, "longitude": -99.1}}
    assert "cannot send that kind" in await desk.send(OLIVIA, location)
    await desk.say(OLIVIA, "Then in words.")
    assert "Send to 1 person" in labels(desk.last(OLIVIA))


async def test_an_album_is_refused_once(desk: Desk) -> None:
    await desk.say(OLIVIA, "/broadcast")
    first = await desk.send_file(OLIVIA, "a.png", PNG, "photo", "image/png", media_group_id="7")
    second = await desk.send_file(OLIVIA, "b.png", PNG, "photo", "image/png", media_group_id="7")
    assert "album" in first
    assert second == ""


async def test_the_last_button_says_how_many_and_choices_combine(desk: Desk) -> None:
    readers = desk.crowd(3)
    await desk.follow(*readers)
    await desk.follow(LUCIA, language="es")
    await desk.sign(readers[0])
    await desk.sign(LUCIA, "es")
    await compose(desk)
    assert "Send to 4 people" in labels(desk.last(OLIVIA))
    await desk.tap(OLIVIA, "Signers of")
    assert "Send to 2 people" in labels(desk.last(OLIVIA))
    await desk.tap(OLIVIA, "Readers of Spanish")
    assert "Send to 1 person" in labels(desk.last(OLIVIA))
    await desk.tap(OLIVIA, "✓ Signers of")
    await desk.tap(OLIVIA, "Readers of English")
    assert "Send to 3 people" in labels(desk.last(OLIVIA))
    await desk.tap(OLIVIA, "Everyone")
    assert labels(desk.last(OLIVIA))[-1] == "Send to 4 people"


async def test_only_those_chosen_get_it(desk: Desk) -> None:
    await desk.follow(EMMA)
    await desk.follow(LUCIA, language="es")
    await compose(desk)
    await desk.tap(OLIVIA, "Readers of Spanish")
    await desk.tap(OLIVIA, "Send to 1 person")
    await desk.deliver()
    assert desk.texts(LUCIA) == ["We meet on Friday."]
    assert desk.texts(EMMA) == []


async def test_who_did_not_agree_is_never_written_to(desk: Desk) -> None:
    await desk.sign(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Signers of")
    assert "nobody at the moment" in desk.texts(OLIVIA)[-1]
    assert not any("Send to" in label for label in labels(desk.last(OLIVIA)))
    said = await desk.tap_data(OLIVIA, "broadcast:send:1:1:any")
    assert "nobody to send it to" in said
    assert desk.texts(EMMA) == []


async def test_a_second_tap_sends_nothing_more(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    shown = desk.last(OLIVIA)
    data = buttons(shown)[-1]["callback_data"]
    await desk.tap_data(OLIVIA, data, shown)
    await desk.tap_data(OLIVIA, data, shown)
    assert len([text for text in desk.texts(OLIVIA) if "Sending" in text]) == 1
    await desk.deliver()
    await desk.tap_data(OLIVIA, data, shown)
    assert len(desk.texts(EMMA)) == 1
    assert "Delivered: 1" in desk.texts(OLIVIA)[-1]


async def test_a_cancelled_update_cannot_be_sent(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    shown = desk.last(OLIVIA)
    assert await desk.tap(OLIVIA, "Cancel") == "Nothing was sent."
    said = await desk.tap_data(OLIVIA, buttons(shown)[-1]["callback_data"], shown)
    assert "sent or cancelled already" in said


async def test_it_can_be_written_anew(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk, "Frist try.")
    await desk.tap(OLIVIA, "Write it anew")
    await desk.say(OLIVIA, "First try.")
    await desk.tap(OLIVIA, "Send to 1 person")
    await desk.deliver()
    assert desk.texts(EMMA) == ["First try."]


async def test_progress_becomes_the_report(desk: Desk) -> None:
    people = desk.crowd(12)
    await desk.follow(*people)
    desk.world.people[people[0]].blocked = True
    desk.world.faults.add(
        {
            "method": "sendMessage",
            "chat_id": people[1],
            "error_code": 400,
            "description": "Bad Request: PEER_ID_INVALID",
        }
    )
    await compose(desk)
    choices = desk.last(OLIVIA)
    await desk.tap(OLIVIA, "Send to 12 people")
    progress = desk.last(OLIVIA)
    assert progress["message_id"] == choices["message_id"]
    assert "0 of 12 people" in progress["text"]
    assert labels(progress) == ["Stop"]
    await desk.deliver()
    report = desk.last(OLIVIA)
    assert report["message_id"] == progress["message_id"]
    assert "Delivered: 10" in report["text"]
    assert "Blocked the bot: 1" in report["text"]
    assert "Failed: 1" in report["text"]
    assert "• 1: Peer_id_invalid" in report["text"]
    assert labels(report) == []
    assert await broadcasts.under_way(desk.database) == []


async def test_progress_is_edited_only_when_it_changed(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 1 person")
    for _ in range(3):
        await desk.refresh()
    progress = desk.last(OLIVIA)["message_id"]
    edits = [
        call
        for call in desk.calls("editMessageText")
        if str(call["params"]["message_id"]) == str(progress)
    ]
    assert len(edits) <= 1


async def test_stopping_spares_who_has_not_got_it(desk: Desk) -> None:
    people = desk.crowd(5)
    await desk.follow(*people)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 5 people")
    progress = desk.last(OLIVIA)
    assert "stays delivered" in await desk.tap(OLIVIA, "Stop")
    await desk.deliver()
    assert "Not sent: 5" in desk.texts(OLIVIA)[-1]
    assert all(desk.texts(person) == [] for person in people)
    said = await desk.tap_data(OLIVIA, "broadcast:stop:1", progress)
    assert "sent or cancelled already" in said


async def test_one_unreachable_progress_message_holds_up_no_other(desk: Desk) -> None:
    await desk.follow(EMMA)
    for text in ("The first update.", "The second update."):
        await compose(desk, text)
        await desk.tap(OLIVIA, "Send to 1 person")
    (first, _), (second, _) = await broadcasts.under_way(desk.database)
    assert first.progress_message_id is not None
    desk.world.remove_message(desk.world.chats[OLIVIA], first.progress_message_id)
    assert "Stop" in labels(desk.last(OLIVIA))
    await desk.deliver()
    by_id = {message["message_id"]: words(message) for message in desk.messages(OLIVIA)}
    assert "The update is out." in by_id[second.progress_message_id]
    reports = [text for text in by_id.values() if "The update is out." in text]
    assert len(reports) == 2, "the report comes anew where its message was deleted"


async def test_an_organiser_who_blocked_the_bot_does_not_keep_it_busy(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 1 person")
    desk.world.people[OLIVIA].blocked = True
    await desk.deliver()
    assert await broadcasts.under_way(desk.database) == []


async def test_the_report_waits_while_telegram_is_in_trouble(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 1 person")
    desk.world.faults.add({"method": "editMessageText", "error_code": 500})
    await desk.deliver()
    assert len(await broadcasts.under_way(desk.database)) == 1
    desk.world.faults.clear()
    await desk.refresh()
    assert "Delivered: 1" in desk.texts(OLIVIA)[-1]


async def test_a_restart_finds_the_progress_message_again(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 1 person")
    progress = desk.last(OLIVIA)["message_id"]
    reborn = open_desk()
    async with reborn.application:
        await reborn.deliver()
    report = reborn.last(OLIVIA)
    assert report["message_id"] == progress
    assert "Delivered: 1" in report["text"]


async def test_one_tap_below_an_update_ends_them_all(desk: Desk) -> None:
    await desk.follow(EMMA)
    await compose(desk)
    await desk.tap(OLIVIA, "Send to 1 person")
    await desk.deliver()
    await desk.tap(EMMA, "No more updates")
    assert not await receives_updates(desk.database, EMMA)
    await compose(desk, "Another one.")
    assert "nobody at the moment" in desk.texts(OLIVIA)[-1]
