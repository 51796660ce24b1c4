"""Keyboards under messages: their limits, and which answers a button may give."""

import re

from rehearsal.errors import bad_request
from rehearsal.shapes import Json

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPY = 256
MAX_PLACEHOLDER = 64

_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
_IN_PRIVATE = {
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested",
    "web_app": "Web App buttons can be used",
}
_INLINE_HERE = frozenset({"switch_inline_query", "switch_inline_query_current_chat"})
_STYLES = frozenset({"danger", "success", "primary"})
_ADDRESS = re.compile(
    r"(?:https?://(?:[\w-]+\.)*[\w-]+(?::\d{1,5})?(?:[/?#]\S*)?|tg://\S+)", re.IGNORECASE
)


def checked(markup: Json | None, *, where: str) -> Json | None:
    """A `reply_markup` within Telegram's limits, as the message keeps it.

    `where` is the type of the chat, or "inline" for a result that may go anywhere.
    """
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"], where)
    if where in ("channel", "inline"):
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        return _reply(markup, where)
    for flag in ("remove_keyboard", "force_reply"):
        if flag in markup and markup[flag] is not True:
            raise bad_request(f"can't parse reply markup: {flag} must be True")
    _check_placeholder(markup)
    return markup


def _inline(given: list[list[Json]], where: str) -> Json | None:
    rows = [row for row in given if row]
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_inline_button(button, where)
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Json, where: str) -> None:
    _check_look(button)
    action = _only_action(button)
    match action:
        case "callback_data":
            if not 1 <= len(button["callback_data"].encode()) <= MAX_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            _check_address(button["url"])
        case "copy_text":
            if not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "web_app":
            _check_web_app(button["web_app"]["url"], where)
        case "pay":
            raise bad_request("BUTTON_TYPE_INVALID")
    if where == "channel" and action in _INLINE_HERE:
        raise bad_request(f"can't use {action} in a channel chat")


def _only_action(button: Json) -> str:
    actions = [name for name in button if name not in _LOOKS]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one action must be used, found "
            + " and ".join(sorted(actions))
        )
    return actions[0]


def _check_look(button: Json) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse keyboard button: Button text must be non-empty")
    if button.get("style") is not None and button["style"] not in _STYLES:
        raise bad_request("can't parse keyboard button: invalid button style specified")


def _check_address(url: str) -> None:
    if not _ADDRESS.fullmatch(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(url: str, where: str) -> None:
    if where != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
    if not url.lower().startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )


def _reply(markup: Json, where: str) -> Json:
    buttons = [button for row in markup["keyboard"] for button in row]
    if not buttons:
        raise bad_request("reply keyboard must have at least one button")
    if len(buttons) > 3 * MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_look(button)
        actions = [name for name in button if name not in _LOOKS]
        if len(actions) > 1:
            raise bad_request("can't parse keyboard button: at most one action can be used")
        if actions and where != "private":
            raise bad_request(f"{_IN_PRIVATE[actions[0]]} in private chats only")
    _check_placeholder(markup)
    return markup


def _check_placeholder(markup: Json) -> None:
    if len(markup.get("input_field_placeholder", "")) > MAX_PLACEHOLDER:
        raise bad_request("input field placeholder is too long")
