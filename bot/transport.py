"""HTTP to the Bot API over aiohttp: what `telegram.Bot` sends, and what became of it.

Errors are told apart by the one question that matters to a sender: did the request leave?
`NotSent` never left and may be repeated; `ServerError` was answered and not carried out; any
other `NetworkError` leaves the call in doubt. No error, log line or traceback made here holds the
address that was called, because the bot's token is part of it.
"""

import json
import os
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Opts in to `RetryAfter.retry_after` as a timedelta; the integer is deprecated and warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN = re.compile(rb"\d{6,}:[A-Za-z0-9_-]{6,}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_RETRY_AFTER_UNSAID = 5

# What the library understands by itself; every other 4xx is a refusal too, not a doubt.
_UNDERSTOOD = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS,
}

Timeout = DefaultValue[float] | DefaultValue[None] | float | None


class NotSent(NetworkError):
    "The request never left this machine"


class TurnedAway(NotSent):
    "The bot is stopping, and the call's turn had not come"


class ServerError(NetworkError):
    "The server answered that it could not carry the call out"

    def __init__(self, status: int) -> None:
        super().__init__(f"The server answered with status {status}")
        self.status = status


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait, whichever form the library gives it."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class AiohttpRequest(BaseRequest):
    """The transport of one bot; timeouts in seconds, `None` waits for ever.

    `connections` bounds the requests in flight; one more waits `pool_timeout` for its turn.
    """

    __slots__ = (
        "_connect_timeout",
        "_connections",
        "_media_write_timeout",
        "_pool_timeout",
        "_read_timeout",
        "_session",
        "_write_timeout",
    )

    def __init__(
        self,
        connections: int = 256,
        *,
        connect_timeout: float | None = 5,
        pool_timeout: float | None = 5,
        read_timeout: float | None = 10,
        write_timeout: float | None = 10,
        media_write_timeout: float | None = 60,
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._media_write_timeout = media_write_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, where a call names no other."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer; raises `NotSent`, `ServerError`, `TimedOut` and others."""
        session = self._session
        if session is None or session.closed:
            raise NotSent("The transport is closed")
        uploads = request_data is not None and request_data.contains_files
        limits = _limits(
            connect=_given(connect_timeout, self._connect_timeout),
            pool=_given(pool_timeout, self._pool_timeout),
            read=_given(read_timeout, self._read_timeout),
            write=_given(
                write_timeout, self._media_write_timeout if uploads else self._write_timeout
            ),
        )
        answer = await _exchange(session, method, url, request_data, limits)
        if isinstance(answer, TelegramError):
            raise answer  # outside of any `except`: no context that could hold the address
        status, body = answer
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return status, body
        body = _TOKEN.sub(b"<token>", body)
        refusal = _refusal(status, body)
        if refusal is not None:
            raise refusal
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict; one that is no Bot API answer is told without its content."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or "ok" not in answer:
            raise NetworkError("The server's answer is not one of the Bot API")
        if answer["ok"] and "result" not in answer:
            raise NetworkError("The server's answer holds no result")
        return answer


def _given(timeout: Timeout, default: float | None) -> float | None:
    return default if isinstance(timeout, DefaultValue) else timeout


def _limits(
    connect: float | None, pool: float | None, read: float | None, write: float | None
) -> aiohttp.ClientTimeout:
    known = [limit for limit in (connect, pool, read, write) if limit is not None]
    whole = len(known) == 4  # aiohttp limits no write by itself: the sum of all four does
    return aiohttp.ClientTimeout(
        total=sum(known) if whole else None,
        connect=None if connect is None or pool is None else connect + pool,
        sock_connect=connect,
        sock_read=read,
        ceil_threshold=60,
    )


async def _exchange(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    data: RequestData | None,
    limits: aiohttp.ClientTimeout,
) -> tuple[int, bytes] | TelegramError:
    """The answer, or the error to raise: returned, so that it carries no traceback of its cause."""
    try:
        body, headers = _body(data)
        async with session.request(
            method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as response:
            return response.status, await response.read()
    except Exception as error:
        return _explained(error)


def _explained(error: Exception) -> TelegramError:
    name = type(error).__name__
    match error:
        case aiohttp.ConnectionTimeoutError():
            return NotSent("No connection in time")
        case aiohttp.ClientConnectorError():
            return NotSent(f"No connection: {error.strerror or name}")
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return NotSent("The address of the Bot API server is not valid")
        case aiohttp.ServerFingerprintMismatch():
            return NotSent("The server is not the one expected")
        case TimeoutError():
            return TimedOut("No answer in time")
        case aiohttp.ClientError() | OSError():
            return NetworkError(f"The connection broke: {name}")
    return NetworkError(f"The request failed: {name}")


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    fields = data.json_parameters
    if not data.contains_files:
        return urlencode(fields).encode(), _FORM
    form = aiohttp.FormData(quote_fields=False)  # file names go as UTF-8, as browsers send them
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=_UNPRINTABLE.sub(" ", filename), content_type=kind)
    return form, {}


def _refusal(status: int, body: bytes) -> TelegramError | None:
    """The error for an answer that the library would leave in doubt or misread, if it is one."""
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return TimedOut("A gateway had no answer in time")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(status)
    if status < HTTPStatus.BAD_REQUEST:
        return NotSent(f"The server sends elsewhere (status {status})")
    if status == HTTPStatus.TOO_MANY_REQUESTS and not _says_retry_after(body):
        return RetryAfter(_RETRY_AFTER_UNSAID)
    if status not in _UNDERSTOOD:
        return BadRequest(_description(body) or f"The server answered with status {status}")
    return None


def _says_retry_after(body: bytes) -> bool:
    parameters = _parsed(body).get("parameters")
    return isinstance(parameters, dict) and bool(parameters.get("retry_after"))


def _description(body: bytes) -> str:
    return str(_parsed(body).get("description") or "")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
