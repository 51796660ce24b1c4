"""How updates come in, fetched or brought: each at least once.

An update is confirmed to Telegram only once its handler has ended; what a crash interrupts comes
again. https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
import contextlib
import hmac
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.inbox import Inbox, read
from bot.logs import fault
from bot.transport import seconds_of

__all__ = ["WEBHOOK_PATH", "Inbox", "Poller", "TokenRefused", "Webhook"]

logger = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhook/telegram"
_LONG_POLL = 30
_GRACE = 10.0  # seconds for an answer beyond the wait that was asked for
_GLANCES = (0.05, 0.5)  # seconds between looks for more while something is unfinished
_LONGEST_BACKOFF = 30.0
_CONFLICT_PAUSE = 5.0
_WEBHOOK_PATIENCE = 50.0  # Telegram gives a request up after a minute
_LARGEST_BODY = 1 << 20

_chance = random.SystemRandom()


class TokenRefused(Exception):
    "Telegram knows no bot with this token"

    def __init__(self) -> None:
        super().__init__("Telegram refuses TELEGRAM_TOKEN: copy it from @BotFather again.")


class Poller:
    """Fetches updates. One whose handler has not ended is asked for again, and not begun twice."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        *,
        allowed_updates: Sequence[str],
        wait: int = _LONG_POLL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._allowed = list(allowed_updates)
        self._wait = wait
        self._sleep = sleep
        self._unconfirmed: int | None = None  # above it nothing came yet; below all was seen
        self._glance = _GLANCES[0]
        self._failures = 0
        self._heard: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def flowing(self) -> bool:
        """Whether Telegram answered lately."""
        allowance = self._wait + 2 * _GRACE
        return self._heard is not None and time.monotonic() - self._heard < allowance

    async def run(self) -> None:
        """Fetch until `stop`; raises `TokenRefused`. A failure that may pass is waited out."""
        self._fetching = asyncio.create_task(self._fetch_for_ever())
        try:
            await self._fetching
        except asyncio.CancelledError:
            if not self._stopping:
                raise

    async def stop(self, patience: float = 10.0) -> None:
        """Fetch no more, give handlers `patience` seconds to end, and confirm those that did."""
        self._stopping = True
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
        await self._inbox.drain(patience)
        offset = self._offset()
        if offset is not None:
            # Should it fail, the updates come again and meet what they did before.
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await self._fetch(offset, 0)

    async def _fetch_for_ever(self) -> None:
        # Telegram gives no updates away while a webhook is set.
        while (pause := await self._unless_it_fails(self._bot.delete_webhook)) is not None:
            await self._sleep(pause)
        while True:
            pause = await self._unless_it_fails(self._turn)
            if pause is not None:
                await self._sleep(pause)

    async def _turn(self) -> None:
        unfinished = self._inbox.first_unfinished is not None
        found = await self._fetch(self._offset(), 0 if unfinished else self._wait)
        fresh = [raw for raw in found if raw["update_id"] not in self._inbox]
        for raw in fresh:
            self._inbox.accept(read(raw, self._bot))
        if found:
            self._unconfirmed = max(raw["update_id"] for raw in found) + 1
        elif not unfinished:
            # All is confirmed. Telegram may go on with lower ids after a quiet week.
            self._unconfirmed = None
        self._glance = _GLANCES[0] if fresh else min(self._glance * 2, _GLANCES[1])
        if self._inbox.first_unfinished is not None:
            # A long poll would end at once with what is unfinished, so it is looked for at times.
            await self._inbox.idle(self._glance)

    def _offset(self) -> int | None:
        first = self._inbox.first_unfinished
        return self._unconfirmed if first is None else first

    async def _fetch(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        # `Bot.get_updates` would lose all to one that cannot be read, and log what it says.
        found = await self._bot._post(
            "getUpdates",
            {"offset": offset, "timeout": wait, "allowed_updates": self._allowed},
            read_timeout=wait + _GRACE,
        )
        return list(found)

    async def _unless_it_fails(self, step: Callable[[], Awaitable[object]]) -> float | None:
        """None, or the seconds to wait before the next try."""
        try:
            await step()
        except InvalidToken:
            raise TokenRefused from None
        except RetryAfter as flood:
            return seconds_of(flood)
        except Conflict:
            self._fail("Another program fetches the updates of this bot: stop it, or this one")
            return _CONFLICT_PAUSE
        except TelegramError as error:
            self._fail("No updates from Telegram, trying again: %s", error)
        except Exception as error:
            self._failures += 1
            fault(logger, error)
        else:
            if self._failures:
                logger.info("Updates flow again")
            self._failures = 0
            self._heard = time.monotonic()
            return None
        return _chance.uniform(0.5, 1) * min(2.0**self._failures / 2, _LONGEST_BACKOFF)

    def _fail(self, sentence: str, *values: object) -> None:
        if not self._failures:
            logger.warning(sentence, *values)
        self._failures = min(self._failures + 1, 10)


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


async def _body(request: Request) -> bytes | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            return None
    return body
