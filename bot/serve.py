"""One run, from the first update to the signal that ends it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from telegram import Update
from telegram.error import InvalidToken

from bot.app import Clock, Program, running
from bot.inbox import Inbox
from bot.incoming import Poller, TokenRefused, Webhook
from bot.settings import Settings
from bot.web import WebServer, build
from campaign.manifest import Manifest
from db.engine import Database

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
_HEALTH_HOST = "127.0.0.1"


async def serve(
    settings: Settings,
    manifest: Manifest,
    database: Database,
    token: str,
    clock: Clock,
    started: Callable[[Program], None],
) -> None:
    """Hear and answer until SIGINT or SIGTERM; `started` is called once updates can come."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        async with running(settings, manifest, database, token, clock) as program:
            inbox = Inbox(program.application.process_update)
            hearing = _brought if settings.webhook_url else _fetched
            async with hearing(settings, database, program, inbox) as listening:
                started(program)
                await _until(stop, listening)
    except InvalidToken:
        raise TokenRefused from None


@asynccontextmanager
async def _fetched(
    settings: Settings, database: Database, program: Program, inbox: Inbox
) -> AsyncIterator["asyncio.Task[None] | None"]:
    """Updates that the bot fetches itself."""
    poller = Poller(program.application.bot, inbox, allowed_updates=ALLOWED_UPDATES)
    health = None
    if settings.health_port is not None:
        health = WebServer(
            build(database, lambda: poller.flowing), _HEALTH_HOST, settings.health_port
        )
        await health.start()
    polling = asyncio.create_task(poller.run())
    try:
        yield polling
    finally:
        await poller.stop()
        await asyncio.gather(polling, return_exceptions=True)
        if health is not None:
            await health.stop()


@asynccontextmanager
async def _brought(
    settings: Settings, database: Database, program: Program, inbox: Inbox
) -> AsyncIterator["asyncio.Task[None] | None"]:
    """Updates that Telegram brings to the webhook."""
    webhook = Webhook(program.application.bot, inbox, settings.webhook_secret.get_secret_value())
    server = WebServer(build(database, lambda: True, webhook), *settings.webhook_socket)
    await server.start()
    try:
        await webhook.announce(str(settings.webhook_url), ALLOWED_UPDATES)
        yield None
    finally:
        await server.stop()
        await inbox.drain(10)


async def _until(stop: asyncio.Event, listening: "asyncio.Task[None] | None") -> None:
    """Wait for the signal, or for the hearing to end with an error."""
    waiting = asyncio.create_task(stop.wait())
    watched = {waiting} if listening is None else {waiting, listening}
    await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if listening is not None and listening.done():
        listening.result()
