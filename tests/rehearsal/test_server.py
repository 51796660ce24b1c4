import asyncio
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from rehearsal.server import Server, running
from rehearsal.world import World


async def test_a_server_takes_a_free_port_and_gives_it_back() -> None:
    server = Server(World())
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        assert (await client.get("/rehearsal/chats")).status_code == 200
    await server.stop()
    with socket.create_server(("127.0.0.1", server.port)):
        pass


async def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Server(World(), port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            await server.start()
        await server.stop()


async def test_stopping_ends_open_polls_and_streams(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as client:
        poll = asyncio.create_task(
            client.get(f"{server.bot_url}{server.world.token}/getUpdates?timeout=50")
        )
        stream = asyncio.create_task(client.get("/rehearsal/events"))
        await asyncio.sleep(0.1)
        await server.stop()
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await stream).status_code == 200


async def test_a_world_outlives_its_server() -> None:
    server = Server(World())
    await server.start()
    server.world.add_person("Ana", "es")
    await server.stop()
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        told = (await client.get("/rehearsal/chats")).json()
    await server.stop()
    assert "Ana" in [chat["title"] for chat in told["chats"]]


def test_a_server_runs_in_a_thread_of_its_own() -> None:
    with running() as server:
        server.world.advance(60)
        clock = httpx.get(f"{server.url}/rehearsal/chats", trust_env=False).json()["clock"]
    assert clock["ahead_seconds"] == 60


async def test_the_page_comes_from_its_folder(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        page = await client.get("/")
        assert page.headers["content-type"].startswith("text/html")
        assert (await client.get("/page/../server.py")).status_code == 404


def test_the_rehearsal_starts_by_itself_and_stops_when_asked() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rehearsal", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        address = program.stdout.readline().split()[-1]
        token = World().token
        answer = httpx.get(f"{address}/bot{token}/getMe", trust_env=False)
        assert answer.json()["result"]["id"] == 7000000001
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=30) == 0
