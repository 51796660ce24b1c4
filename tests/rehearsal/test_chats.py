from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
GROUP, CHANNEL = -2001, -1001000000003


async def test_members_and_their_roles_are_known(call: Call, world: World) -> None:
    olivia = await call("getChatMember", chat_id=GROUP, user_id=1003)
    assert olivia["result"]["status"] == "creator"
    bot = await call("getChatMember", chat_id=CHANNEL, user_id=world.bot["id"])
    assert bot["result"]["can_post_messages"] is True
    administrators = await call("getChatAdministrators", chat_id=GROUP)
    assert [member["user"]["id"] for member in administrators["result"]] == [1003]
    assert (await call("getChatMemberCount", chat_id=GROUP))["result"] == 4
    nobody = await call("getChatMember", chat_id=GROUP, user_id=5)
    assert nobody["description"] == "Bad Request: invalid user_id specified"


async def test_a_chat_describes_itself(call: Call, say: Call) -> None:
    await say(1001, "/start")
    assert (await call("getChat", chat_id=1001))["result"]["first_name"] == "Emma"
    assert (await call("getChat", chat_id=GROUP))["result"]["title"] == "Free Internet Circle"
    assert (await call("getChat", chat_id=1002))["description"] == "Bad Request: chat not found"


async def test_a_message_is_pinned_and_taken_down(call: Call, say: Call) -> None:
    message = await say(1001, "Keep this")
    pinned = await call("pinChatMessage", chat_id=1001, message_id=message["message_id"])
    assert pinned["result"] is True
    chat = await call("getChat", chat_id=1001)
    assert chat["result"]["pinned_message"]["text"] == "Keep this"
    assert (await call("unpinChatMessage", chat_id=1001))["result"] is True
    assert "pinned_message" not in (await call("getChat", chat_id=1001))["result"]


async def test_who_left_a_group_cannot_write_there(call: Call) -> None:
    assert (await call("leaveChat", chat_id=GROUP))["result"] is True
    answer = await call("sendMessage", chat_id=GROUP, text="x")
    assert answer["description"] == "Forbidden: bot is not a member of the group chat"
    update = (await call("getUpdates"))["result"][-1]
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/help", True),
        ("/help@pliego_rehearsal_bot", True),
        ("/help@another_bot", False),
        ("Hello all", False),
        ("What do you think, @pliego_rehearsal_bot?", True),
    ],
)
async def test_in_a_group_the_bot_hears_what_is_meant_for_it(
    call: Call, say: Call, text: str, heard: bool
) -> None:
    await say(1001, text, chat=GROUP)
    assert bool((await call("getUpdates"))["result"]) is heard


async def test_in_a_group_the_bot_hears_replies_to_it(call: Call, say: Call) -> None:
    sent = await call("sendMessage", chat_id=GROUP, text="Hello")
    await say(1002, "Thanks", chat=GROUP, reply_to=sent["result"]["message_id"])
    update = (await call("getUpdates"))["result"][0]
    assert update["message"]["reply_to_message"]["text"] == "Hello"


async def test_a_post_in_the_channel_arrives_as_one(call: Call, say: Call) -> None:
    await say(1003, "News", chat=CHANNEL)
    assert (await call("getUpdates"))["result"][0]["channel_post"]["text"] == "News"


async def test_a_reaction_is_shown(call: Call, say: Call, seen: Callable[[str], Json]) -> None:
    message = await say(1001, "Hi")
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await call("setMessageReaction", chat_id=1001, message_id=message["message_id"], reaction=thumb)
    assert seen("reaction")["reaction"] == thumb


async def test_nobody_has_profile_photos(call: Call) -> None:
    answer = await call("getUserProfilePhotos", user_id=1001)
    assert answer["result"] == {"total_count": 0, "photos": []}


async def test_the_bot_sets_and_reads_what_it_says_of_itself(call: Call) -> None:
    commands = [{"command": "sign", "description": "Sign the petition"}]
    scope = {"type": "chat", "chat_id": 1001}
    await call("setMyCommands", commands=commands, scope=scope, language_code="es")
    read = await call("getMyCommands", scope=scope, language_code="es")
    assert read["result"] == commands
    await call("deleteMyCommands", scope=scope, language_code="es")
    assert (await call("getMyCommands", scope=scope, language_code="es"))["result"] == []
    for kind in ("Name", "Description", "ShortDescription"):
        field = {"Name": "name", "Description": "description"}.get(kind, "short_description")
        await call(f"setMy{kind}", **{field: "Pliego"})
        assert (await call(f"getMy{kind}"))["result"] == {field: "Pliego"}
    await call("setChatMenuButton", chat_id=1001, menu_button={"type": "commands"})
    assert (await call("getChatMenuButton", chat_id=1001))["result"] == {"type": "commands"}


async def test_a_scope_names_a_chat_that_exists(call: Call) -> None:
    scope = {"type": "chat", "chat_id": 5}
    answer = await call("setMyCommands", commands=[], scope=scope)
    assert answer["description"] == "Bad Request: chat not found"
