"""What people do: write, tap, block. The page, the tests and the crowd all act through here."""

from rehearsal.entities import completed
from rehearsal.people import Chat, Person
from rehearsal.shapes import Json
from rehearsal.world import Query, World, for_bot, quoted


class NotPossible(Exception):
    "A person cannot do that on Telegram"


def write(
    world: World, chat: Chat, person: Person, content: Json, reply_to: int | None = None
) -> Json:
    """A person's message; the bot hears of it where Telegram would let it."""
    _check_may_write(world, chat, person)
    if chat.private:
        person.started = True
    if reply_to is not None:
        if reply_to not in chat.messages:
            raise NotPossible("there is no such message to reply to")
        content = {**content, "reply_to_message": quoted(chat.messages[reply_to])}
    message = world.add_message(chat, person.user, content)
    if _bot_hears(world, chat, message):
        kind = "channel_post" if chat.type == "channel" else "message"
        world.tell_bot(kind, message, chat.id)
    return message


def text_content(text: str, entities: list[Json] | None = None) -> Json:
    """Content of a text message; commands and addresses get their entities."""
    found = completed(text, entities or [])
    return {"text": text, **({"entities": found} if found else {})}


def _check_may_write(world: World, chat: Chat, person: Person) -> None:
    if chat.private:
        if chat.person is not person:
            raise NotPossible(f"{person.name} is not in this chat")
        if person.blocked:
            raise NotPossible(f"{person.name} has blocked the bot: unblock it first")
        return
    status = chat.members.get(person.id, "left")
    if status in ("left", "kicked"):
        raise NotPossible(f"{person.name} is not in this chat")
    if chat.type == "channel" and status not in ("creator", "administrator"):
        raise NotPossible("only administrators write in a channel")


def _bot_hears(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode: in a group the bot hears commands, replies to it and its name.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if chat.private:
        return True
    status = chat.members.get(world.bot["id"])
    if status == "administrator":
        return True
    if status != "member":
        return False
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return replied == world.bot["id"] or _addressed(message, world.bot["username"])


def _addressed(message: Json, username: str) -> bool:
    text = message.get("text") or message.get("caption") or ""
    if text.startswith("/"):
        command, _, addressee = text.split()[0].partition("@")
        return len(command) > 1 and addressee.lower() in ("", username.lower())
    return f"@{username}".lower() in text.lower()


def tap(world: World, chat: Chat, person: Person, message_id: int, data: str) -> str:
    """A tap on an inline button; returns the callback query's id.

    The data need not be on the message: old and hostile clients send what they like.
    """
    if chat.private and chat.person is not person:
        raise NotPossible(f"{person.name} is not in this chat")
    query_id = world.open_query(world.callbacks, Query(chat.id, person.id, world.now()))
    message = chat.messages.get(message_id)
    gone = {"chat": chat.about, "message_id": message_id, "date": 0}
    world.tell_bot(
        "callback_query",
        {
            "id": query_id,
            "from": person.user,
            "message": for_bot(message) if message else gone,
            "chat_instance": str(8_000_000_000 + abs(chat.id)),
            "data": data,
        },
        chat.id,
    )
    return query_id


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """Blocks or unblocks the bot, which is told of it."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    chat = world.chats[person.id]
    was, now = ("member", "kicked") if blocked else ("kicked", "member")
    world.tell_bot(
        "my_chat_member",
        {
            "chat": chat.about,
            "from": person.user,
            "date": int(world.now().timestamp()),
            "old_chat_member": member(world.bot, was),
            "new_chat_member": member(world.bot, now),
        },
        chat.id,
    )
    world.show_chat(chat)


def member(user: Json, status: str) -> Json:
    """A `ChatMember` of the Bot API."""
    about: Json = {"status": status, "user": user}
    match status:
        case "kicked":
            about["until_date"] = 0
        case "creator":
            about["is_anonymous"] = False
        case "administrator":
            about |= {
                "can_be_edited": False,
                "is_anonymous": False,
                "can_manage_chat": True,
                "can_delete_messages": True,
                "can_manage_video_chats": False,
                "can_restrict_members": False,
                "can_promote_members": False,
                "can_change_info": False,
                "can_invite_users": True,
                "can_post_stories": False,
                "can_edit_stories": False,
                "can_delete_stories": False,
                "can_post_messages": True,
                "can_edit_messages": True,
                "can_pin_messages": True,
            }
    return about
