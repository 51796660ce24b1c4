"""Deletions, by the rules of the Bot API. https://core.telegram.org/bots/api#deletemessage"""

from typing import Any

from rehearsal.errors import bad_request
from rehearsal.methods.registry import CHAT, Call, message_ids, method
from rehearsal.people import Chat
from rehearsal.shapes import Json

DELETABLE_FOR = 48 * 3600


@method("deleteMessage", CHAT, "message_id* Integer")
def delete_message(call: Call) -> Any:
    chat = call.world.chat_to_write(call["chat_id"])
    message = chat.messages.get(call["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    return _delete(call, chat, [message])


@method("deleteMessages", CHAT, "message_ids* Array of Integer")
def delete_messages(call: Call) -> Any:
    """All of those that are there, or none when one of them has to stay."""
    ids = dict.fromkeys(message_ids(call))
    chat = call.world.chat_to_write(call["chat_id"])
    return _delete(call, chat, [chat.messages[each] for each in ids if each in chat.messages])


def _delete(call: Call, chat: Chat, messages: list[Json]) -> bool:
    for message in messages:
        _check_deletable(call, chat, message)
    for message in messages:
        call.world.remove_message(chat, message["message_id"])
    return True


def _check_deletable(call: Call, chat: Chat, message: Json) -> None:
    bot_id = call.world.bot["id"]
    own = message.get("from", {}).get("id") == bot_id
    may = own or chat.private or chat.members.get(bot_id) == "administrator"
    is_young = call.world.now().timestamp() - message["date"] <= DELETABLE_FOR
    if not (may and is_young):
        everyone = " for everyone" if chat.type in ("private", "group") else ""
        raise bad_request(f"message can't be deleted{everyone}")
