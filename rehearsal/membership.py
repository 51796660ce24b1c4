"""Who is in: blocking the bot, deleting an account, the bot's own status in groups and channels."""

from rehearsal.acts import check_exists
from rehearsal.errors import NotPossible
from rehearsal.people import OUTSIDE, Chat, Person
from rehearsal.shapes import Json
from rehearsal.world import World

BOT_STATUSES = ("administrator", "member", *OUTSIDE)


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """Blocks or unblocks the bot, which is told of it."""
    check_exists(person)
    if person.blocked == blocked:
        return
    person.blocked = blocked
    was, now = ("member", "kicked") if blocked else ("kicked", "member")
    _tell_of_status(world, world.chats[person.id], person.user, was, now)


def delete_account(world: World, person: Person) -> None:
    """Deletes a person's account. Nobody tells the bot: it hears so when it writes next."""
    person.deactivate()
    for chat in world.chats.values():
        if chat.private and chat.person is person:
            chat.deactivate()
            world.show_chat(chat)
        elif chat.members.pop(person.id, None) is not None:
            world.show_chat(chat)


def set_bot_status(world: World, chat: Chat, by: Json, status: str) -> None:
    """Lets the bot into a group or channel, promotes it or puts it out; it hears who did it.

    In a channel a mere member stands for an administrator who may not post.
    """
    if chat.private:
        raise NotPossible("in a private chat the bot has no status: block it instead")
    if status not in BOT_STATUSES:
        raise NotPossible(f"the bot is one of: {', '.join(BOT_STATUSES)}")
    bot_id = world.bot["id"]
    was = chat.members.get(bot_id, "left")
    if was != status:
        chat.members[bot_id] = status
        _tell_of_status(world, chat, by, was, status)


def _tell_of_status(world: World, chat: Chat, by: Json, was: str, now: str) -> None:
    world.tell_bot(
        "my_chat_member",
        {
            "chat": chat.about,
            "from": by,
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
