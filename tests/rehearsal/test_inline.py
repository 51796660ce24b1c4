import base64
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.fields import Upload
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def _article(number: str, **more: Any) -> Json:
    said = {"message_text": "<b>Quote</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": number,
        "title": "An article",
        "input_message_content": said,
        **more,
    }


async def _asked(http: httpx.AsyncClient, chat: int = 1001) -> str:
    asked = {"from": 1001, "query": "Google"}
    answer = await http.post(f"/rehearsal/chats/{chat}/inline_queries", json=asked)
    assert answer.status_code == 202
    return str(answer.json()["inline_query_id"])


async def _chosen(
    http: httpx.AsyncClient, query_id: str, chat: int = 1001, person: int = 1001
) -> Json:
    chosen = {"from": person, "inline_query_id": query_id, "result_id": "1"}
    answer = await http.post(f"/rehearsal/chats/{chat}/inline_results", json=chosen)
    message: Json = answer.json()
    return message


async def test_an_inline_question_is_answered(
    call: Call, http: httpx.AsyncClient, seen: Callable[[str], Json]
) -> None:
    query_id = await _asked(http)
    answer = await call("answerInlineQuery", inline_query_id=query_id, results=[_article("1")])
    assert answer["result"] is True
    assert seen("inline")["results"][0]["title"] == "An article"
    again = await call("answerInlineQuery", inline_query_id=query_id, results=[])
    assert again["description"] == TOO_OLD


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([_article("1"), _article("1")], "RESULT_ID_DUPLICATE"),
        ([_article("x" * 65)], "RESULT_ID_INVALID"),
        ([_article(str(number)) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([_article("1", input_message_content={"message_text": ""})], "message text is empty"),
        ([_article("1", mood="good")], "unknown field"),
        ([{"type": "photo", "id": "1"}], "Can't find field"),
        ([{"type": "photo", "id": "1", "photo_file_id": "x"}], "PHOTO_INVALID"),
        ([_article("1", thumbnail_url="qr.png")], "WEBDOCUMENT_URL_INVALID"),
    ],
)
async def test_inline_results_out_of_bounds_are_refused(
    call: Call, http: httpx.AsyncClient, results: list[Json], reason: str
) -> None:
    query_id = await _asked(http)
    answer = await call("answerInlineQuery", inline_query_id=query_id, results=results)
    assert reason in answer["description"]


async def test_a_question_says_from_what_kind_of_chat_it_comes(
    call: Call, http: httpx.AsyncClient
) -> None:
    for chat, kind in ((1001, "sender"), (-2001, "group")):
        query_id = await _asked(http, chat)
        asked = (await call("getUpdates"))["result"][-1]["inline_query"]
        assert (asked["id"], asked["query"], asked["chat_type"]) == (query_id, "Google", kind)
        assert asked["from"]["id"] == 1001


async def test_a_result_is_posted_with_its_buttons_in_the_name_of_who_chose_it(
    call: Call, http: httpx.AsyncClient, world: World
) -> None:
    link = "https://t.me/pliego_rehearsal_bot?start=r-ABCD1234"
    keys = {"inline_keyboard": [[{"text": "Sign", "url": link}]]}
    query_id = await _asked(http, -2001)
    results = [_article("1", reply_markup=keys)]
    await call("answerInlineQuery", inline_query_id=query_id, results=results)
    message = await _chosen(http, query_id, -2001)
    assert (message["from"]["id"], message["via_bot"]["id"]) == (1001, world.bot["id"])
    assert (message["text"], message["entities"][0]["type"]) == ("Quote", "bold")
    assert message["reply_markup"] == keys
    heard = (await call("getUpdates"))["result"][-1]["message"]
    assert heard["message_id"] == message["message_id"]


async def test_a_tap_on_a_posted_result_names_it_without_showing_it(
    call: Call, http: httpx.AsyncClient
) -> None:
    keys = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    query_id = await _asked(http)
    results = [_article("1", reply_markup=keys)]
    await call("answerInlineQuery", inline_query_id=query_id, results=results)
    message = await _chosen(http, query_id)
    tap = {"from": 1001, "message_id": message["message_id"], "data": "more"}
    await http.post("/rehearsal/chats/1001/taps", json=tap)
    tapped = (await call("getUpdates"))["result"][-1]["callback_query"]
    assert tapped["inline_message_id"]
    assert "message" not in tapped


async def test_a_picture_that_was_sent_before_can_be_a_result(
    call: Call, http: httpx.AsyncClient, world: World
) -> None:
    stored = world.files.add("photo", Upload("qr.png", "image/png", PNG))
    query_id = await _asked(http)
    picture = {"type": "photo", "id": "1", "photo_file_id": stored.file_id, "caption": "Scan it"}
    await call("answerInlineQuery", inline_query_id=query_id, results=[picture])
    message = await _chosen(http, query_id)
    assert (message["photo"][0]["file_id"], message["caption"]) == (stored.file_id, "Scan it")


async def test_only_what_was_offered_to_oneself_can_be_chosen(
    call: Call, http: httpx.AsyncClient
) -> None:
    query_id = await _asked(http, -2001)
    await call("answerInlineQuery", inline_query_id=query_id, results=[_article("7")])
    assert await _chosen(http, query_id, -2001) == {"error": "that was not offered"}
    others = await _chosen(http, query_id, -2001, person=1002)
    assert others == {"error": "nothing was offered for that"}


async def test_pictures_of_other_sites_are_not_fetched(call: Call, http: httpx.AsyncClient) -> None:
    picture = {
        "type": "photo",
        "id": "1",
        "photo_url": "https://example.org/qr.jpg",
        "thumbnail_url": "https://example.org/qr.jpg",
    }
    query_id = await _asked(http)
    assert (await call("answerInlineQuery", inline_query_id=query_id, results=[picture]))["ok"]
    assert "other sites" in (await _chosen(http, query_id))["error"]
