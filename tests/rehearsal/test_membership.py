from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
CHANNEL, GROUP = -1001000000003, -2001
NAMED = "@free_internet_news"


async def test_blocking_and_unblocking_reach_the_bot(
    call: Call, say: Call, http: httpx.AsyncClient
) -> None:
    await say(1001, "/start")
    blocked = await http.post("/rehearsal/people/1001/block")
    assert blocked.json()["blocked"] is True
    refused = await http.post("/rehearsal/chats/1001/messages", json={"from": 1001, "text": "x"})
    assert refused.status_code == 400
    await http.post("/rehearsal/people/1001/unblock")
    changes = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in (await call("getUpdates"))["result"]
        if "my_chat_member" in update
    ]
    assert changes == ["kicked", "member"]


async def test_an_account_that_is_deleted_gets_nothing_and_has_no_name(
    call: Call, say: Call, http: httpx.AsyncClient
) -> None:
    await say(1001, "/start")
    sent = await call("sendMessage", chat_id=1001, text="Hello")
    deleted = await http.post("/rehearsal/people/1001/delete")
    assert deleted.json()["deactivated"] is True
    where = {"chat_id": 1001, "message_id": sent["result"]["message_id"]}
    for method, fields in {
        "sendMessage": {"chat_id": 1001, "text": "Still there?"},
        "editMessageText": {**where, "text": "Hello again"},
        "deleteMessage": where,
    }.items():
        answer = await call(method, **fields)
        assert (answer["error_code"], answer["description"]) == (
            403,
            "Forbidden: user is deactivated",
        )
    chat = (await call("getChat", chat_id=1001))["result"]
    assert (chat["first_name"], chat.get("username")) == ("", None)


async def test_whoever_deleted_the_account_does_nothing_any_more(
    call: Call, say: Call, http: httpx.AsyncClient
) -> None:
    await say(1001, "/start")
    await http.post("/rehearsal/people/1001/delete")
    for path, body in {
        "chats/1001/messages": {"from": 1001, "text": "x"},
        "chats/-2001/messages": {"from": 1001, "text": "x"},
        "chats/1001/taps": {"from": 1001, "message_id": 1, "data": "x"},
        "people/1001/block": {},
    }.items():
        answer = await http.post(f"/rehearsal/{path}", json=body)
        assert answer.json() == {"error": "Emma has deleted the account"}
    assert len((await call("getUpdates"))["result"]) == 1
    gone = await call("getChatMember", chat_id=GROUP, user_id=1001)
    assert gone["result"]["status"] == "left"


async def test_a_channel_is_found_and_posted_to_by_name_and_by_number(call: Call) -> None:
    for chat_id in (CHANNEL, NAMED):
        chat = (await call("getChat", chat_id=chat_id))["result"]
        assert (chat["id"], chat["type"]) == (CHANNEL, "channel")
        posted = (await call("sendMessage", chat_id=chat_id, text="News"))["result"]
        assert posted["sender_chat"]["username"] == "free_internet_news"
        assert "from" not in posted


async def test_a_bot_without_the_right_to_post_is_told_so(
    call: Call, http: httpx.AsyncClient
) -> None:
    demoted = {"from": 1003, "status": "member"}
    told = await http.post(f"/rehearsal/chats/{CHANNEL}/bot", json=demoted)
    assert told.json()["bot"] == "member"
    answer = await call("sendMessage", chat_id=NAMED, text="News")
    assert answer["error_code"] == 400
    assert answer["description"] == "Bad Request: need administrator rights in the channel chat"
    inside = await call("getChatMember", chat_id=NAMED, user_id=1003)
    assert inside["description"] == "Bad Request: member list is inaccessible"


async def test_a_bot_that_is_not_in_the_channel_sees_it_and_cannot_post(
    call: Call, http: httpx.AsyncClient
) -> None:
    put_out = {"from": 1003, "status": "left"}
    await http.post(f"/rehearsal/chats/{CHANNEL}/bot", json=put_out)
    answer = await call("sendMessage", chat_id=NAMED, text="News")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot is not a member of the channel chat"
    assert (await call("getChat", chat_id=NAMED))["ok"]
    update = (await call("getUpdates"))["result"][-1]["my_chat_member"]
    assert update["from"]["id"] == 1003
    assert update["new_chat_member"]["status"] == "left"


async def test_a_bot_that_was_kicked_out_sees_nothing(
    call: Call, http: httpx.AsyncClient, world: World
) -> None:
    kicked = {"from": 1003, "status": "kicked"}
    await http.post(f"/rehearsal/chats/{CHANNEL}/bot", json=kicked)
    for method in ("getChat", "sendMessage"):
        text = {"text": "x"} if method == "sendMessage" else {}
        answer = await call(method, chat_id=CHANNEL, **text)
        assert answer["description"] == "Forbidden: bot was kicked from the channel chat"
    assert world.chats[CHANNEL].messages == {}
