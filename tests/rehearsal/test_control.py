import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from rehearsal.fields import Upload
from rehearsal.server import Server
from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]


async def test_a_rehearsal_begins_with_its_people_and_chats(http: httpx.AsyncClient) -> None:
    told = (await http.get("/rehearsal/chats")).json()
    assert told["bot"]["username"] == "pliego_rehearsal_bot"
    assert {chat["id"]: chat["type"] for chat in told["chats"]} == {
        1001: "private",
        1002: "private",
        1003: "private",
        -2001: "group",
        -1001000000003: "channel",
    }
    lucia = told["chats"][1]
    assert lucia["person"] == {
        "id": 1002,
        "first_name": "Lucía",
        "last_name": "Hernández",
        "language_code": "es",
        "phone": "+525500001002",
        "blocked": False,
        "deactivated": False,
        "role": "Supporter, reads Spanish",
    }
    assert lucia["members"] == [1002]
    assert sorted(told["chats"][3]["members"]) == [1001, 1002, 1003]
    assert told["clock"]["ahead_seconds"] == 0


async def test_someone_new_comes_in(http: httpx.AsyncClient, say: Call) -> None:
    answer = await http.post("/rehearsal/people", json={"first_name": "Ana", "language_code": "es"})
    assert answer.status_code == 201
    ana = answer.json()
    message = await say(ana["id"], "Hola")
    assert message["from"]["first_name"] == "Ana"


async def test_a_file_from_a_person_reaches_the_bot(
    call: Call, http: httpx.AsyncClient, world: World
) -> None:
    answer = await http.post(
        "/rehearsal/chats/1003/messages",
        data={"from": "1003", "caption": "For /sign", "kind": "document"},
        files={"file": ("article.md", "# Título".encode(), "text/markdown")},
    )
    assert answer.status_code == 201
    message = (await call("getUpdates"))["result"][0]["message"]
    assert message["document"]["file_name"] == "article.md"
    assert message["caption_entities"][0]["type"] == "bot_command"
    path = (await call("getFile", file_id=message["document"]["file_id"]))["result"]["file_path"]
    assert (await http.get(f"/file/bot{world.token}/{path}")).text == "# Título"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rehearsal/chats/77/messages", {"from": 1001, "text": "x"}, 404),
        ("/rehearsal/chats/1001/messages", {"from": 77, "text": "x"}, 404),
        ("/rehearsal/chats/1001/messages", {"from": 1002, "text": "x"}, 400),
        ("/rehearsal/chats/1001/messages", {"from": 1001}, 400),
        ("/rehearsal/chats/1001/messages", {"from": 1001, "text": ""}, 400),
        ("/rehearsal/chats/1001/messages", {"from": 1001, "text": "x", "reply_to": 9}, 400),
        ("/rehearsal/chats/-1001000000003/messages", {"from": 1001, "text": "x"}, 400),
        ("/rehearsal/chats/1001/taps", {"from": 1002, "message_id": 1, "data": "x"}, 400),
        ("/rehearsal/chats/1001/updates", {}, 400),
        ("/rehearsal/chats/1001/contacts", {"from": 1001, "of": 77}, 404),
        ("/rehearsal/chats/1001/contacts", {"from": 1001, "phone_number": "+1"}, 400),
        ("/rehearsal/chats/1001/bot", {"from": 1001, "status": "left"}, 400),
        ("/rehearsal/chats/-2001/bot", {"from": 1001, "status": "owner"}, 400),
        ("/rehearsal/people", {"first_name": " ", "language_code": "en"}, 400),
        ("/rehearsal/limits", {"speed": 1}, 400),
        ("/rehearsal/faults", {"explode": True}, 400),
        ("/rehearsal/crowd", {"count": 0}, 400),
        ("/rehearsal/crowd", {"amount": 5}, 400),
        ("/rehearsal/clock", [], 400),
    ],
)
async def test_what_cannot_be_is_told_in_a_sentence(
    http: httpx.AsyncClient, path: str, body: Json, status: int
) -> None:
    answer = await http.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_pages_of_other_sites_have_no_say(http: httpx.AsyncClient) -> None:
    for origin, status in (("http://rehearsal", 200), ("https://example.org", 403)):
        answer = await http.post(
            "/rehearsal/clock", json={"advance_seconds": 1}, headers={"Origin": origin}
        )
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("kind", "content_type", "shown"),
    [("video", "text/html", False), ("video", "video/mp4", True), ("document", "image/png", False)],
)
async def test_a_file_is_shown_only_where_that_is_harmless(
    http: httpx.AsyncClient, world: World, kind: str, content_type: str, shown: bool
) -> None:
    stored = world.files.add(kind, Upload('<a"b>.mp4', content_type, b"<script>"))
    answer = await http.get(f"/rehearsal/files/{stored.file_id}")
    disposition = f'{"inline" if shown else "attachment"}; filename="_a_b_.mp4"'
    assert answer.headers["content-disposition"] == disposition
    assert answer.headers["content-type"] == (content_type if shown else "application/octet-stream")


