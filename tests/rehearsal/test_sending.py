import base64
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.membership import set_blocked
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
GROUP, CHANNEL = -2001, -1001000000003


@pytest.fixture(autouse=True)
async def _started(say: Call) -> None:
    await say(1001, "/start")


async def test_a_message_arrives_and_is_counted(
    call: Call, http: httpx.AsyncClient, world: World
) -> None:
    answer = await call("sendMessage", chat_id=1001, text="<b>Hi</b> Emma", parse_mode="HTML")
    message = answer["result"]
    assert message["message_id"] == 2
    assert message["text"] == "Hi Emma"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert message["from"]["id"] == world.bot["id"]
    kept = (await http.get("/rehearsal/chats/1001/messages?after=1")).json()
    assert kept["messages"] == [message]
    counted = await http.get("/rehearsal/delivered?method=sendMessage&contains=Hi")
    assert counted.json() == {"by_chat": {"1001": 1}, "total": 1}


@pytest.mark.parametrize(
    ("fields", "code", "description"),
    [
        ({"chat_id": 1001}, 400, "Bad Request: message text is empty"),
        ({"chat_id": 1001, "text": ""}, 400, "Bad Request: message text is empty"),
        ({"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ({"chat_id": 99, "text": "x"}, 400, "Bad Request: chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
        ({"chat_id": 1001, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ({"chat_id": 1001, "text": "x", "mood": 1}, 400, 'Bad Request: unknown field "mood"'),
        (
            {"chat_id": 1002, "text": "x"},
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": 77}},
            400,
            "Bad Request: message to be replied not found",
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": 1, "quote": "no"}},
            400,
            "Bad Request: QUOTE_TEXT_INVALID",
        ),
        (
            {"chat_id": 1001, "text": "x", "business_connection_id": "b"},
            400,
            "Bad Request: business connection not found",
        ),
    ],
)
async def test_a_message_that_cannot_go_is_refused_in_telegrams_words(
    call: Call, fields: Json, code: int, description: str
) -> None:
    answer = await call("sendMessage", **fields)
    assert answer == {"ok": False, "error_code": code, "description": description}


async def test_a_person_who_blocked_the_bot_gets_nothing(call: Call, world: World) -> None:
    set_blocked(world, world.people[1001], True)
    sent = await call("sendMessage", chat_id=1001, text="x")
    edited = await call("editMessageText", chat_id=1001, message_id=1, text="x")
    for answer in (sent, edited):
        assert answer["description"] == "Forbidden: bot was blocked by the user"


async def test_a_reply_carries_the_message_and_its_quote(call: Call, say: Call) -> None:
    asked = await say(1001, "Who pays for it?")
    reply = {"message_id": asked["message_id"], "quote": "pays"}
    answer = await call("sendMessage", chat_id=1001, text="They do", reply_parameters=reply)
    assert answer["result"]["reply_to_message"]["text"] == "Who pays for it?"
    assert answer["result"]["quote"] == {"text": "pays", "position": 4, "is_manual": True}


async def test_only_inline_keyboards_come_back_and_the_page_sees_all(
    call: Call, http: httpx.AsyncClient
) -> None:
    keys = {"keyboard": [["Yes"], ["No"]], "one_time_keyboard": True}
    answer = await call("sendMessage", chat_id=1001, text="Well?", reply_markup=keys)
    assert "reply_markup" not in answer["result"]
    kept = (await http.get("/rehearsal/chats/1001/messages?after=1")).json()["messages"]
    assert kept[0]["reply_markup"]["keyboard"] == [[{"text": "Yes"}], [{"text": "No"}]]


async def test_a_channel_is_posted_to_by_its_name(call: Call) -> None:
    answer = await call("sendMessage", chat_id="@free_internet_news", text="News")
    assert answer["result"]["sender_chat"]["id"] == CHANNEL
    assert "from" not in answer["result"]


async def _upload(http: httpx.AsyncClient, world: World, method: str, **parts: Any) -> Json:
    files = {name: part for name, part in parts.items() if isinstance(part, tuple)}
    fields = {name: str(part) for name, part in parts.items() if not isinstance(part, tuple)}
    answer = await http.post(f"/bot{world.token}/{method}", data=fields, files=files)
    body: Json = answer.json()
    return body


async def test_a_photo_goes_up_and_comes_down(http: httpx.AsyncClient, world: World) -> None:
    part = ("chart.png", PNG, "image/png")
    sent = await _upload(
        http, world, "sendPhoto", chat_id=1001, photo="attach://p", p=part, caption="Figures"
    )
    photo = sent["result"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (1, 1)
    got = await http.get(f"/bot{world.token}/getFile", params={"file_id": photo["file_id"]})
    path = got.json()["result"]["file_path"]
    assert (await http.get(f"/file/bot{world.token}/{path}")).content == PNG
    assert (await http.get(f"/file/bot1:wrong/{path}")).status_code == 401
    assert (await http.get(f"/file/bot{world.token}/photos/none")).status_code == 404
    assert (await http.get(f"/rehearsal/files/{photo['file_id']}")).content == PNG


@pytest.mark.parametrize("kind", ["document", "video", "animation", "audio", "voice", "sticker"])
async def test_every_kind_of_file_is_sent_and_sent_again_by_its_identifier(
    http: httpx.AsyncClient, world: World, call: Call, kind: str
) -> None:
    method = f"send{kind.title()}"
    part = ("name.bin", b"content", "application/octet-stream")
    sent = await _upload(http, world, method, chat_id=1001, **{kind: part})
    file_id = sent["result"][kind]["file_id"]
    again = await call(method, chat_id=1001, **{kind: file_id})
    assert again["result"][kind]["file_id"] == file_id


async def test_an_album_is_one_group_of_messages(http: httpx.AsyncClient, world: World) -> None:
    media = (
        '[{"type":"photo","media":"attach://a","caption":"One"},'
        '{"type":"photo","media":"attach://b"}]'
    )
    part = ("a.png", PNG, "image/png")
    sent = await _upload(http, world, "sendMediaGroup", chat_id=1001, media=media, a=part, b=part)
    first, second = sent["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second["message_id"]) == ("One", first["message_id"] + 1)


async def test_a_call_without_its_file_is_refused(call: Call) -> None:
    answer = await call("sendPhoto", chat_id=1001)
    assert answer["description"] == "Bad Request: there is no photo in the request"


async def test_a_poll_a_place_and_a_contact_arrive(call: Call) -> None:
    poll = await call(
        "sendPoll", chat_id=1001, question="Ready?", options=[{"text": "Yes"}, {"text": "No"}]
    )
    assert [option["text"] for option in poll["result"]["poll"]["options"]] == ["Yes", "No"]
    place = await call("sendLocation", chat_id=1001, latitude=19.43, longitude=-99.13)
    assert place["result"]["location"]["latitude"] == 19.43
    contact = await call("sendContact", chat_id=1001, phone_number="+52", first_name="Ana")
    assert contact["result"]["contact"]["first_name"] == "Ana"


async def test_a_copy_has_no_origin_and_a_forward_has_one(call: Call, say: Call) -> None:
    asked = await say(1001, "My words")
    where = {"from_chat_id": 1001, "message_id": asked["message_id"]}
    copied = await call("copyMessage", chat_id=GROUP, **where)
    assert copied["result"] == {"message_id": 1}
    forwarded = await call("forwardMessage", chat_id=GROUP, **where)
    assert forwarded["result"]["text"] == "My words"
    assert forwarded["result"]["forward_origin"]["sender_user"]["id"] == 1001


async def test_several_messages_are_copied_in_their_order(call: Call, say: Call) -> None:
    ids = [(await say(1001, text))["message_id"] for text in ("One", "Two")]
    copied = await call("copyMessages", chat_id=GROUP, from_chat_id=1001, message_ids=[*ids, 99])
    assert copied["result"] == [{"message_id": 1}, {"message_id": 2}]
    wrong = await call("copyMessages", chat_id=GROUP, from_chat_id=1001, message_ids=ids[::-1])
    assert "strictly increasing" in wrong["description"]


async def test_what_is_gone_or_protected_is_not_copied(call: Call) -> None:
    sent = await call("sendMessage", chat_id=1001, text="Secret", protect_content=True)
    where = {"chat_id": GROUP, "from_chat_id": 1001}
    kept = await call("copyMessage", message_id=sent["result"]["message_id"], **where)
    assert kept["description"] == "Bad Request: message can't be copied"
    gone = await call("copyMessage", message_id=55, **where)
    assert gone["description"] == "Bad Request: message to copy not found"


async def test_a_chat_action_is_shown(call: Call, seen: Callable[[str], Json]) -> None:
    assert (await call("sendChatAction", chat_id=1001, action="typing"))["result"] is True
    assert seen("action")["action"] == "typing"
    wrong = await call("sendChatAction", chat_id=1001, action="dancing")
    assert wrong["description"] == "Bad Request: wrong parameter action in request"
