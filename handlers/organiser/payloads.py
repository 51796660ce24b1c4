"""What an organiser wrote, as the outbox keeps it: `{"method": "sendMessage", "params": {...}}`.

Media go by their `file_id`, which Telegram keeps; entities as the dictionaries of the Bot API.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, MessageEntity
from telegram.ext import ExtBot

from handlers.views.view import button
from handlers.wording import words

Payload = Mapping[str, Any]

# An animation comes as a document too, so it is looked for before.
_MEDIA = (
    ("animation", "sendAnimation"),
    ("video", "sendVideo"),
    ("document", "sendDocument"),
    ("audio", "sendAudio"),
    ("voice", "sendVoice"),
)
_CALLS = {
    "sendMessage": "send_message",
    "sendPhoto": "send_photo",
    "sendVideo": "send_video",
    "sendDocument": "send_document",
    "sendAnimation": "send_animation",
    "sendAudio": "send_audio",
    "sendVoice": "send_voice",
}
_MAY_BE_HIDDEN = ("sendPhoto", "sendVideo", "sendAnimation")


def of_message(message: Message) -> dict[str, Any] | None:
    """The same message for others, or None for a kind that is not sent on."""
    if message.text is not None:
        return _of_text(message, message.text)
    if message.photo:
        return _of_media(message, "sendPhoto", "photo", message.photo[-1].file_id)
    for kind, method in _MEDIA:
        attached = getattr(message, kind)
        if attached is not None:
            return _of_media(message, method, kind, attached.file_id)
    return None


def per_language(payload: Payload, language: str) -> Payload:
    """The message with its last button, which ends all updates by one tap, in that language."""
    leave = button(words(language), "broadcast.unsubscribe", "updates:leave")
    keyboard = InlineKeyboardMarkup([[leave]]).to_dict()
    return {**payload, "params": {**payload["params"], "reply_markup": keyboard}}


async def send(bot: "ExtBot[Any]", chat_id: int, payload: Payload) -> None:
    """Show the message in this chat as its recipients will see it."""
    params = dict(payload["params"])
    for name in ("entities", "caption_entities"):
        if name in params:
            params[name] = MessageEntity.de_list(params[name], bot)
    if "link_preview_options" in params:
        params["link_preview_options"] = LinkPreviewOptions.de_json(
            params["link_preview_options"], bot
        )
    params["reply_markup"] = InlineKeyboardMarkup.de_json(params["reply_markup"], bot)
    await getattr(bot, _CALLS[payload["method"]])(chat_id=chat_id, **params)


def _of_text(message: Message, text: str) -> dict[str, Any]:
    params: dict[str, Any] = {"text": text}
    if message.entities:
        params["entities"] = _entities(message.entities)
    if message.link_preview_options is not None:
        params["link_preview_options"] = message.link_preview_options.to_dict()
    return {"method": "sendMessage", "params": params}


def _of_media(message: Message, method: str, kind: str, file_id: str) -> dict[str, Any]:
    params: dict[str, Any] = {kind: file_id}
    if message.caption:
        params["caption"] = message.caption
    if message.caption_entities:
        params["caption_entities"] = _entities(message.caption_entities)
    if method in _MAY_BE_HIDDEN:
        for trait in ("has_media_spoiler", "show_caption_above_media"):
            if getattr(message, trait):
                params[trait.replace("media_spoiler", "spoiler")] = True
    return {"method": method, "params": params}


def _entities(entities: Sequence[MessageEntity]) -> list[dict[str, Any]]:
    return [entity.to_dict() for entity in entities]
