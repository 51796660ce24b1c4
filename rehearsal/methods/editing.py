"""Edits of messages that are there."""

from rehearsal import keyboards
from rehearsal.entities import message_caption, message_text
from rehearsal.errors import bad_request
from rehearsal.methods.media import media_content
from rehearsal.methods.registry import CAPTION, INLINE_KEYBOARD, TARGET, Call, method
from rehearsal.people import Chat
from rehearsal.shapes import Json
from rehearsal.world import for_bot

_MEDIA = ("photo", "document", "video", "animation", "audio", "voice")
_EDITED_AWAY = {
    "text": ("text", "entities", "link_preview_options", "reply_markup"),
    "caption": ("caption", "caption_entities", "show_caption_above_media", "reply_markup"),
    "markup": ("reply_markup",),
    "media": (
        *_MEDIA,
        "caption",
        "caption_entities",
        "show_caption_above_media",
        "has_media_spoiler",
        "reply_markup",
    ),
}


def _target(call: Call) -> tuple[Chat, Json]:
    """The bot's own message that an edit means."""
    if call.get("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in call.values:
        raise bad_request("chat_id is empty")
    if "message_id" not in call.values:
        raise bad_request("message identifier is not specified")
    chat = call.world.chat_to_write(call["chat_id"])
    message = chat.messages.get(call["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not _is_own(call, chat, message) or "forward_origin" in message or "poll" in message:
        raise bad_request("message can't be edited")
    return chat, message


def _is_own(call: Call, chat: Chat, message: Json) -> bool:
    bot_id = call.world.bot["id"]
    if "from" in message:
        return bool(message["from"]["id"] == bot_id)
    return chat.members.get(bot_id) == "administrator"


def _edit(call: Call, chat: Chat, message: Json, part: str, new: Json) -> Json:
    """Replaces a part of the message; without a keyboard in the call the old one goes."""
    markup = keyboards.checked(call.get("reply_markup"), where=chat.type)
    if markup is not None:
        new = {**new, "reply_markup": markup}
    away = _EDITED_AWAY[part]
    old = {name: message[name] for name in away if name in message}
    if _same(old, new):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    edited = {name: value for name, value in message.items() if name not in away}
    edited |= new
    if part != "markup":
        edited["edit_date"] = int(call.world.now().timestamp())
    return for_bot(call.world.replace_message(chat, edited))


def _same(old: Json, new: Json) -> bool:
    ignored = "link_preview_options"
    return {**old, ignored: None} == {**new, ignored: None}


@method(
    "editMessageText",
    TARGET,
    "text String, parse_mode String, entities Array of MessageEntity",
    "link_preview_options LinkPreviewOptions, rich_message InputRichMessage",
    INLINE_KEYBOARD,
    counted="edit",
)
def edit_message_text(call: Call) -> Json:
    if "text" not in call.values:
        raise bad_request("message text is empty")
    new = message_text(call.values)
    if call.get("link_preview_options"):
        new["link_preview_options"] = call["link_preview_options"]
    chat, message = _target(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, chat, message, "text", new)


@method(
    "editMessageCaption",
    TARGET,
    CAPTION,
    "show_caption_above_media Boolean",
    INLINE_KEYBOARD,
    counted="edit",
)
def edit_message_caption(call: Call) -> Json:
    new = message_caption(call.values)
    if call.get("show_caption_above_media"):
        new["show_caption_above_media"] = True
    chat, message = _target(call)
    if not any(name in message for name in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, chat, message, "caption", new)


@method("editMessageReplyMarkup", TARGET, INLINE_KEYBOARD, counted="edit")
def edit_message_reply_markup(call: Call) -> Json:
    chat, message = _target(call)
    return _edit(call, chat, message, "markup", {})


@method("editMessageMedia", TARGET, "media* InputMedia", INLINE_KEYBOARD, counted="edit")
def edit_message_media(call: Call) -> Json:
    chat, message = _target(call)
    if not any(name in message for name in (*_MEDIA, "text")):
        raise bad_request("message can't be edited")
    new = media_content(call, call["media"])
    without_text = {
        name: value
        for name, value in message.items()
        if name not in ("text", "entities", "link_preview_options")
    }
    return _edit(call, chat, without_text, "media", new)
