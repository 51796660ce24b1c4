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


async def clear(bot: ExtBot[Any], chat: int, before: int, known: Collection[int]) -> None:
    """Delete the messages of `chat` older than the message `before`, the newest first.

    Whatever Telegram does not let go stays, without a word: nobody could do anything about it.
    """
    trailing = range(max(1, before - TRAILING), before)
    ids = sorted({*trailing, *(each for each in known if each < before)}, reverse=True)
    for start in range(0, len(ids), _AT_ONCE):
        if not await _delete(bot, chat, ids[start : start + _AT_ONCE]):
            return


async def _delete(bot: ExtBot[Any], chat: int, ids: Sequence[int]) -> bool:
    """Whether it is worth going on. One message that is too old keeps all of its batch."""
    try:
        await bot.delete_messages(chat, ids)
    except BadRequest:
        if len(ids) == 1:
            return False  # too old, and so is everything below it
        middle = len(ids) // 2
        return await _delete(bot, chat, ids[:middle]) and await _delete(bot, chat, ids[middle:])
    except TelegramError:
        return False
    return True
