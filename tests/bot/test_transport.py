"""What leaves for the Bot API, and what an unlucky request is called afterwards."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transport import AiohttpRequest, NotSent, ServerError
from tests.bot.conftest import Handler, Serve

TOKEN = "7000000001:a-very-Secret_token"
TEXT = '{"a": 1} ñ 🙂'
MESSAGE = {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "Hi"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(read_timeout=2, connect_timeout=1) as request:
        yield request


@pytest.fixture
def bot_of(serve: Serve, request_: AiohttpRequest) -> Any:
    async def make(handler: Handler) -> Bot:
        return Bot(TOKEN, base_url=await serve(handler), request=request_)

    return make


def answering(status: int, **answer: Any) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response({"ok": status == 200, **answer}, status=status)

    return handle


async def drop(request: web.Request) -> web.StreamResponse:
    await request.read()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def test_fields_go_out_as_strings_and_structures_as_json(bot_of: Any) -> None:
    seen: dict[str, str] = {}

    async def keep(request: web.Request) -> web.Response:
        seen.update({name: str(value) for name, value in (await request.post()).items()})
        return web.json_response({"ok": True, "result": MESSAGE})

    bot = await bot_of(keep)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("¡Sí!", callback_data="y")]])
    sent = await bot.send_message(
        2**51, '{"a": 1} ñ 🙂', protect_content=True, reply_markup=keyboard
    )
    assert sent.message_id == 5
    assert seen["chat_id"] == str(2**51)
    assert seen["text"] == TEXT
    assert seen["protect_content"] == "true"
    assert seen["reply_markup"].startswith('{"inline_keyboard": [[{')


async def test_a_file_is_a_part_and_its_name_stays_whole(bot_of: Any) -> None:
    seen: dict[str, Any] = {}

    async def keep(request: web.Request) -> web.Response:
        part = (await request.post())["document"]
        assert isinstance(part, web.FileField)
        seen.update(name=part.filename, content=part.file.read(), kind=part.content_type)
        return web.json_response({"ok": True, "result": MESSAGE})

    bot = await bot_of(keep)
    await bot.send_document(1, b"a,b\n1,2\n", filename='año "uno".csv', caption="ñ")
    assert seen == {"name": 'año "uno".csv', "content": b"a,b\n1,2\n", "kind": "text/csv"}


async def test_an_album_names_its_parts_with_attach(bot_of: Any) -> None:
    seen: dict[str, Any] = {}

    async def keep(request: web.Request) -> web.Response:
        seen.update(await request.post())
        return web.json_response({"ok": True, "result": [MESSAGE]})

    bot = await bot_of(keep)
    await bot.send_media_group(1, [InputMediaPhoto(b"one"), InputMediaPhoto(b"two")])
    parts = [name for name, value in seen.items() if isinstance(value, web.FileField)]
    assert len(parts) == 2
    assert all(f"attach://{name}" in seen["media"] for name in parts)


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"description": "Bad Request: chat not found"}, BadRequest),
        (413, {"description": "Request Entity Too Large"}, BadRequest),
        (401, {"description": "Unauthorized"}, InvalidToken),
        (403, {"description": "Forbidden: bot was blocked by the user"}, Forbidden),
        (400, {"parameters": {"migrate_to_chat_id": -100}}, ChatMigrated),
        (429, {"parameters": {"retry_after": 7}}, RetryAfter),
        (429, {}, RetryAfter),
        (500, {"description": "Internal Server Error"}, ServerError),
        (502, {}, ServerError),
        (504, {}, TimedOut),
        (302, {}, NotSent),
    ],
)
async def test_every_refusal_has_its_error(
    bot_of: Any, status: int, answer: dict[str, Any], error: type[TelegramError]
) -> None:
    bot = await bot_of(answering(status, **answer))
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "Hi")
    assert type(caught.value) is error


async def test_an_answer_that_is_no_bot_api_answer_leaves_a_doubt(bot_of: Any) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>Log in to the wireless network")

    with pytest.raises(NetworkError) as caught:
        await (await bot_of(page)).send_message(1, "Hi")
    assert not isinstance(caught.value, NotSent)


async def test_a_refused_connection_never_left(request_: AiohttpRequest) -> None:
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{free_port()}/bot", request=request_)
    with pytest.raises(NotSent):
        await bot.send_message(1, "Hi")


async def test_an_address_that_is_none_never_left(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent):
        await Bot(TOKEN, base_url="no-scheme/bot", request=request_).send_message(1, "Hi")


async def test_a_closed_transport_sends_nothing() -> None:
    with pytest.raises(NotSent):
        await AiohttpRequest().post("http://127.0.0.1:1/bot")


async def test_a_full_pool_never_left(serve: Serve) -> None:
    url = await serve(hang)
    async with AiohttpRequest(1, pool_timeout=0.05, connect_timeout=0.05) as request:
        bot = Bot(TOKEN, base_url=url, request=request)
        first = asyncio.create_task(bot.send_message(1, "Hi"))
        await asyncio.sleep(0.02)
        with pytest.raises(NotSent):
            await bot.send_message(2, "Hi")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_no_answer_in_time_is_in_doubt(bot_of: Any) -> None:
    bot = await bot_of(hang)
    with pytest.raises(TimedOut):
        await bot.send_message(1, "Hi", read_timeout=0.05)


async def test_a_reset_is_in_doubt_and_is_not_repeated(bot_of: Any) -> None:
    arrived = 0

    async def count(request: web.Request) -> web.StreamResponse:
        nonlocal arrived
        arrived += 1
        if arrived == 1:
            return web.json_response({"ok": True, "result": MESSAGE})
        return await drop(request)

    bot = await bot_of(count)
    await bot.send_message(1, "Hi")
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(1, "Hi")
    assert not isinstance(caught.value, NotSent)
    assert arrived == 2


async def test_a_proxy_in_the_environment_is_not_trusted(
    bot_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    bot = await bot_of(answering(200, result=MESSAGE))
    assert (await bot.send_message(1, "Hi")).text == "Hi"


async def echo(request: web.Request) -> web.Response:
    return web.Response(status=404, text=f"Nothing at {request.path}")


@pytest.mark.parametrize(
    "handler",
    [echo, drop, hang, answering(500), answering(401), answering(400, description=TOKEN), None],
    ids=["echo", "drop", "hang", "500", "401", "400", "refused"],
)
async def test_the_token_is_in_no_error_and_no_log(
    serve: Serve,
    request_: AiohttpRequest,
    handler: Handler | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = await serve(handler) if handler else f"http://127.0.0.1:{free_port()}/bot"
    with pytest.raises(TelegramError) as caught:
        await request_.post(f"{url}{TOKEN}/getMe", read_timeout=0.1)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    error: BaseException | None = caught.value
    while error is not None:
        shown += repr(error)
        error = error.__context__
    logging.getLogger("test").exception("it failed", exc_info=caught.value)
    assert "Secret" not in shown
    assert "Secret" not in caplog.text
