"""The embedder `http`: any server that speaks OpenAI's `/v1/embeddings`.

It is sent the texts as they are, without the prefixes of E5: what a model wants before a text is
for its server to add. Whatever comes back is checked, and the key is in no error and no log.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import numpy as np

from campaign.answers.embedders import texts
from campaign.answers.embedders.embedder import BATCH, Floats

log = logging.getLogger(__name__)

_TEST_SECONDS = 5.0
_QUESTION_SECONDS = 1.5
_BATCH_SECONDS = 20.0
_PAUSE_SECONDS = 10.0
_LONGEST_ANSWER = 8 << 20
_LARGEST_DIMENSION = 8_192


class BadAnswer(Exception):
    "The server answered with something other than the vectors: what it was"


class HttpEmbedder:
    """Embeds by asking a server; after a failure questions leave it alone for ten seconds."""

    name = "http"

    def __init__(self, url: str, model: str, key: str) -> None:
        self._endpoint = url if url.endswith("/embeddings") else f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._session: aiohttp.ClientSession | None = None
        self._paused_until = 0.0
        self.model = f"{model}@{urlsplit(url).netloc}"
        self.dimension = 0

    async def test(self) -> None:
        """Learn the dimension; raises `BadAnswer`, `TimeoutError` and `aiohttp.ClientError`."""
        rows = await self._ask(["hola"], _TEST_SECONDS)
        self.dimension = rows.shape[1]

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, of shape (dimension,); None when it cannot be had now."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._paused_until:
            return None
        rows = await self._try([texts.question(text)], _QUESTION_SECONDS)
        if rows is None:
            self._paused_until = loop.time() + _PAUSE_SECONDS
            return None
        vector: Floats = rows[0]
        return vector

    async def passages(self, passages: Sequence[str]) -> Floats | None:
        """A row for each of at most `BATCH` passages or sentences; None when it cannot now."""
        if len(passages) > BATCH:
            raise ValueError(f"{len(passages)} passages at once are more than {BATCH}")
        if not passages:
            return np.empty((0, self.dimension), dtype=np.float32)
        return await self._try([texts.passage(text) for text in passages], _BATCH_SECONDS)

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()

    async def _try(self, cleaned: list[str], seconds: float) -> Floats | None:
        try:
            return await self._ask(cleaned, seconds)
        except (BadAnswer, TimeoutError, aiohttp.ClientError) as problem:
            log.warning("the embeddings server failed: %s", reason(problem))
            return None

    async def _ask(self, cleaned: list[str], seconds: float) -> Floats:
        # Some servers refuse an empty text.
        body = {"model": self._model, "input": [text or "." for text in cleaned]}
        async with (
            asyncio.timeout(seconds),
            self._connected().post(
                self._endpoint, json=body, headers=self._headers, allow_redirects=False
            ) as response,
        ):
            if response.status != 200:
                raise BadAnswer(f"it answered with status {response.status}")
            payload = await _bounded(response)
        # A megabyte of JSON takes longer to read than the event loop may stand still.
        return await asyncio.to_thread(_vectors, payload, len(cleaned), self.dimension)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session


def reason(problem: BaseException) -> str:
    """What went wrong, without the address or the key."""
    if isinstance(problem, BadAnswer):
        return str(problem)
    if isinstance(problem, TimeoutError):
        return "it did not answer in time"
    return f"it could not be reached ({type(problem).__name__})"


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    payload = bytearray()
    async for chunk in response.content.iter_any():
        payload += chunk
        if len(payload) > _LONGEST_ANSWER:
            raise BadAnswer(f"it answered with more than {_LONGEST_ANSWER >> 20} MB")
    return bytes(payload)


def _vectors(payload: bytes, count: int, dimension: int) -> Floats:
    """The rows in the order of asking, of unit length; `dimension` 0 takes any."""
    rows = _numbers(payload, count)
    if not 0 < rows.shape[1] <= _LARGEST_DIMENSION or dimension not in {0, rows.shape[1]}:
        raise BadAnswer(f"its vectors have {rows.shape[1]} numbers instead of {dimension}")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise BadAnswer("its vectors have no length")
    unit: Floats = (rows / lengths).astype(np.float32)
    return unit


def _numbers(payload: bytes, count: int) -> Any:
    try:
        data = json.loads(payload)["data"]
        by_index = {int(each["index"]): each["embedding"] for each in data}
        rows = np.array([by_index[index] for index in range(count)], dtype=np.float64)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        rows = None
    if rows is None or rows.ndim != 2:
        raise BadAnswer("it answered with something other than vectors")
    return rows
