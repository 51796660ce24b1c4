"""A web server on loopback whose pages a test writes, and a fetcher that may go there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from campaign.articles.addresses import Address
from campaign.articles.fetching import Fetcher

LOOPBACK = "127.0.0.1"
ANY_PORT = range(1, 65_536)
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Pages by path; every request is kept."""

    def __init__(self) -> None:
        self.port = 0
        self.pages: dict[str, Handle] = {}
        self.requests: list[web.Request] = []

    def link(self, path: str, host: str = LOOPBACK) -> str:
        return f"http://{host}:{self.port}{path}"

    def page(
        self,
        path: str,
        body: str | bytes = b"",
        kind: str = "text/html",
        status: int = 200,
        **headers: str,
    ) -> str:
        """Put a page there; its link."""
        data = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": kind} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }

        async def handle(request: web.Request) -> web.Response:
            return web.Response(body=data, status=status, headers=given)

        self.pages[path] = handle
        return self.link(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Put a redirect there; its link."""
        return self.page(path, status=status, Location=to)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        handle = self.pages.get(request.path)
        return web.Response(status=404) if handle is None else await handle(request)


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """A site that is up."""
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


def only_loopback(address: Address) -> bool:
    return str(address) == LOOPBACK


async def here(host: str) -> list[str]:
    """Every name is this machine's."""
    return [LOOPBACK]


def near(**options: Any) -> Fetcher:
    """A fetcher that may go to 127.0.0.1, to any port, and for every name goes there."""
    return Fetcher(**{"allowed": only_loopback, "ports": ANY_PORT, "resolve": here, **options})
