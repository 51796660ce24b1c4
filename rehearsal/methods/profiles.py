"""What the bot says of itself: commands, name, descriptions, menu button."""

from functools import partial
from typing import Any

from rehearsal.errors import bad_request
from rehearsal.methods.registry import Call, method
from rehearsal.profile import MAX_LENGTHS, Scope, scope_of
from rehearsal.shapes import Json

_SCOPE = "scope BotCommandScope, language_code String"


def _scope(call: Call) -> Scope:
    scope = call.get("scope")
    if scope is not None and "chat_id" in scope:
        chat = call.world.chat(scope["chat_id"])
        if chat.private and scope["type"] != "chat":
            raise bad_request("can't use this scope in a private chat")
        scope = {**scope, "chat_id": chat.id}
    return scope_of(scope)


@method("setMyCommands", "commands* Array of BotCommand", _SCOPE)
def set_my_commands(call: Call) -> Any:
    call.world.profile.set_commands(_scope(call), call.get("language_code", ""), call["commands"])
    return True


@method("getMyCommands", _SCOPE)
def get_my_commands(call: Call) -> list[Json]:
    return call.world.profile.commands(_scope(call), call.get("language_code", ""))


@method("deleteMyCommands", _SCOPE)
def delete_my_commands(call: Call) -> Any:
    call.world.profile.delete_commands(_scope(call), call.get("language_code", ""))
    return True


def _set_text(call: Call, kind: str) -> Any:
    call.world.profile.set_text(kind, call.get("language_code", ""), call.get(kind, ""))
    return True


def _get_text(call: Call, kind: str) -> Json:
    return {kind: call.world.profile.text(kind, call.get("language_code", ""))}


for _kind in MAX_LENGTHS:
    _named = _kind.title().replace("_", "")
    method(f"setMy{_named}", f"{_kind} String, language_code String")(
        partial(_set_text, kind=_kind)
    )
    method(f"getMy{_named}", "language_code String")(partial(_get_text, kind=_kind))


@method("setChatMenuButton", "chat_id Integer, menu_button MenuButton")
def set_chat_menu_button(call: Call) -> Any:
    chat_id = call.get("chat_id")
    if chat_id is not None and not call.world.chat(chat_id).private:
        raise bad_request("chat must be private")
    call.world.profile.set_menu(chat_id, call.get("menu_button", {"type": "default"}))
    return True


@method("getChatMenuButton", "chat_id Integer")
def get_chat_menu_button(call: Call) -> Json:
    return call.world.profile.menu(call.get("chat_id"))
