"""What a bot says of itself: commands by scope and language, names, descriptions, menu."""

import re

from rehearsal.errors import bad_request
from rehearsal.people import Chat
from rehearsal.shapes import Json

MAX_COMMANDS = 100
MAX_LENGTHS = {"name": 64, "description": 512, "short_description": 120}

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")

Scope = tuple[str | int, ...]


class Profile:
    """Commands, texts and menu buttons that the bot has set."""

    def __init__(self, name: str) -> None:
        self._commands: dict[tuple[Scope, str], list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {("name", ""): name}
        self._menus: dict[int | None, Json] = {}

    def set_commands(self, scope: Scope, language: str, commands: list[Json]) -> None:
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[scope, _checked(language)] = [
            {**command, "command": command["command"].removeprefix("/")} for command in commands
        ]

    def commands(self, scope: Scope, language: str) -> list[Json]:
        return self._commands.get((scope, language), [])

    def delete_commands(self, scope: Scope, language: str) -> None:
        self._commands.pop((scope, language), None)

    def commands_shown(self, chat: Chat, user_id: int, language: str) -> list[Json]:
        """The menu a person sees, from the narrowest scope to the widest.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        for scope in _scopes(chat, user_id):
            for tongue in (language[:2].lower(), ""):
                if found := self._commands.get((scope, tongue)):
                    return found
        return []

    def set_text(self, kind: str, language: str, text: str) -> None:
        """Sets one of `MAX_LENGTHS`; an empty text in a language takes it back."""
        if len(text) > MAX_LENGTHS[kind]:
            raise bad_request(f"{kind} is too long")
        key = (kind, _checked(language))
        if text:
            self._texts[key] = text
        elif key != ("name", ""):
            self._texts.pop(key, None)

    def text(self, kind: str, language: str) -> str:
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")

    def set_menu(self, chat_id: int | None, button: Json) -> None:
        self._menus[chat_id] = button

    def menu(self, chat_id: int | None) -> Json:
        return self._menus.get(chat_id) or self._menus.get(None) or {"type": "commands"}


def _checked(language: str) -> str:
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return language


def scope_of(scope: Json | None) -> Scope:
    """A key for a `BotCommandScope`."""
    if scope is None:
        return ("default",)
    return tuple(scope[part] for part in ("type", "chat_id", "user_id") if part in scope)


def _scopes(chat: Chat, user_id: int) -> list[Scope]:
    if chat.private:
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    admin = chat.members.get(user_id) in ("creator", "administrator")
    scopes: list[Scope] = [("chat_member", chat.id, user_id)]
    if admin:
        scopes.append(("chat_administrators", chat.id))
    scopes.append(("chat", chat.id))
    if admin:
        scopes.append(("all_chat_administrators",))
    return [*scopes, ("all_group_chats",), ("default",)]
