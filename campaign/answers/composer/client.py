"""A server that speaks OpenAI's `/v1/chat/completions`: llama.cpp, Ollama, or one that is hosted.

Nothing of what is asked, and no key, is in an error or a log.
"""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from campaign.answers.composer.prompt import Message
from campaign.answers.composer.reply import BadReply

SECONDS = 5.0
_LONGEST_REPLY = 64 << 10  # bytes
_TOKENS = 500
_BAD_REQUEST = {400, 422}


class ChatServer:
    """Asks for one completion at a time, within `SECONDS`, whatever the server does."""

    def __init__(self, url: str, model: str, key: str = "", *, seconds: float = SECONDS) -> None:
        base = url.rstrip("/").removesuffix("/chat/completions")
        self._endpoint = f"{base}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self._options: dict[str, Any] = {
            "temperature": 0,
            "max_tokens": _TOKENS,
            "response_format": {"type": "json_object"},
        }
        self.host = urlsplit(url).hostname or ""

    async def ask(self, messages: list[Message]) -> str:
        """The text of the completion; raises `BadReply`, `TimeoutError`, `aiohttp.ClientError`."""
        body = {"model": self._model, "messages": messages, "stream": False}
        async with asyncio.timeout(self._seconds):
            status, payload = await self._post(body | self._options)
            if status in _BAD_REQUEST and self._options:
                # Not every server knows every option, and all are only wishes.
                self._options = {}
                status, payload = await self._post(body)
        if status != 200:
            raise BadReply(f"an answer with status {status}")
        return _content(payload)

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        async with self._connected().post(
            self._endpoint, json=body, headers=self._headers, allow_redirects=False
        ) as response:
            return response.status, await _bounded(response) if response.status == 200 else b""

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session


def reason(problem: BaseException) -> str:
    """What went wrong, without the address, the key, or what was said."""
    if isinstance(problem, BadReply):
        return f"it sent {problem}"
    if isinstance(problem, TimeoutError):
        return f"it did not answer within {SECONDS:.0f} seconds"
    return f"it could not be reached ({type(problem).__name__})"


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    payload = bytearray()
    async for chunk in response.content.iter_any():
        payload += chunk
        if len(payload) > _LONGEST_REPLY:
            raise BadReply(f"more than {_LONGEST_REPLY >> 10} KB")
    return bytes(payload)


def _content(payload: bytes) -> str:
    try:
        content = json.loads(payload)["choices"][0]["message"]["content"]
    except (ValueError, TypeError, LookupError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise BadReply("something other than a completion")
    return content
