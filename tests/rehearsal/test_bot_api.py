"""The Bot API's face: how calls come in over HTTP, and what faults and limits do to them."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.server import Server
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]


async def test_a_wrong_token_is_unauthorized_and_no_token_is_not_found(
    http: httpx.AsyncClient, world: World
) -> None:
    wrong = await http.get("/bot7000000001:other/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    none = await http.get("/botnonsense/getMe")
    assert none.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_an_unknown_method_is_not_found_and_the_case_does_not_matter(call: Call) -> None:
    assert (await call("sendTelegram"))["error_code"] == 404
    assert (await call("GETME"))["result"]["username"] == "pliego_rehearsal_bot"


async def test_a_call_comes_as_query_form_or_json(
    http: httpx.AsyncClient, world: World, say: Call
) -> None:
    await say(1001, "/start")
    path, fields = f"/bot{world.token}/sendMessage", {"chat_id": 1001, "text": "é 😀"}
    form = {name: str(value) for name, value in fields.items()}
    answers = [
        await http.get(path, params=form),
        await http.post(path, data=form),
        await http.post(path, json=fields),
        await http.post(path, data=form, files={}),
    ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["é 😀"] * 4


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"[1]", "application/json"),
        (b"{", "application/json"),
        (b"text=%ff", "application/x-www-form-urlencoded"),
        (b"hello", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(
    http: httpx.AsyncClient, world: World, content: bytes, kind: str
) -> None:
    answer = await http.post(
        f"/bot{world.token}/sendMessage", content=content, headers={"Content-Type": kind}
    )
    assert answer.status_code == 400
    assert answer.json()["description"].startswith("Bad Request: ")


async def test_a_text_that_looks_like_json_stays_a_text(call: Call, say: Call) -> None:
    await say(1001, "/start")
    sent = await call("sendMessage", chat_id=1001, text='{"a": 1}')
    assert sent["result"]["text"] == '{"a": 1}'


async def test_what_was_said_is_kept_without_the_token(
    call: Call, say: Call, http: httpx.AsyncClient, world: World
) -> None:
    await say(1001, "/start")
    await call("getUpdates")
    await call("getUpdates", offset=10**9)
    await call("sendMessage", chat_id=1001, text="Hi")
    kept = (await http.get("/rehearsal/exchanges")).json()["exchanges"]
    assert [(item["direction"], item["method"]) for item in kept] == [
        ("update", "message"),
        ("call", "getUpdates"),
        ("call", "sendMessage"),
    ]
    assert kept[-1]["params"] == {"chat_id": "1001", "text": "Hi"}
    assert world.token not in str(kept)


async def test_limits_hold_unless_turned_off(
    call: Call, say: Call, http: httpx.AsyncClient
) -> None:
    await say(1001, "/start")
    await http.post("/rehearsal/limits", json={"enforced": True})
    answers = [await call("sendMessage", chat_id=1001, text="x") for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[-1]["error_code"] == 429
    assert answers[-1]["parameters"]["retry_after"] >= 1
    assert (await call("editMessageText", chat_id=1001, message_id=2, text="edited"))["ok"]
    assert (await call("getUpdates"))["ok"]
    counted = (await http.get("/rehearsal/limits")).json()
    assert counted["refused"] == 1


async def test_edits_count_in_groups(call: Call, http: httpx.AsyncClient) -> None:
    await http.post("/rehearsal/limits", json={"enforced": True})
    assert (await call("sendMessage", chat_id=-2001, text="0"))["ok"]
    edits = [
        await call("editMessageText", chat_id=-2001, message_id=1, text=str(number))
        for number in range(1, 21)
    ]
    assert [edit["ok"] for edit in edits] == [True] * 19 + [False]


async def test_limits_are_on_by_default() -> None:
    assert World().limits.enforced


async def test_a_fault_answers_instead_of_acting(
    call: Call, say: Call, http: httpx.AsyncClient, world: World
) -> None:
    await say(1001, "/start")
    fault = {"method": "sendMessage", "error_code": 500, "times": 1}
    assert (await http.post("/rehearsal/faults", json=fault)).status_code == 201
    struck = await call("sendMessage", chat_id=1001, text="x")
    assert struck["description"] == "Internal Server Error"
    assert len(world.chats[1001].messages) == 1
    assert (await call("sendMessage", chat_id=1001, text="x"))["ok"]


async def test_a_fault_after_acting_loses_only_the_answer(
    call: Call, say: Call, http: httpx.AsyncClient, world: World
) -> None:
    await say(1001, "/start")
    fault = {"method": "sendMessage", "error_code": 502, "after": True, "times": 1}
    await http.post("/rehearsal/faults", json=fault)
    assert (await call("sendMessage", chat_id=1001, text="x"))["error_code"] == 502
    assert len(world.chats[1001].messages) == 2


@pytest.mark.parametrize(("after", "delivered"), [(False, 0), (True, 1)])
async def test_a_dropped_connection_ends_without_an_answer(
    server: Server, after: bool, delivered: int
) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        await client.post("/rehearsal/chats/1001/messages", json={"from": 1001, "text": "Hi"})
        fault = {"method": "sendMessage", "drop": True, "after": after, "times": 1}
        await client.post("/rehearsal/faults", json=fault)
        with pytest.raises(httpx.TransportError):
            await client.post(
                f"/bot{server.world.token}/sendMessage", data={"chat_id": "1001", "text": "x"}
            )
        counted = (await client.get("/rehearsal/delivered?contains=x")).json()
    assert counted["total"] == delivered


async def test_a_hanging_call_never_answers(server: Server) -> None:
    server.world.faults.add({"method": "getMe", "hang": True})
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=0.2) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(f"/bot{server.world.token}/getMe")


async def test_a_call_by_name_is_noted_for_its_chat(call: Call, http: httpx.AsyncClient) -> None:
    await call("sendMessage", chat_id="@free_internet_news", text="News")
    found = (await http.get("/rehearsal/exchanges?chat_id=-1001000000003")).json()["exchanges"]
    assert [exchange["method"] for exchange in found] == ["sendMessage"]
