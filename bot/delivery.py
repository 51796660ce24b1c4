"""Somewhere to send to: a payload of the outbox becomes a call of the bot, in its lane."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.ext import ExtBot

from bot.limiter import Lane, Limiter, Ticket
from bot.outcomes import UnsendablePayload, Unwanted
from bot.sender import Job, Payload, SourceUnavailable
from bot.transport import NotSent

_CALLS: Mapping[str, Callable[..., Any]] = {
    "sendMessage": Bot.send_message,
    "sendPhoto": Bot.send_photo,
    "sendDocument": Bot.send_document,
    "sendVideo": Bot.send_video,
    "sendAnimation": Bot.send_animation,
    "sendAudio": Bot.send_audio,
    "sendVoice": Bot.send_voice,
    "copyMessage": Bot.copy_message,
    "forwardMessage": Bot.forward_message,
}


def _entities(value: Any) -> tuple[MessageEntity, ...]:
    return MessageEntity.de_list(value, None)


def _keyboard(value: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.de_json({"inline_keyboard": value["inline_keyboard"]}, None)


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "entities": _entities,
    "caption_entities": _entities,
    "reply_markup": _keyboard,
    "link_preview_options": lambda value: LinkPreviewOptions.de_json(value, None),
    "reply_parameters": lambda value: ReplyParameters.de_json(value, None),
}


@dataclass(frozen=True, slots=True)
class _Call:
    """A payload as a method of the bot and its arguments; the recipient is still missing."""

    method: str
    arguments: dict[str, Any]


class Telegram:
    """The bot as the sender sees it. `leaves` says of a row whether it is still to go."""

    def __init__(
        self,
        bot: "ExtBot[Any]",
        limiter: Limiter,
        leaves: Callable[[int], Awaitable[bool]] | None = None,
    ) -> None:
        self._bot = bot
        self._limiter = limiter
        self._leaves = leaves

    async def send(self, job: Job) -> int | None:
        """The id of the message in the recipient's chat.

        Raises what the bot raises, and `UnsendablePayload` or `Unwanted` before anything was sent.
        """
        call = _call(job.payload)
        ticket = Ticket(Lane[job.kind.upper()], partial(self._last_look, job.id))
        message = await getattr(self._bot, call.method)(
            chat_id=job.recipient, rate_limit_args=ticket, **call.arguments
        )
        return int(message.message_id)

    async def _last_look(self, row: int) -> None:
        if self._leaves is None:
            return
        try:
            wanted = await self._leaves(row)
        except SourceUnavailable:
            raise NotSent("The outbox cannot be read") from None
        if not wanted:
            raise Unwanted

    def close(self) -> None:
        """Turn away who still waits for a turn, with `TurnedAway`."""
        self._limiter.close_bulk()

    def open(self) -> None:
        """Let them through again."""
        self._limiter.open_bulk()


@lru_cache(maxsize=256)
def _call(payload: Payload) -> _Call:
    """Cached: a broadcast's payload is the same object for all who read its language."""
    method = _CALLS.get(payload.method)
    if method is None:
        raise UnsendablePayload(f"{payload.method or 'no method'} is no way to send a message")
    known = inspect.signature(method).parameters.keys() - {"self", "chat_id"}
    unknown = sorted(payload.params.keys() - known)
    if unknown:
        raise UnsendablePayload(f"{payload.method} does not take {', '.join(unknown)}")
    try:
        arguments = {
            name: _SHAPES[name](value) if name in _SHAPES else value
            for name, value in payload.params.items()
            if value is not None
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnsendablePayload(f"{payload.method} cannot be read") from error
    return _Call(method.__name__, arguments)
