"""`pliego run` and `pliego rehearse`."""

import asyncio
from datetime import UTC, datetime

from rich.console import Console

from bot import logs
from bot.opening import opened, require_responsible, require_token_if_live
from bot.serve import serve
from bot.settings import Settings, load
from bot.web import PlaceTaken
from campaign import manifest as manifests
from campaign.manifest import Manifest
from rehearsal.server import Server
from rehearsal.world import World

REHEARSAL_OWNER = 1003
"""The organiser among the rehearsal's people."""

console = Console(highlight=False)


def run() -> None:
    """Start the bot: on Telegram with TELEGRAM_TOKEN in .env, else in the rehearsal."""
    settings = load()
    require_token_if_live(settings)
    if not settings.live:
        _rehearse(settings)
        return
    manifest = manifests.load(settings.campaign)
    require_responsible(manifest)
    logs.set_up(settings.log_level, settings.secrets)
    asyncio.run(_run_live(settings, manifest))


def rehearse() -> None:
    """Start the bot in the rehearsal, where Telegram is played on this machine."""
    _rehearse(load())


def _rehearse(settings: Settings) -> None:
    settings = settings.model_copy(
        update={"telegram_token": None, "owners": (REHEARSAL_OWNER,), "webhook_url": None}
    )
    logs.set_up(settings.log_level, settings.secrets)
    asyncio.run(_run_rehearsal(settings, manifests.load(settings.campaign)))


async def _run_live(settings: Settings, manifest: Manifest) -> None:
    token = settings.telegram_token
    if token is None:
        raise AssertionError("a live run has its token")
    async with opened(settings) as database:
        await serve(
            settings,
            manifest,
            database,
            token.get_secret_value(),
            lambda: datetime.now(UTC),
            lambda program: _say_live(program.application.bot.username, program.owner_link),
        )


async def _run_rehearsal(settings: Settings, manifest: Manifest) -> None:
    world = World()
    server = Server(world, port=settings.rehearsal_port)
    try:
        await server.start()
    except OSError:
        raise PlaceTaken(server.host, server.port) from None
    try:
        settings = settings.model_copy(update={"telegram_api_url": server.url})
        async with opened(settings) as database:
            await serve(
                settings,
                manifest,
                database,
                world.token,
                world.now,
                lambda _: _say_rehearsal(server.url),
            )
    finally:
        await server.stop()


def _say_live(username: str, owner_link: str | None) -> None:
    console.print(f"[bold]Live on Telegram[/] as @{username}. Ctrl+C stops it.")
    console.print("To rehearse instead, run: .venv/bin/pliego rehearse")
    if owner_link is not None:
        console.print(f"Nobody owns this campaign yet. Open this within a day: {owner_link}")


def _say_rehearsal(url: str) -> None:
    console.print(f"[bold]Rehearsal[/] at {url} (open it in a browser). Ctrl+C stops it.")
    console.print(
        "Nothing leaves this machine. To go live, put TELEGRAM_TOKEN=<the token from @BotFather> "
        "into .env and run the same command again."
    )
