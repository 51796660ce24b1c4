"""Payloads of the outbox as calls of the real bot, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram.ext import ExtBot

from bot.delivery import Telegram
from bot.limiter import Lane, Limiter
from bot.outcomes import UnsendablePayload
from bot.sender import Job, Payload
from bot.transport import AiohttpRequest
from tests.bot.conftest import Serve

MESSAGE = {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "Hi"}
KEYBOARD = {"inline_keyboard": [[{"text": "Sign", "callback_data": "sign:1"}]]}


def job(method: str, params: dict[str, Any], kind: str = "broadcast") -> Job:
    return Job(1, 1, kind, 1001, 0, Payload(method, params))


class Seen:
    """The last call that the server got."""

    method = ""
    fields: dict[str, str]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def telegram(serve: Serve, seen: Seen) -> AsyncIterator[Telegram]:
    async def keep(request: web.Request) -> web.Response:
        seen.method = request.path.rpartition("/")[2]
        seen.fields = {name: str(value) for name, value in (await request.post()).items()}
        return web.json_response({"ok": True, "result": MESSAGE})

    limiter = Limiter()
    request = AiohttpRequest()
    await request.initialize()
    bot = ExtBot("7000000001:rehearsal", await serve(keep), request=request, rate_limiter=limiter)
    yield Telegram(bot, limiter)
    await limiter.shutdown()
    await request.shutdown()


async def test_text_goes_out_with_its_formatting_and_keyboard(
    telegram: Telegram, seen: Seen
) -> None:
    params = {
        "text": "Read on",
        "entities": [{"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org"}],
        "reply_markup": KEYBOARD,
        "link_preview_options": {"is_disabled": True},
        "protect_content": None,
    }
    assert await telegram.send(job("sendMessage", params)) == 5
    assert seen.method == "sendMessage"
    assert seen.fields["chat_id"] == "1001"
    assert '"url": "https://example.org"' in seen.fields["entities"]
    assert '"callback_data": "sign:1"' in seen.fields["reply_markup"]
    assert '"is_disabled": true' in seen.fields["link_preview_options"]
    assert "protect_content" not in seen.fields


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendPhoto", {"photo": "file-id", "caption": "A picture", "caption_entities": []}),
        ("sendDocument", {"document": "file-id"}),
        ("sendVideo", {"video": "file-id"}),
        ("sendAnimation", {"animation": "file-id"}),
        ("sendAudio", {"audio": "file-id"}),
        ("sendVoice", {"voice": "file-id"}),
        ("copyMessage", {"from_chat_id": 1003, "message_id": 7, "reply_markup": KEYBOARD}),
        ("forwardMessage", {"from_chat_id": 1003, "message_id": 7}),
    ],
)
@pytest.mark.parametrize("kind", ["notice", "digest", "broadcast"])
async def test_every_kind_of_payload_is_the_call_it_names(
    telegram: Telegram, seen: Seen, method: str, params: dict[str, Any], kind: str
) -> None:
    assert await telegram.send(job(method, params, kind)) == 5
    assert seen.method == method


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("deleteMessage", {"message_id": 1}),
        ("", {}),
        ("sendMessage", {"text": "Hi", "wings": 2}),
        ("sendMessage", {"text": "Hi", "reply_markup": {"keyboard": []}}),
        ("sendMessage", {"text": "Hi", "entities": [7]}),
    ],
)
async def test_what_is_no_message_is_refused_before_it_leaves(
    telegram: Telegram, seen: Seen, method: str, params: dict[str, Any]
) -> None:
    with pytest.raises(UnsendablePayload):
        await telegram.send(job(method, params))
    assert seen.method == ""


def test_every_kind_of_message_has_its_lane() -> None:
    assert [Lane[kind.upper()] for kind in ("notice", "digest", "broadcast")] == sorted(Lane)
