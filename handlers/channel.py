"""The campaign's channel: found by its name, given what is due, its trouble told to the owners."""

from collections.abc import Mapping
from typing import Any

from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from campaign import channel
from campaign.channel import Checkpoint
from handlers.context import Services
from handlers.views import channel as views
from handlers.wording import words


class Channel:
    """The channel that the settings name."""

    def __init__(self, bot: ExtBot[Any], services: Services, name: str) -> None:
        self._bot = bot
        self._services = services
        self._name = name
        self.chat_id: int | None = None
        """Found at the start and kept from run to run; None while it is unknown."""

    async def _find(self) -> None:
        """Ask Telegram which chat goes by the name; owners hear when there is none."""
        database = self._services.database
        try:
            chat = await self._bot.get_chat(self._name)
        except (BadRequest, Forbidden) as error:
            await self._warn(error.message)
            self.chat_id = await channel.known(database, self._name)
            return
        await channel.remember(database, self._name, chat.id)
        self.chat_id = chat.id

    async def tend(self) -> None:
        """Post the day's checkpoint if it is new, and tell the owners of what did not get there."""
        if self.chat_id is None:
            await self._find()
        chat_id = self.chat_id
        if chat_id is None:
            return
        services, now = self._services, self._services.clock()
        language = services.manifest.default_language
        speak = words(language)

        def render(shown: Checkpoint) -> Mapping[str, Any]:
            return views.checkpoint(speak, shown, services.manifest.time_zone).payload()

        if await channel.post_checkpoint(services.database, chat_id, render, language, now):
            services.wake_sender()
        reason = await channel.failure(services.database, chat_id, now)
        if reason is not None:
            await self._warn(reason)

    async def _warn(self, reason: str) -> None:
        services = self._services
        told = await channel.warn_owners(
            services.database,
            reason,
            lambda why, language: views.failed(words(language), why).payload(),
            services.manifest.default_language,
            services.clock(),
        )
        if told:
            services.wake_sender()
