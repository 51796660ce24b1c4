from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def query_id(say: Call, http: httpx.AsyncClient) -> str:
    await say(1001, "/start")
    tapped = await http.post(
        "/rehearsal/chats/1001/taps", json={"from": 1001, "message_id": 1, "data": "go"}
    )
    assert tapped.status_code == 202
    return str(tapped.json()["callback_query_id"])


async def test_a_tap_arrives_as_a_callback_query(query_id: str, call: Call) -> None:
    query = (await call("getUpdates"))["result"][-1]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "go", 1001)
    assert query["message"]["message_id"] == 1


async def test_a_tap_on_a_message_that_is_gone_names_it(
    call: Call, say: Call, http: httpx.AsyncClient
) -> None:
    await say(1001, "/start")
    tap = {"from": 1001, "message_id": 40, "data": "old"}
    await http.post("/rehearsal/chats/1001/taps", json=tap)
    query = (await call("getUpdates"))["result"][-1]["callback_query"]
    assert query["message"]["date"] == 0
    assert query["message"]["message_id"] == 40


async def test_a_query_is_answered_once_and_the_person_sees_it(
    query_id: str, call: Call, seen: Callable[[str], Json]
) -> None:
    answer = {"callback_query_id": query_id, "text": "Thank you", "show_alert": True}
    assert (await call("answerCallbackQuery", **answer))["result"] is True
    event = seen("answer")
    assert (event["text"], event["show_alert"], event["user_id"]) == ("Thank you", True, 1001)
    assert (await call("answerCallbackQuery", **answer))["description"] == TOO_OLD


async def test_an_old_query_takes_no_answer(query_id: str, call: Call, world: World) -> None:
    world.advance(3600)
    answer = await call("answerCallbackQuery", callback_query_id=query_id)
    assert answer["description"] == TOO_OLD


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"text": "x" * 201}, "MESSAGE_TOO_LONG"), ({"url": "https://x.org"}, "URL_INVALID")],
)
async def test_an_answer_out_of_bounds_is_refused(
    query_id: str, call: Call, fields: Json, reason: str
) -> None:
    answer = await call("answerCallbackQuery", callback_query_id=query_id, **fields)
    assert answer["description"] == f"Bad Request: {reason}"
