"""Copies and forwards of messages that the bot can see."""

from collections.abc import Callable

from rehearsal import keyboards
from rehearsal.entities import message_caption
from rehearsal.errors import bad_request
from rehearsal.methods.delivery import add, deliver
from rehearsal.methods.registry import (
    CAPTION,
    CHAT,
    EFFECT,
    KEYBOARD,
    QUIET,
    REPLY,
    SUGGESTED,
    THREAD,
    Call,
    message_ids,
    method,
)
from rehearsal.shapes import Json

_FROM = "from_chat_id* Integer|String"
_CARRIED = [
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "video",
    "animation",
    "audio",
    "voice",
    "sticker",
    "caption",
    "caption_entities",
    "has_media_spoiler",
    "show_caption_above_media",
    "poll",
    "location",
    "contact",
    "media_group_id",
]
_WITH_CAPTION = frozenset({"photo", "document", "video", "animation", "audio", "voice"})


def _original(call: Call, message_id: int, verb: str) -> Json:
    chat = call.world.chat(call["from_chat_id"])
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.get("has_protected_content"):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    if not any(name in message for name in _CARRIED):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _carried(message: Json) -> Json:
    return {name: message[name] for name in _CARRIED if name in message}


def _origin(message: Json) -> Json:
    if "from" in message:
        return {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return {
        "type": "channel",
        "date": message["date"],
        "chat": message["chat"],
        "message_id": message["message_id"],
    }


@method(
    "copyMessage",
    CHAT,
    _FROM,
    "message_id* Integer, video_start_timestamp Integer, show_caption_above_media Boolean",
    CAPTION,
    THREAD,
    QUIET,
    EFFECT,
    SUGGESTED,
    REPLY,
    KEYBOARD,
    counted="message",
)
def copy_message(call: Call) -> Json:
    content = _carried(_original(call, call["message_id"], "copy"))
    content.pop("media_group_id", None)
    if "caption" in call.values and _WITH_CAPTION.intersection(content):
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= message_caption(call.values)
    return {"message_id": deliver(call, content)["message_id"]}


@method(
    "forwardMessage",
    CHAT,
    _FROM,
    "message_id* Integer, video_start_timestamp Integer, message_effect_id String",
    THREAD,
    QUIET,
    SUGGESTED,
    counted="message",
)
def forward_message(call: Call) -> Json:
    original = _original(call, call["message_id"], "forward")
    return deliver(call, _forwarded(original) | _inline(original))


_SEVERAL = (CHAT, _FROM, "message_ids* Array of Integer", THREAD, QUIET)


@method("copyMessages", *_SEVERAL, "remove_caption Boolean", counted="message")
def copy_messages(call: Call) -> list[Json]:
    left_out = {"caption", "caption_entities"} if call.get("remove_caption") else set()

    def copied(original: Json) -> Json:
        content = _carried(original)
        return {name: value for name, value in content.items() if name not in left_out}

    return _add_all(call, "copy", copied)


@method("forwardMessages", *_SEVERAL, counted="message")
def forward_messages(call: Call) -> list[Json]:
    return _add_all(call, "forward", _forwarded)


def _forwarded(original: Json) -> Json:
    return _carried(original) | {"forward_origin": _origin(original)}


def _add_all(call: Call, verb: str, make: Callable[[Json], Json]) -> list[Json]:
    chat = call.world.chat_to_write(call["chat_id"])
    added = [add(call, chat, make(original)) for original in _originals(call, verb)]
    return [{"message_id": message["message_id"]} for message in added]


def _originals(call: Call, verb: str) -> list[Json]:
    """Those of the messages that can be had; the others are skipped, as long as one is left."""
    ids = message_ids(call)
    if ids != sorted(set(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    messages = call.world.chat(call["from_chat_id"]).messages
    found = [message_id for message_id in ids if message_id in messages]
    if not found:
        raise bad_request(f"there are no messages to {verb}")
    return [_original(call, message_id, verb) for message_id in found]


def _inline(original: Json) -> Json:
    """Forwards keep buttons that open addresses and lose the rest."""
    rows = original.get("reply_markup", {}).get("inline_keyboard", [])
    kept = [[button for button in row if "url" in button] for row in rows]
    markup = keyboards.checked({"inline_keyboard": kept}, where="private") if rows else None
    return {"reply_markup": markup} if markup else {}
