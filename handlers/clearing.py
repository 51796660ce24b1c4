"""Deleting what stands in a private chat, as far back as Telegram lets a bot: 48 hours.

`deleteMessages` takes up to 100 ids and passes over those that are not in the chat, so a range of
ids below the newest one is tried as well: after a restart nothing else is known. What the person
wrote goes with it.
"""

from collections.abc import Collection, Sequence
from typing import Any

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

TRAILING = 1000
"""Ids tried below the newest. Telegram numbers the messages of all private chats in one line."""
_AT_ONCE = 100  # Bot API, deleteMessages
_REFUSALS = 5  # messages that must stay, after which all that is older is taken to have to


async def clear(bot: ExtBot[Any], chat: int, before: int, known: Collection[int]) -> None:
    """Delete the messages of `chat` older than the message `before`, the newest first.

    Whatever Telegram does not let go stays, without a word: nobody could do anything about it.
    """
    trailing = range(max(1, before - TRAILING), before)
    ids = sorted({*trailing, *(each for each in known if each < before)}, reverse=True)
    clearing = _Clearing(bot, chat)
    for start in range(0, len(ids), _AT_ONCE):
        await clearing.delete(ids[start : start + _AT_ONCE])


class _Clearing:
    """One chat being cleared. A message that has to stay keeps all of its batch: it is split."""

    def __init__(self, bot: ExtBot[Any], chat: int) -> None:
        self._bot = bot
        self._chat = chat
        self._refused = 0

    async def delete(self, ids: Sequence[int]) -> None:
        if self._refused >= _REFUSALS:
            return
        try:
            await self._bot.delete_messages(self._chat, ids)
        except BadRequest:
            if len(ids) == 1:
                self._refused += 1
                return
            middle = len(ids) // 2
            await self.delete(ids[:middle])
            await self.delete(ids[middle:])
        except TelegramError:
            self._refused = _REFUSALS  # the chat is gone, or Telegram is
