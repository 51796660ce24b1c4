"""Chats and their members, pinned messages and reactions."""

from typing import Any

from rehearsal.errors import bad_request
from rehearsal.membership import member, set_bot_status
from rehearsal.methods.registry import BUSINESS, CHAT, Call, method
from rehearsal.people import OUTSIDE, Chat
from rehearsal.shapes import Json
from rehearsal.world import for_bot


def _reachable(call: Call) -> Chat:
    """A person who has met the bot, a chat that the bot is in, or a public one."""
    chat = call.world.chat(call["chat_id"])
    if chat.person is not None:
        if not chat.person.started:
            raise bad_request("chat not found")
        return chat
    if chat.username is None or chat.members.get(call.world.bot["id"]) == "kicked":
        call.world.bot_status_inside(chat)
    return chat


def _with_members(call: Call) -> Chat:
    """A reachable chat whose list of members is open to the bot."""
    chat = _reachable(call)
    if chat.type == "channel" and chat.members.get(call.world.bot["id"]) != "administrator":
        raise bad_request("member list is inaccessible")
    return chat


def _user(call: Call, user_id: int) -> Json:
    if user_id == call.world.bot["id"]:
        return call.world.bot
    person = call.world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified")
    return person.user


@method("getChat", CHAT)
def get_chat(call: Call) -> Json:
    chat = _reachable(call)
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    full: Json = {
        **chat.about,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = for_bot(chat.messages[chat.pinned[-1]])
    return full


@method("getChatMember", CHAT, "user_id* Integer")
def get_chat_member(call: Call) -> Json:
    chat = _with_members(call)
    user = _user(call, call["user_id"])
    if chat.private:
        if user["id"] not in (chat.id, call.world.bot["id"]):
            raise bad_request("member not found")
        return member(user, "member")
    return member(user, chat.members.get(user["id"], "left"))


@method("getChatAdministrators", CHAT, "return_bots Boolean")
def get_chat_administrators(call: Call) -> list[Json]:
    chat = _with_members(call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    bot_id = call.world.bot["id"]
    return [
        member(_user(call, user_id), chat.members[user_id])
        for user_id in chat.administrators
        if user_id != bot_id or call.get("return_bots")
    ]


@method("getChatMemberCount", CHAT)
def get_chat_member_count(call: Call) -> int:
    chat = _with_members(call)
    if chat.private:
        return 2
    return sum(status not in OUTSIDE for status in chat.members.values())


@method("leaveChat", CHAT)
def leave_chat(call: Call) -> Any:
    chat = _reachable(call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.world.bot_status_inside(chat)
    set_bot_status(call.world, chat, call.world.bot, "left")
    return True


def _may_pin(call: Call) -> Chat:
    chat = call.world.chat_to_write(call["chat_id"])
    if not chat.private and chat.members.get(call.world.bot["id"]) != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


@method("pinChatMessage", CHAT, "message_id* Integer, disable_notification Boolean", BUSINESS)
def pin_chat_message(call: Call) -> Any:
    chat = _may_pin(call)
    if call["message_id"] not in chat.messages:
        raise bad_request("message to pin not found")
    if call["message_id"] not in chat.pinned:
        chat.pinned.append(call["message_id"])
        pinned = for_bot(chat.messages[call["message_id"]])
        call.world.add_message(chat, call.world.bot, {"pinned_message": pinned})
    return True


@method("unpinChatMessage", CHAT, "message_id Integer", BUSINESS)
def unpin_chat_message(call: Call) -> Any:
    chat = _may_pin(call)
    message_id = call.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


@method(
    "setMessageReaction",
    CHAT,
    "message_id* Integer, reaction Array of ReactionType, is_big Boolean",
)
def set_message_reaction(call: Call) -> Any:
    chat = call.world.chat_to_write(call["chat_id"])
    if call["message_id"] not in chat.messages:
        raise bad_request("message to react not found")
    reaction = call.get("reaction", [])
    if len(reaction) > 1 or any(item["type"] == "paid" for item in reaction):
        raise bad_request("REACTION_INVALID")
    call.world.journal.event(
        "reaction", chat_id=chat.id, message_id=call["message_id"], reaction=reaction
    )
    return True


@method("getUserProfilePhotos", "user_id* Integer, offset Integer, limit Integer")
def get_user_profile_photos(call: Call) -> Json:
    _user(call, call["user_id"])
    return {"total_count": 0, "photos": []}
