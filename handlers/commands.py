"""The commands menu: for everyone, and for each member of the team what their role allows.

A scope only decides what is shown; each handler checks the role itself.
"""

from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from campaign import team
from campaign.team import Role
from handlers.context import Services
from handlers.views.welcome import GROUP_COMMANDS, command_name, commands_of
from handlers.wording import Words, words


async def publish(bot: ExtBot[Any], services: Services) -> None:
    """Show the supporters' commands to everyone, and the team's to the team."""
    everyone, groups = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
    default = services.manifest.default_language
    await bot.set_my_commands(_menu(words(default), None), everyone)
    await bot.set_my_commands(_in_groups(words(default)), groups)
    for language in services.languages:
        speak = words(language)
        await bot.set_my_commands(_menu(speak, None), everyone, language_code=language)
        await bot.set_my_commands(_in_groups(speak), groups, language_code=language)
    for member in await team.members(services.database):
        role = member.role if member.is_active else None
        await publish_for(bot, services, member.person_id, role)


async def publish_for(
    bot: ExtBot[Any], services: Services, person_id: int, role: Role | None
) -> None:
    """Show one person what their role allows; who has none sees what everyone sees."""
    scope = BotCommandScopeChat(person_id)
    try:
        for language in services.languages:
            if role is None:
                await bot.delete_my_commands(scope, language_code=language)
            else:
                menu = _menu(words(language), role)
                await bot.set_my_commands(menu, scope, language_code=language)
    except (BadRequest, Forbidden):
        return  # they never wrote to the bot, or left it: their menu comes when they are back


def _in_groups(speak: Words) -> list[BotCommand]:
    return [BotCommand(name, speak.plain(f"command.{name}")) for name in GROUP_COMMANDS]


def _menu(speak: Words, role: Role | None) -> list[BotCommand]:
    return [
        BotCommand(command_name(speak, name), speak.plain(f"command.{name}"))
        for name in commands_of(role)
    ]
