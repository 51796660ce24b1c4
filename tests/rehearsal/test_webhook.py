import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web

from rehearsal.server import Server

SECRET = "a-secret_token"


class Hook:
    """A bot's webhook that refuses as many requests as it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.refuse = 0
        self.seen: list[str] = []
        self.secrets: set[str | None] = set()

    async def take(self, request: web.BaseRequest) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = await request.json()
        if self.refuse > 0:
            self.refuse -= 1
            return web.Response(status=503)
        self.seen.append(update["message"]["text"])
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook.take), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


async def _set(client: httpx.AsyncClient, hook: Hook, server: Server) -> None:
    answer = await client.post(
        f"/bot{server.world.token}/setWebhook", data={"url": hook.url, "secret_token": SECRET}
    )
    assert answer.json()["result"] is True


async def _say(client: httpx.AsyncClient, person: int, *texts: str) -> None:
    for text in texts:
        await client.post(
            f"/rehearsal/chats/{person}/messages", json={"from": person, "text": text}
        )


async def _until_delivered(server: Server) -> None:
    async with asyncio.timeout(20):
        while len(server.world.updates):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_updates_come_with_the_secret_and_in_order(
    server: Server, client: httpx.AsyncClient, hook: Hook
) -> None:
    await _say(client, 1001, "0")
    await _set(client, hook, server)
    await _say(client, 1001, *(str(number) for number in range(1, 30)))
    await _until_delivered(server)
    assert hook.seen == [str(number) for number in range(30)]
    assert hook.secrets == {SECRET}


async def test_an_update_comes_again_until_it_is_taken(
    server: Server, client: httpx.AsyncClient, hook: Hook
) -> None:
    hook.refuse = 2
    await _set(client, hook, server)
    await _say(client, 1001, "first", "second")
    await _until_delivered(server)
    assert hook.seen == ["first", "second"]
    info = (await client.get(f"/bot{server.world.token}/getWebhookInfo")).json()["result"]
    assert info["url"] == hook.url
    assert "503" in info["last_error_message"]
    assert info["pending_update_count"] == 0


async def test_polling_waits_until_the_webhook_is_gone(
    server: Server, client: httpx.AsyncClient, hook: Hook
) -> None:
    await _set(client, hook, server)
    polled = await client.get(f"/bot{server.world.token}/getUpdates")
    assert polled.status_code == 409
    await client.get(f"/bot{server.world.token}/deleteWebhook")
    await _say(client, 1001, "back to polling")
    polled = await client.get(f"/bot{server.world.token}/getUpdates")
    assert polled.json()["result"][0]["message"]["text"] == "back to polling"
    assert hook.seen == []


async def test_a_secret_of_other_characters_is_refused(
    server: Server, client: httpx.AsyncClient, hook: Hook
) -> None:
    answer = await client.post(
        f"/bot{server.world.token}/setWebhook", data={"url": hook.url, "secret_token": "ñ"}
    )
    assert "secret token" in answer.json()["description"]
