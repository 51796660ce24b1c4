"""What people are called in Telegram now. Asked for when it is shown, and kept nowhere."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from telegram import ChatFullInfo, User
from telegram.error import TelegramError
from telegram.ext import ExtBot

from handlers.wording import Words


def shown(person: User | ChatFullInfo) -> str:
    """The name as Telegram shows it, and the user name, which nobody else has."""
    name = person.full_name or ""
    return f"{name} (@{person.username})" if person.username else name


async def name_of(bot: ExtBot[Any], speak: Words, person_id: int) -> str:
    """One person's name; the number of their account where Telegram does not tell it."""
    try:
        chat = await bot.get_chat(person_id)
    except TelegramError:
        return speak.plain("team.nameless", id=str(person_id))
    return shown(chat) or speak.plain("team.nameless", id=str(person_id))


async def names_of(bot: ExtBot[Any], speak: Words, person_ids: Iterable[int]) -> Mapping[int, str]:
    """The names of several, asked for at the same time."""
    asked = list(dict.fromkeys(person_ids))
    found = await asyncio.gather(*(name_of(bot, speak, each) for each in asked))
    return dict(zip(asked, found, strict=True))
