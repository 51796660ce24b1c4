from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rehearsal.fields import Upload
from rehearsal.files import content
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
KEYS = {"inline_keyboard": [[{"text": "Sign", "callback_data": "sign"}]]}


@pytest.fixture(autouse=True)
async def sent(say: Call, call: Call) -> Json:
    """The bot's message 2 to Emma, with a button."""
    await say(1001, "/start")
    answer = await call("sendMessage", chat_id=1001, text="Hello", reply_markup=KEYS)
    message: Json = answer["result"]
    return message


async def test_an_edit_replaces_text_and_keyboard_in_place(
    call: Call, world: World, seen: Callable[[str], Json]
) -> None:
    edited = await call("editMessageText", chat_id=1001, message_id=2, text="Hello again")
    assert edited["result"]["text"] == "Hello again"
    assert "edit_date" in edited["result"]
    assert "reply_markup" not in edited["result"]
    assert world.chats[1001].messages[2] == edited["result"]
    assert seen("edit")["message"] == edited["result"]


async def test_an_edit_is_not_counted_as_delivered(call: Call, world: World) -> None:
    await call("editMessageText", chat_id=1001, message_id=2, text="Hello again")
    assert world.journal.delivered(None, "Hello").total() == 1


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        (
            {"message_id": 2, "text": "Hello", "reply_markup": KEYS},
            (
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            ),
        ),
        ({"message_id": 77, "text": "x"}, "message to edit not found"),
        ({"message_id": 1, "text": "x"}, "message can't be edited"),
        ({"text": "x"}, "message identifier is not specified"),
        ({"message_id": 2}, "message text is empty"),
        ({"inline_message_id": "9", "text": "x"}, "MESSAGE_ID_INVALID"),
    ],
)
async def test_an_edit_that_cannot_be_is_refused(
    call: Call, fields: Json, description: str
) -> None:
    answer = await call("editMessageText", chat_id=1001, **fields)
    assert answer["description"] == f"Bad Request: {description}"


async def test_a_keyboard_is_edited_alone(call: Call) -> None:
    edited = await call("editMessageReplyMarkup", chat_id=1001, message_id=2)
    assert edited["result"]["text"] == "Hello"
    assert "reply_markup" not in edited["result"]
    again = await call("editMessageReplyMarkup", chat_id=1001, message_id=2)
    assert "message is not modified" in again["description"]


async def test_captions_and_media_are_edited(call: Call, world: World) -> None:
    first, second = (
        world.files.add("document", Upload(name, "text/plain", b"x")) for name in ("a.txt", "b.txt")
    )
    await call("sendDocument", chat_id=1001, document=first.file_id, caption="Old")
    edited = await call("editMessageCaption", chat_id=1001, message_id=3, caption="New")
    assert edited["result"]["caption"] == "New"
    media = {"type": "document", "media": second.file_id}
    edited = await call("editMessageMedia", chat_id=1001, message_id=3, media=media)
    assert edited["result"]["document"] == content(second)["document"]
    assert "caption" not in edited["result"]


async def test_a_text_has_no_caption_and_a_file_no_text(call: Call, world: World) -> None:
    stored = world.files.add("document", Upload("a.txt", "text/plain", b"x"))
    await call("sendDocument", chat_id=1001, document=stored.file_id)
    text = await call("editMessageText", chat_id=1001, message_id=3, text="x")
    assert text["description"] == "Bad Request: there is no text in the message to edit"
    caption = await call("editMessageCaption", chat_id=1001, message_id=2, caption="x")
    assert caption["description"] == "Bad Request: there is no caption in the message to edit"
