"""The bot's own web server: health, and the webhook where there is one."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.incoming import Webhook
from db import meta
from db.engine import Database

logger = logging.getLogger(__name__)

_DATABASE_PATIENCE = 5.0
_STOPPING = 10
_BACKLOG = 256


class PlaceTaken(Exception):
    "The web server cannot listen there"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Cannot listen on {host}, port {port}: it is taken, or not this machine's."
        )


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
