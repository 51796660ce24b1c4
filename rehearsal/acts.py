"""What people say and tap. The page, the tests and the crowd all act through here."""

from rehearsal.entities import completed
from rehearsal.errors import NotPossible
from rehearsal.people import ADMINISTRATORS, OUTSIDE, Chat, Person
from rehearsal.shapes import Json
from rehearsal.world import Query, World, for_bot, quoted


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


def share_contact(world: World, chat: Chat, person: Person, contact: Json | None = None) -> Json:
    """A contact as a message: the person's own, as the button that asks for it sends, or another.

    Only whoever is on Telegram has a `user_id` there, and only in one's own is it one's own.
    """
    return write(world, chat, person, {"contact": contact or person.contact})


def _check_may_write(world: World, chat: Chat, person: Person) -> None:
    check_exists(person)
    if chat.private:
        check_own(chat, person)
        if person.blocked:
            raise NotPossible(f"{person.name} has blocked the bot: unblock it first")
        return
    status = chat.members.get(person.id, "left")
    if status in OUTSIDE:
        raise NotPossible(f"{person.name} is not in this chat")
    if chat.type == "channel" and status not in ADMINISTRATORS:
        raise NotPossible("only administrators write in a channel")


def check_exists(person: Person) -> None:
    if person.deactivated:
        raise NotPossible(f"{person.name} has deleted the account")


def check_own(chat: Chat, person: Person) -> None:
    if chat.private and chat.person is not person:
        raise NotPossible(f"{person.name} is not in this chat")


def _bot_hears(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode: in a group the bot hears commands, replies to it, its name and its results.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if chat.private:
        return True
    status = chat.members.get(world.bot["id"])
    if status == "administrator":
        return True
    if status != "member":
        return False
    if message.get("via_bot", {}).get("id") == world.bot["id"]:
        return True
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
    check_exists(person)
    check_own(chat, person)
    query_id = world.open_query(world.callbacks, Query(chat.id, person.id, world.now()))
    world.tell_bot(
        "callback_query",
        {
            "id": query_id,
            "from": person.user,
            **_tapped(chat, message_id),
            "chat_instance": str(8_000_000_000 + abs(chat.id)),
            "data": data,
        },
        chat.id,
    )
    return query_id


def _tapped(chat: Chat, message_id: int) -> Json:
    """What a tap tells of its message: of one that was sent inline, no more than a name for it."""
    message = chat.messages.get(message_id)
    if message is None:
        return {"message": {"chat": chat.about, "message_id": message_id, "date": 0}}
    if "via_bot" in message:
        return {"inline_message_id": f"I{abs(chat.id)}_{message_id}"}
    return {"message": for_bot(message)}
