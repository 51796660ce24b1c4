"""The shapes of what a bot sends: fields, their types, and the objects nested in them.

The notation is one line a field: `name* Type|Other type`, the star for a required field, fields
separated by commas, type names as in Telegram's documentation of the Bot API. `Type=value` pins
the value that tells one variant of an object from another.
"""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a method or an object, with the types it may have."""

    name: str
    types: tuple[str, ...]
    required: bool
    pinned: str | None = None


Fields = dict[str, Field]

_FIELD = re.compile(r"(\w+)(\*?) ([\w |]+?)(?:=(\w+))?")


def fields(*declarations: str) -> Fields:
    """Reads the notation above; several declarations add up."""
    found: Fields = {}
    for declaration in ", ".join(filter(None, declarations)).split(","):
        if not declaration.strip():
            continue
        match = _FIELD.fullmatch(declaration.strip())
        if match is None:
            raise ValueError(f"not a field: {declaration!r}")
        name, star, types, pinned = match.groups()
        found[name] = Field(name, tuple(types.split("|")), bool(star), pinned)
    return found


_CAPTION = "caption String, parse_mode String, caption_entities Array of MessageEntity"
_MEDIA_LOOK = "show_caption_above_media Boolean, has_spoiler Boolean"
_RESULT = (
    "id* String, description String, reply_markup InlineKeyboardMarkup, "
    "input_message_content InputMessageContent"
)
_BUTTON = "text* String, icon_custom_emoji_id String, style String"

OBJECTS: dict[str, Fields] = {
    "MessageEntity": fields(
        "type* String, offset* Integer, length* Integer, url String, user User",
        "language String, custom_emoji_id String, unix_time Integer, date_time_format String",
    ),
    "LinkPreviewOptions": fields(
        "is_disabled Boolean, url String, prefer_small_media Boolean",
        "prefer_large_media Boolean, show_above_text Boolean",
    ),
    "ReplyParameters": fields(
        "message_id* Integer, chat_id Integer|String, allow_sending_without_reply Boolean",
        "quote String, quote_parse_mode String, quote_entities Array of MessageEntity",
        "quote_position Integer, checklist_task_id Integer, poll_option_id String",
    ),
    "InlineKeyboardMarkup": fields("inline_keyboard* Array of Array of InlineKeyboardButton"),
    "InlineKeyboardButton": fields(
        _BUTTON,
        "url String, callback_data String, web_app WebAppInfo, login_url LoginUrl",
        "switch_inline_query String, switch_inline_query_current_chat String",
        "switch_inline_query_chosen_chat SwitchInlineQueryChosenChat",
        "copy_text CopyTextButton, callback_game CallbackGame, pay Boolean",
    ),
    "CopyTextButton": fields("text* String"),
    "WebAppInfo": fields("url* String"),
    "SwitchInlineQueryChosenChat": fields(
        "query String, allow_user_chats Boolean, allow_bot_chats Boolean",
        "allow_group_chats Boolean, allow_channel_chats Boolean",
    ),
    "ReplyKeyboardMarkup": fields(
        "keyboard* Array of Array of KeyboardButton, is_persistent Boolean",
        "resize_keyboard Boolean, one_time_keyboard Boolean, input_field_placeholder String",
        "selective Boolean",
    ),
    "KeyboardButton": fields(
        _BUTTON,
        "request_users KeyboardButtonRequestUsers, request_chat KeyboardButtonRequestChat",
        "request_managed_bot KeyboardButtonRequestManagedBot, request_contact Boolean",
        "request_location Boolean, request_poll KeyboardButtonPollType, web_app WebAppInfo",
    ),
    "ReplyKeyboardRemove": fields("remove_keyboard* Boolean, selective Boolean"),
    "ForceReply": fields("force_reply* Boolean, input_field_placeholder String, selective Boolean"),
    "InputMediaPhoto": fields("type* String=photo, media* String", _CAPTION, _MEDIA_LOOK),
    "InputMediaVideo": fields(
        "type* String=video, media* String, thumbnail String, cover String",
        "start_timestamp Integer, width Integer, height Integer, duration Integer",
        "supports_streaming Boolean",
        _CAPTION,
        _MEDIA_LOOK,
    ),
    "InputMediaAnimation": fields(
        "type* String=animation, media* String, thumbnail String",
        "width Integer, height Integer, duration Integer",
        _CAPTION,
        _MEDIA_LOOK,
    ),
    "InputMediaAudio": fields(
        "type* String=audio, media* String, thumbnail String, duration Integer",
        "performer String, title String",
        _CAPTION,
    ),
    "InputMediaDocument": fields(
        "type* String=document, media* String, thumbnail String",
        "disable_content_type_detection Boolean",
        _CAPTION,
    ),
    "InputPollOption": fields(
        "text* String, text_parse_mode String, text_entities Array of MessageEntity",
        "media InputPollOptionMedia",
    ),
    "BotCommand": fields("command* String, description* String"),
    "BotCommandScopeDefault": fields("type* String=default"),
    "BotCommandScopeAllPrivateChats": fields("type* String=all_private_chats"),
    "BotCommandScopeAllGroupChats": fields("type* String=all_group_chats"),
    "BotCommandScopeAllChatAdministrators": fields("type* String=all_chat_administrators"),
    "BotCommandScopeChat": fields("type* String=chat, chat_id* Integer|String"),
    "BotCommandScopeChatAdministrators": fields(
        "type* String=chat_administrators, chat_id* Integer|String"
    ),
    "BotCommandScopeChatMember": fields(
        "type* String=chat_member, chat_id* Integer|String, user_id* Integer"
    ),
    "MenuButtonCommands": fields("type* String=commands"),
    "MenuButtonWebApp": fields("type* String=web_app, text* String, web_app* WebAppInfo"),
    "MenuButtonDefault": fields("type* String=default"),
    "ReactionTypeEmoji": fields("type* String=emoji, emoji* String"),
    "ReactionTypeCustomEmoji": fields("type* String=custom_emoji, custom_emoji_id* String"),
    "ReactionTypePaid": fields("type* String=paid"),
    "InlineQueryResultArticle": fields(
        "type* String=article, id* String, title* String",
        "input_message_content* InputMessageContent, reply_markup InlineKeyboardMarkup",
        "url String, description String, thumbnail_url String, thumbnail_width Integer",
        "thumbnail_height Integer",
    ),
    "InlineQueryResultPhoto": fields(
        "type* String=photo, title String, photo_url* String, thumbnail_url* String",
        "photo_width Integer, photo_height Integer, show_caption_above_media Boolean",
        _RESULT,
        _CAPTION,
    ),
    "InlineQueryResultCachedPhoto": fields(
        "type* String=photo, title String, photo_file_id* String",
        "show_caption_above_media Boolean",
        _RESULT,
        _CAPTION,
    ),
    "InlineQueryResultDocument": fields(
        "type* String=document, title* String, document_url* String, mime_type* String",
        "thumbnail_url String, thumbnail_width Integer, thumbnail_height Integer",
        _RESULT,
        _CAPTION,
    ),
    "InlineQueryResultCachedDocument": fields(
        "type* String=document, title* String, document_file_id* String", _RESULT, _CAPTION
    ),
    "InputTextMessageContent": fields(
        "message_text* String, parse_mode String, entities Array of MessageEntity",
        "link_preview_options LinkPreviewOptions",
    ),
    "InlineQueryResultsButton": fields("text* String, web_app WebAppInfo, start_parameter String"),
}

VARIANTS: dict[str, tuple[str, ...]] = {
    "InputMedia": (
        "InputMediaAnimation",
        "InputMediaAudio",
        "InputMediaDocument",
        "InputMediaPhoto",
        "InputMediaVideo",
    ),
    "BotCommandScope": tuple(name for name in OBJECTS if name.startswith("BotCommandScope")),
    "MenuButton": tuple(name for name in OBJECTS if name.startswith("MenuButton")),
    "ReactionType": tuple(name for name in OBJECTS if name.startswith("ReactionType")),
    "InlineQueryResult": tuple(
        name for name in OBJECTS if re.match("InlineQueryResult[A-Z]", name)
    ),
    "InputMessageContent": ("InputTextMessageContent",),
}

REFUSED_OBJECTS = frozenset(
    {
        "CallbackGame",
        "InputMediaLivePhoto",
        "InputPollMedia",
        "InputPollOptionMedia",
        "InputRichMessage",
        "KeyboardButtonPollType",
        "KeyboardButtonRequestChat",
        "KeyboardButtonRequestManagedBot",
        "KeyboardButtonRequestUsers",
        "LoginUrl",
        "SuggestedPostParameters",
    }
)
"""Known to Telegram, not played here: a field of this type is refused with a sentence."""
