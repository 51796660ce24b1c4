"""The rehearsal over HTTP: the Bot API, the control face and the page, on one loopback port."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from rehearsal import bot_api, control
from rehearsal.crowd import Crowd
from rehearsal.webhook import Courier
from rehearsal.world import World

PAGE = Path(__file__).parent / "page"
KEEP_ALIVE_SECONDS = 600
GRACE_SECONDS = 1


def build(world: World) -> Starlette:
    """The application with all three faces over one world."""
    crowd = Crowd(world)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(Courier(world).run())
        try:
            yield
        finally:
            crowd.leave()
            courier.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await courier

    app = Starlette(
        routes=[
            *bot_api.routes(),
            *control.routes(),
            Route("/", _index),
            Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        lifespan=lifespan,
    )
    app.state.world = world
    app.state.crowd = crowd
    app.state.connections = {}
    return app


async def _index(_: Request) -> Response:
    return FileResponse(PAGE / "index.html")


class Server:
    """Serves a world inside another program's event loop, signals left alone."""

    def __init__(self, world: World, host: str = "127.0.0.1", port: int = 0) -> None:
        self.world = world
        self.host = host
        self.port = port
        self._uvicorn: _Uvicorn | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The page's address, without a slash at the end; known once started."""
        return f"http://{self.host}:{self.port}"

    @property
    def bot_url(self) -> str:
        """The address that a library takes as base: the token follows it directly."""
        return f"{self.url}/bot"

    async def start(self) -> None:
        """Returns when the server listens; `OSError` when the port is taken."""
        self.world.close(False)
        app = build(self.world)
        listener = _listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                http=_protocol(app.state.connections),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._serving = asyncio.create_task(self._uvicorn.serve([listener]))
        while not self._uvicorn.started:
            if self._serving.done():
                await self._serving
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Ends open polls and streams, and returns when the port is free."""
        if self._uvicorn is None or self._serving is None:
            return
        self.world.close()
        self._uvicorn.should_exit = True
        await self._serving
        self._uvicorn = self._serving = None


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket whose protocol is named, without which asyncio leaves Nagle's delay on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _protocol(connections: dict[tuple[str, int], asyncio.Transport]) -> type[asyncio.Protocol]:
    """HTTP/1.1 that remembers its connections by the client's address, so that one can drop."""

    class Remembering(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if self.client is not None:
                connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                connections.pop(self.client, None)
            super().connection_lost(exc)

    return Remembering


@contextlib.contextmanager
def running(world: World | None = None, port: int = 0) -> Iterator[Server]:
    """A server in a thread of its own, for tests and programs without an event loop."""
    server = Server(world or World(), port=port)
    started: Future[asyncio.AbstractEventLoop] = Future()
    stop = asyncio.Event()

    async def serve() -> None:
        try:
            await server.start()
        except BaseException as error:
            started.set_exception(error)
            return
        started.set_result(asyncio.get_running_loop())
        await stop.wait()
        await server.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="rehearsal", daemon=True)
    thread.start()
    loop = started.result()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
