"""A bare HTTP server for one test: it answers as the test says, and keeps what it was sent."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """`await serve(handler)` listens on loopback and returns the address to use as `base_url`."""
    runners: list[web.ServerRunner] = []

    async def start(handler: Handler) -> str:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            return await handler(request)  # type: ignore[arg-type]

        runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        runners.append(runner)
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/bot"

    yield start
    for runner in runners:
        await runner.cleanup()
