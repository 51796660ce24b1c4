"""The web server says how things are, inside the bot's event loop and without its signals."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.web import PlaceTaken, WebServer, build
from db.engine import Database


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


async def test_health_is_ok_while_the_database_answers_and_updates_flow(
    database: Database, client: httpx.AsyncClient
) -> None:
    flowing = True
    server = WebServer(build(database, lambda: flowing), "127.0.0.1", 0)
    await server.start()
    address = f"http://127.0.0.1:{server.port}/health"
    answer = await client.get(address)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    flowing = False
    answer = await client.get(address)
    assert (answer.status_code, answer.json()) == (503, {"status": "failing"})
    await server.stop()


async def test_health_fails_when_the_database_does_not_answer(
    database: Database, client: httpx.AsyncClient
) -> None:
    server = WebServer(build(database, lambda: True), "127.0.0.1", 0)
    await server.start()
    database.path.rename(database.path.with_suffix(".away"))
    database.path.mkdir()
    answer = await client.get(f"http://127.0.0.1:{server.port}/health")
    assert answer.status_code == 503
    await server.stop()
    database.path.rmdir()
    database.path.with_suffix(".away").rename(database.path)


async def test_signals_stay_the_bots(database: Database) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    server = WebServer(build(database, lambda: True), "127.0.0.1", 0)
    await server.start()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
    await server.stop()


async def test_a_place_that_is_taken_is_told_in_one_sentence(database: Database) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PlaceTaken, match=rf"Cannot listen on 127\.0\.0\.1, port {port}"):
            await WebServer(build(database, lambda: True), "127.0.0.1", port).start()


async def test_the_port_is_free_again_after_the_stop(database: Database) -> None:
    first = WebServer(build(database, lambda: True), "127.0.0.1", 0)
    await first.start()
    second = WebServer(build(database, lambda: True), "127.0.0.1", first.port)
    await first.stop()
    await second.start()
    await second.stop()


async def test_stopping_twice_or_before_the_start_is_nothing(database: Database) -> None:
    server = WebServer(build(database, lambda: True), "127.0.0.1", 0)
    await server.stop()
    await server.start()
    await asyncio.gather(server.stop())
    await server.stop()
