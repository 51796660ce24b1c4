from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
GROUP, CHANNEL = -2001, -1001000000003


@pytest.fixture(autouse=True)
async def _talk(say: Call, call: Call) -> None:
    """Emma's message 1 and the bot's message 2."""
    await say(1001, "/start")
    await call("sendMessage", chat_id=1001, text="Hello")


async def _refusal(call: Call, method: str, **fields: Any) -> str:
    answer = await call(method, **fields)
    assert not answer["ok"]
    return str(answer["description"].removeprefix("Bad Request: "))


async def test_a_message_is_deleted_once(
    call: Call, world: World, seen: Callable[[str], Json]
) -> None:
    assert (await call("deleteMessage", chat_id=1001, message_id=2))["result"] is True
    assert 2 not in world.chats[1001].messages
    event = seen("delete")
    assert (event["chat_id"], event["message_id"]) == (1001, 2)
    refusal = await _refusal(call, "deleteMessage", chat_id=1001, message_id=2)
    assert refusal == "message to delete not found"


async def test_what_a_person_wrote_in_private_can_be_deleted_too(call: Call, world: World) -> None:
    assert (await call("deleteMessage", chat_id=1001, message_id=1))["ok"]
    assert list(world.chats[1001].messages) == [2]


async def test_after_two_days_a_message_stays(call: Call, world: World) -> None:
    world.advance(49 * 3600)
    refusal = await _refusal(call, "deleteMessage", chat_id=1001, message_id=2)
    assert refusal == "message can't be deleted for everyone"


async def test_several_are_deleted_at_once_and_missing_ones_skipped(
    call: Call, world: World
) -> None:
    assert (await call("deleteMessages", chat_id=1001, message_ids=[1, 2, 2, 50]))["ok"]
    assert world.chats[1001].messages == {}
    assert (await call("deleteMessages", chat_id=1001, message_ids=[1, 2]))["ok"]


async def test_one_that_has_to_stay_keeps_the_others(call: Call, world: World) -> None:
    world.advance(49 * 3600)
    young = (await call("sendMessage", chat_id=1001, text="Today"))["result"]["message_id"]
    refusal = await _refusal(call, "deleteMessages", chat_id=1001, message_ids=[2, young])
    assert refusal == "message can't be deleted for everyone"
    assert young in world.chats[1001].messages


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([0], "invalid message identifier specified"),
    ],
)
async def test_from_one_to_a_hundred_are_named(call: Call, ids: list[int], reason: str) -> None:
    assert await _refusal(call, "deleteMessages", chat_id=1001, message_ids=ids) == reason


async def test_in_a_group_the_bot_deletes_only_its_own(call: Call, say: Call) -> None:
    said = await say(1001, "Hello all", chat=GROUP)
    refusal = await _refusal(call, "deleteMessage", chat_id=GROUP, message_id=said["message_id"])
    assert refusal == "message can't be deleted for everyone"


async def test_in_its_channel_the_bot_deletes_any_post_of_two_days(
    call: Call, say: Call, world: World
) -> None:
    said = await say(1003, "News", chat=CHANNEL)
    assert (await call("deleteMessage", chat_id=CHANNEL, message_id=said["message_id"]))["ok"]
    old = await say(1003, "Old news", chat=CHANNEL)
    world.advance(49 * 3600)
    refusal = await _refusal(call, "deleteMessage", chat_id=CHANNEL, message_id=old["message_id"])
    assert refusal == "message can't be deleted"