async def test_a_raw_update_goes_to_the_bot_as_it_is(call: Call, http: httpx.AsyncClient) -> None:
    await http.post("/rehearsal/chats/1001/updates", json={"hologram": {"depth": 3}})
    assert (await call("getUpdates"))["result"][0]["hologram"] == {"depth": 3}


async def test_a_person_sees_their_commands(call: Call, http: httpx.AsyncClient) -> None:
    for language, words in (("", "Sign"), ("es", "Firma")):
        commands = [{"command": "sign", "description": words}]
        await call("setMyCommands", commands=commands, language_code=language)
    shown = await http.get("/rehearsal/commands?chat_id=1002&user_id=1002")
    assert shown.json() == {"commands": [{"command": "sign", "description": "Firma"}]}


async def test_exchanges_are_filtered(call: Call, say: Call, http: httpx.AsyncClient) -> None:
    await say(1001, "/start")
    await say(1002, "/start")
    await call("sendMessage", chat_id=1002, text="Hola")
    found = (await http.get("/rehearsal/exchanges?chat_id=1002&method=sendMessage")).json()
    assert [exchange["params"]["text"] for exchange in found["exchanges"]] == ["Hola"]
    last = found["exchanges"][0]["n"]
    assert (await http.get(f"/rehearsal/exchanges?after={last}")).json() == {"exchanges": []}


async def test_the_list_of_chats_stays_short(http: httpx.AsyncClient, world: World) -> None:
    for _ in range(300):
        world.add_person("Ana", "es", crowd=True)
    world.add_person("Named", "en")
    listed = (await http.get("/rehearsal/chats")).json()["chats"]
    assert len(listed) == 200
    assert listed[5]["title"] == "Named"


async def _events(lines: AsyncIterator[str], count: int) -> list[Json]:
    found: list[Json] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            line = await anext(lines)
            if line.startswith("data: "):
                found.append(json.loads(line.removeprefix("data: ")))
    return found


async def test_events_stream_as_they_happen_and_resume_after_a_number(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=20) as client:
        async with client.stream("GET", "/rehearsal/events") as stream:
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith(":")
            message = {"from": 1001, "text": "Hi"}
            await client.post("/rehearsal/chats/1001/messages", json=message)
            await client.post("/rehearsal/clock", json={"advance_seconds": 60})
            events = await _events(lines, 3)
        assert [event["kind"] for event in events] == ["message", "exchange", "clock"]
        assert events[1]["exchange"]["method"] == "message"
        assert events[0]["message"]["text"] == "Hi"
        seen = {"Last-Event-ID": str(events[0]["n"])}
        async with client.stream("GET", "/rehearsal/events", headers=seen) as stream:
            assert await _events(stream.aiter_lines(), 2) == events[1:]
