"""A crowd meets a small bot that knows /start, /sign and /digest."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from rehearsal.server import Server

Json = dict[str, Any]
MENUS = {
    "/sign": ("Sign?", "Aceptar y firmar", "sign:accept"),
    "/digest": ("How often?", "Diario", "digest:daily"),
    "sign:accept": ("Signed.", "Recibir novedades", "sign:updates"),
}


class SmallBot:
    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._path = f"/bot{token}"
        self.taps: list[str] = []
        self.asks_for_contacts = False
        self.contacts: list[Json] = []

    async def work(self) -> None:
        offset = 0
        while True:
            updates = await self._call("getUpdates", offset=offset, timeout=20)
            for update in updates:
                offset = update["update_id"] + 1
                await self._answer(update)

    async def _answer(self, update: Json) -> None:
        if query := update.get("callback_query"):
            self.taps.append(query["data"])
            if self.asks_for_contacts:
                await self._ask_for_contact(query["message"])
            else:
                await self._show("editMessageText", query["message"], query["data"])
            await self._call("answerCallbackQuery", callback_query_id=query["id"])
        elif message := update.get("message"):
            if "contact" in message:
                self.contacts.append(message["contact"])
                message = {**message, "text": "sign:accept"}
            await self._show("sendMessage", message, message["text"])

    async def _ask_for_contact(self, message: Json) -> None:
        keys = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
        await self._call(
            "sendMessage", chat_id=message["chat"]["id"], text="Number?", reply_markup=keys
        )

    async def _show(self, method: str, message: Json, asked: str) -> None:
        text, label, data = MENUS.get(asked, ("Done.", "Help", "help"))
        await self._call(
            method,
            chat_id=message["chat"]["id"],
            message_id=message["message_id"] if method == "editMessageText" else None,
            text=text,
            reply_markup={"inline_keyboard": [[{"text": label, "callback_data": data}]]},
        )

    async def _call(self, method: str, **fields: Any) -> Any:
        given = {name: value for name, value in fields.items() if value is not None}
        answer = (await self._client.post(f"{self._path}/{method}", json=given)).json()
        return answer.get("result")


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
async def bot(client: httpx.AsyncClient, server: Server) -> AsyncIterator[SmallBot]:
    bot = SmallBot(client, server.world.token)
    work = asyncio.create_task(bot.work())
    yield bot
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _until_done(client: httpx.AsyncClient) -> Json:
    async with asyncio.timeout(60):
        while True:
            progress: Json = (await client.get("/rehearsal/crowd")).json()
            if progress["done"]:
                return progress
            await asyncio.sleep(0.05)


async def test_a_crowd_signs_subscribes_and_partly_blocks(
    client: httpx.AsyncClient, bot: SmallBot, server: Server
) -> None:
    plan = {
        "count": 60,
        "language_code": "es",
        "subscribe": True,
        "sign": True,
        "updates": True,
        "blocked_share": 0.25,
    }
    assert (await client.post("/rehearsal/crowd", json=plan)).status_code == 202
    progress = await _until_done(client)
    assert progress.items() >= {"asked": 60, "joined": 60, "signed": 60, "subscribed": 60}.items()
    assert 5 < progress["blocked"] < 30
    for data in ("sign:accept", "sign:updates", "digest:daily"):
        assert bot.taps.count(data) == 60
    blocked = [person for person in server.world.people.values() if person.blocked]
    assert len(blocked) == progress["blocked"]
    events = server.world.journal.events.after(0)
    assert [event for event in events if event["kind"] == "crowd"][-1]["done"] is True


async def test_a_crowd_may_only_join(client: httpx.AsyncClient, bot: SmallBot) -> None:
    plan = {"count": 5, "subscribe": False, "sign": False}
    await client.post("/rehearsal/crowd", json=plan)
    progress = await _until_done(client)
    assert (progress["joined"], progress["signed"], progress["subscribed"]) == (5, 0, 0)
    assert bot.taps == []


async def test_a_crowd_shares_its_own_numbers_where_they_are_asked_for(
    client: httpx.AsyncClient, bot: SmallBot
) -> None:
    bot.asks_for_contacts = True
    await client.post("/rehearsal/crowd", json={"count": 5, "subscribe": False})
    assert (await _until_done(client))["signed"] == 5
    assert len({contact["phone_number"] for contact in bot.contacts}) == 5
