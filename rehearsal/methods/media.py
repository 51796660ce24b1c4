"""Messages with files, alone or as an album."""

from functools import partial

from rehearsal.entities import message_caption
from rehearsal.errors import bad_request
from rehearsal.fields import Upload, attached
from rehearsal.files import content as file_content
from rehearsal.methods.delivery import add, deliver
from rehearsal.methods.registry import (
    BUSINESS,
    CAPTION,
    CHAT,
    EFFECT,
    NEW_MESSAGE,
    QUIET,
    REPLY,
    THREAD,
    Call,
    method,
)
from rehearsal.shapes import Json

MAX_ALBUM = 10

_FILE = "InputFile|String"
_LOOK = "show_caption_above_media Boolean, has_spoiler Boolean"
_SIDES = "duration Integer, width Integer, height Integer"

_KINDS = {
    "photo": (CAPTION, _LOOK),
    "document": (f"thumbnail {_FILE}, disable_content_type_detection Boolean", CAPTION),
    "video": (
        f"thumbnail {_FILE}, cover {_FILE}, start_timestamp Integer, supports_streaming Boolean",
        _SIDES,
        CAPTION,
        _LOOK,
    ),
    "animation": (f"thumbnail {_FILE}", _SIDES, CAPTION, _LOOK),
    "audio": (f"thumbnail {_FILE}, duration Integer, performer String, title String", CAPTION),
    "voice": ("duration Integer", CAPTION),
    "sticker": ("emoji String",),
}


def _send(call: Call, kind: str) -> Json:
    call.world.chat_to_write(call["chat_id"])
    caption = message_caption(call.values)
    stored = call.world.files.resolve(kind, call[kind], call.values)
    return deliver(call, file_content(stored) | caption | _look(call.values))


for _kind, _more in _KINDS.items():
    _declare = method(
        f"send{_kind.title()}", f"{_kind}* {_FILE}", *_more, NEW_MESSAGE, counted="message"
    )
    _declare(partial(_send, kind=_kind))


@method(
    "sendMediaGroup",
    CHAT,
    "media* Array of InputMediaAudio|Array of InputMediaDocument|Array of InputMediaLivePhoto"
    "|Array of InputMediaPhoto|Array of InputMediaVideo",
    BUSINESS,
    THREAD,
    QUIET,
    EFFECT,
    REPLY,
    counted="message",
)
def send_media_group(call: Call) -> list[Json]:
    chat = call.world.chat_to_write(call["chat_id"])
    items = call["media"]
    if not 1 <= len(items) <= MAX_ALBUM:
        raise bad_request("MEDIA_GROUP_INVALID: from 1 to 10 items are allowed")
    kinds = {item["type"] for item in items}
    if kinds & {"audio", "document"} and len(kinds) > 1:
        raise bad_request("audio and documents can't be mixed with other media types")
    contents = [media_content(call, item) for item in items]
    album = {"media_group_id": call.world.next_media_group_id()}
    first = deliver(call, contents[0] | album)
    return [first, *(add(call, chat, content | album) for content in contents[1:])]


def media_content(call: Call, item: Json) -> Json:
    """What a message holds that shows an `InputMedia`."""
    caption = message_caption(item)
    given: Upload | str = item["media"]
    if isinstance(given, str) and given.startswith("attach://"):
        given = attached(given, call.uploads)
    stored = call.world.files.resolve(item["type"], given, item)
    return file_content(stored) | caption | _look(item)


def _look(given: Json) -> Json:
    shown = {
        "show_caption_above_media": given.get("show_caption_above_media"),
        "has_media_spoiler": given.get("has_spoiler"),
    }
    return {name: True for name, is_set in shown.items() if is_set}
