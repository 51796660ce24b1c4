"""Messages with files, alone or as an album."""

from rehearsal.entities import message_caption
from rehearsal.errors import bad_request
from rehearsal.fields import Upload, attached
from rehearsal.files import content as file_content
from rehearsal.methods.delivery import add, deliver, flags
from rehearsal.methods.registry import (
    BUSINESS,
    CAPTION,
    CHAT,
    EFFECT,
    KEYBOARD,
    QUIET,
    REPLY,
    SUGGESTED,
    THREAD,
    Call,
    method,
)
from rehearsal.shapes import Json

MAX_ALBUM = 10

_FILE = "InputFile|String"
_LOOK = "show_caption_above_media Boolean, has_spoiler Boolean"
_SIDES = "duration Integer, width Integer, height Integer"
_COMMON = (BUSINESS, THREAD, QUIET, EFFECT, SUGGESTED, REPLY, KEYBOARD)


def _send(call: Call, kind: str) -> Json:
    call.world.chat_to_write(call["chat_id"])
    caption = message_caption(call.values)
    stored = call.world.files.resolve(kind, call[kind], call.values)
    look = flags(
        call,
        show_caption_above_media="show_caption_above_media",
        has_media_spoiler="has_spoiler",
    )
    return deliver(call, file_content(stored) | caption | look)


@method("sendPhoto", CHAT, f"photo* {_FILE}", CAPTION, _LOOK, *_COMMON, counted="message")
def send_photo(call: Call) -> Json:
    return _send(call, "photo")


@method(
    "sendDocument",
    CHAT,
    f"document* {_FILE}, thumbnail {_FILE}, disable_content_type_detection Boolean",
    CAPTION,
    *_COMMON,
    counted="message",
)
def send_document(call: Call) -> Json:
    return _send(call, "document")


@method(
    "sendVideo",
    CHAT,
    f"video* {_FILE}, thumbnail {_FILE}, cover {_FILE}, start_timestamp Integer",
    "supports_streaming Boolean",
    _SIDES,
    CAPTION,
    _LOOK,
    *_COMMON,
    counted="message",
)
def send_video(call: Call) -> Json:
    return _send(call, "video")


@method(
    "sendAnimation",
    CHAT,
    f"animation* {_FILE}, thumbnail {_FILE}",
    _SIDES,
    CAPTION,
    _LOOK,
    *_COMMON,
    counted="message",
)
def send_animation(call: Call) -> Json:
    return _send(call, "animation")


@method(
    "sendAudio",
    CHAT,
    f"audio* {_FILE}, thumbnail {_FILE}, duration Integer, performer String, title String",
    CAPTION,
    *_COMMON,
    counted="message",
)
def send_audio(call: Call) -> Json:
    return _send(call, "audio")


@method(
    "sendVoice",
    CHAT,
    f"voice* {_FILE}, duration Integer",
    CAPTION,
    *_COMMON,
    counted="message",
)
def send_voice(call: Call) -> Json:
    return _send(call, "voice")


@method("sendSticker", CHAT, f"sticker* {_FILE}, emoji String", *_COMMON, counted="message")
def send_sticker(call: Call) -> Json:
    return _send(call, "sticker")


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
    content = file_content(call.world.files.resolve(item["type"], given, item)) | caption
    if item.get("has_spoiler"):
        content["has_media_spoiler"] = True
    if item.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content
