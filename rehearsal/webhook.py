"""Delivery of updates to the bot's webhook: in order within a chat, again until taken.

https://core.telegram.org/bots/api#setwebhook
"""

import asyncio
from typing import Any

import aiohttp

from rehearsal.shapes import Json
from rehearsal.world import World

LOOK_AHEAD = 200
LONGEST_PAUSE = 30.0
TIMEOUT = aiohttp.ClientTimeout(total=60)


class Courier:
    """Carries updates to the webhook while one is set."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._busy: set[Any] = set()

    async def run(self) -> None:
        """Works until cancelled."""
        updates = self._world.updates
        async with aiohttp.ClientSession(trust_env=False, timeout=TIMEOUT) as session:
            try:
                while True:
                    if updates.webhook is None:
                        await updates.changed.wait(60)
                        continue
                    self._send_off(session, updates.webhook)
                    await updates.arrived.wait(1)
            finally:
                for task in self._under_way.values():
                    task.cancel()
                await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _send_off(self, session: aiohttp.ClientSession, webhook: Json) -> None:
        waiting: set[Any] = set()
        for update in self._world.updates.pending(LOOK_AHEAD):
            number, key = update["update_id"], _key(update)
            if number in self._under_way:
                continue
            if key in self._busy or key in waiting:
                waiting.add(key)
                continue
            if len(self._under_way) >= webhook["max_connections"]:
                return
            self._busy.add(key)
            self._under_way[number] = asyncio.create_task(
                self._carry(session, webhook, update, key)
            )

    async def _carry(
        self, session: aiohttp.ClientSession, webhook: Json, update: Json, key: Any
    ) -> None:
        updates, pause = self._world.updates, 0.25
        try:
            while updates.webhook is webhook:
                failure = await _post(session, webhook, update)
                if failure is None:
                    updates.forget(update["update_id"])
                    return
                webhook["last_error_date"] = int(self._world.now().timestamp())
                webhook["last_error_message"] = failure
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._busy.discard(key)
            del self._under_way[update["update_id"]]
            updates.arrived.set()


async def _post(session: aiohttp.ClientSession, webhook: Json, update: Json) -> str | None:
    """Why the bot did not take the update, None when it did."""
    headers = {}
    if webhook["secret_token"]:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret_token"]
    try:
        async with session.post(
            webhook["url"], json=update, headers=headers, allow_redirects=False
        ) as response:
            await response.read()
            if 200 <= response.status < 300:
                return None
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"


def _key(update: Json) -> Any:
    """What keeps its order: the chat, or the person where there is none."""
    for content in update.values():
        if isinstance(content, dict):
            about = content.get("message", content)
            chat = about.get("chat") or content.get("from") or {}
            return chat.get("id", update["update_id"])
    return update["update_id"]
