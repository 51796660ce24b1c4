"""The bot's own web server: health, and the webhook where there is one."""

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections.abc import Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import InvalidToken

from bot.incoming import Inbox, TokenRefused, read
from db import meta
from db.engine import Database

logger = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhook/telegram"
_DATABASE_PATIENCE = 5.0
_WEBHOOK_PATIENCE = 50.0  # Telegram gives a request up after a minute
_LARGEST_BODY = 1 << 20
_STOPPING = 10
_BACKLOG = 256


class PlaceTaken(Exception):
    "The web server cannot listen there"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Cannot listen on {host}:{port}: it is taken, or not this machine's.")


class Webhook:
    """Takes updates that Telegram brings, and says so only once they were handled."""

    def __init__(
        self, bot: Bot, inbox: Inbox, secret: str, *, patience: float = _WEBHOOK_PATIENCE
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._secret = secret
        self._patience = patience

    async def announce(self, url: str, allowed_updates: Sequence[str]) -> None:
        """Tell Telegram to bring updates to `url` from now on; raises `TokenRefused` and others."""
        try:
            await self._bot.set_webhook(
                f"{url}{WEBHOOK_PATH}",
                secret_token=self._secret,
                allowed_updates=allowed_updates,
                drop_pending_updates=False,
            )
        except InvalidToken:
            raise TokenRefused from None

    def route(self) -> Route:
        """The only place where Telegram is heard."""
        return Route(WEBHOOK_PATH, self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        if not self._is_telegram(request):
            return Response(status_code=401)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = read(json.loads(body), self._bot)
        except (KeyError, TypeError, ValueError):
            return Response(status_code=400)
        end = self._inbox.accept(update)
        await asyncio.wait([end], timeout=self._patience)
        # Telegram brings again what it gets no 200 for, and then meets the same future.
        return Response(status_code=200 if end.done() and not end.cancelled() else 503)

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get("x-telegram-bot-api-secret-token", "")
        return hmac.compare_digest(shown.encode("latin-1"), self._secret.encode("ascii"))


def build(
    database: Database, flowing: Callable[[], bool], webhook: Webhook | None = None
) -> Starlette:
    """What the server answers. `flowing` says whether updates come in."""

    async def health(request: Request) -> JSONResponse:
        well = flowing() and await _answers(database)
        return JSONResponse({"status": "ok" if well else "failing"}, 200 if well else 503)

    routes = [Route("/health", health)]
    if webhook is not None:
        routes.append(webhook.route())
    return Starlette(routes=routes)


async def _answers(database: Database) -> bool:
    try:
        async with asyncio.timeout(_DATABASE_PATIENCE):
            await database.read(lambda conn: meta.get(conn, "health"))
    except Exception as error:
        logger.warning("The database does not answer: %s", error)
        return False
    return True


class WebServer:
    """Serves an application inside the bot's event loop, and leaves signals to the bot.

    Port 0 takes a free one; `port` is the real one once started.
    """

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self.port = port
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; raises `PlaceTaken`."""
        listener = _listen(self._host, self.port)
        self.port = listener.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                self._app,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_STOPPING,
            )
        )
        self._serving = asyncio.create_task(self._server.serve([listener]))
        await self._server.listening.wait()

    async def stop(self) -> None:
        """Take no more requests, and wait for those under way."""
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        await self._serving
        self._server = self._serving = None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _body(request: Request) -> bytes | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            return None
    return body


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, else asyncio does not know it for TCP and lets small answers wait.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise PlaceTaken(host, port) from None
    return listener
