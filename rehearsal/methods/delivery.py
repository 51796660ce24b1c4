"""How a message of the bot gets into a chat, whatever it holds."""

from rehearsal import keyboards
from rehearsal.entities import formatted
from rehearsal.errors import bad_request
from rehearsal.markup import utf16
from rehearsal.methods.registry import Call
from rehearsal.people import Chat
from rehearsal.shapes import Json
from rehearsal.world import for_bot, quoted

MAX_QUOTE = 1024


def deliver(call: Call, content: Json) -> Json:
    """Adds the bot's message with the call's reply and keyboard; answers what the bot sees."""
    chat = call.world.chat_to_write(call["chat_id"])
    _refuse_unplayed(call)
    markup = keyboards.checked(call.get("reply_markup"), where=chat.type)
    content = {**content, **_reply(call, chat)}
    if call.get("protect_content"):
        content["has_protected_content"] = True
    if markup is not None:
        content["reply_markup"] = markup
    return add(call, chat, content)


def add(call: Call, chat: Chat, content: Json) -> Json:
    """Adds checked content as the bot's message, and counts it as delivered."""
    message = call.world.add_message(chat, call.world.bot, content)
    text = content.get("text") or content.get("caption") or ""
    call.world.journal.deliver(call.method, chat.id, text)
    return for_bot(message)


def _refuse_unplayed(call: Call) -> None:
    if call.get("business_connection_id"):
        raise bad_request("business connection not found")
    if call.get("message_thread_id"):
        raise bad_request("message thread not found")
    if call.get("direct_messages_topic_id"):
        raise bad_request("DIRECT_MESSAGES_TOPIC_INVALID")
    if call.get("allow_paid_broadcast"):
        raise bad_request("not enough Stars for a paid broadcast")


def _reply(call: Call, chat: Chat) -> Json:
    given = call.get("reply_parameters")
    if given is None:
        return {}
    origin = call.world.chat(given["chat_id"]) if "chat_id" in given else chat
    answered = origin.messages.get(given["message_id"])
    if answered is None:
        if given.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    if origin is not chat:
        raise bad_request("the rehearsal does not play replies to another chat")
    reply: Json = {"reply_to_message": quoted(answered)}
    if given.get("quote"):
        reply["quote"] = _quote(given, answered)
    return reply


def _quote(given: Json, answered: Json) -> Json:
    text, entities = formatted(
        given["quote"], given.get("quote_parse_mode"), given.get("quote_entities")
    )
    whole = answered.get("text") or answered.get("caption") or ""
    if not text or utf16(text) > MAX_QUOTE or text not in whole:
        raise bad_request("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": utf16(whole[: whole.index(text)]), "is_manual": True}
    if entities:
        quote["entities"] = entities
    return quote
