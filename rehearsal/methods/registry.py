"""The methods that the rehearsal plays, each declared with its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rehearsal.errors import bad_request
from rehearsal.fields import Upload
from rehearsal.shapes import Fields, Json, fields
from rehearsal.world import World

Counted = Literal["message", "edit"] | None

MAX_AT_ONCE = 100

CHAT = "chat_id* Integer|String"
BUSINESS = "business_connection_id String"
THREAD = "message_thread_id Integer, direct_messages_topic_id Integer"
QUIET = "disable_notification Boolean, protect_content Boolean"
EFFECT = "allow_paid_broadcast Boolean, message_effect_id String"
SUGGESTED = "suggested_post_parameters SuggestedPostParameters"
REPLY = "reply_parameters ReplyParameters"
KEYBOARD = "reply_markup InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
NEW_MESSAGE = f"{CHAT}, {BUSINESS}, {THREAD}, {QUIET}, {EFFECT}, {SUGGESTED}, {REPLY}, {KEYBOARD}"
INLINE_KEYBOARD = "reply_markup InlineKeyboardMarkup"
CAPTION = "caption String, parse_mode String, caption_entities Array of MessageEntity"
TARGET = (
    "business_connection_id String, chat_id Integer|String, message_id Integer, "
    "inline_message_id String"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method, its values read and checked."""

    world: World
    method: str
    values: Json
    uploads: Mapping[str, Upload]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Method:
    """A method, and whether flood limits count it as a message or as an edit."""

    name: str
    fields: Fields
    run: Callable[[Call], Any]
    counted: Counted

    def cost(self, values: Json) -> int:
        """How many messages a call makes."""
        several = values.get("media") or values.get("message_ids") or []
        return len(several) if isinstance(several, list) and several else 1


METHODS: dict[str, Method] = {}
"""By lower-case name: Telegram does not mind the case."""


def method(
    name: str, *declarations: str, counted: Counted = None
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Declares the function below as the Bot API method `name`."""

    def declare(run: Callable[[Call], Any]) -> Callable[[Call], Any]:
        METHODS[name.lower()] = Method(name, fields(*declarations), run, counted)
        return run

    return declare


def message_ids(call: Call) -> list[int]:
    """The several messages that a call names."""
    ids: list[int] = call["message_ids"]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if min(ids) <= 0:
        raise bad_request("invalid message identifier specified")
    return ids
