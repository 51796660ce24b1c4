"""Messages without files: text, place, contact, poll, and the chat action."""

from datetime import timedelta
from typing import Any

from rehearsal.entities import completed, formatted, message_text
from rehearsal.errors import bad_request
from rehearsal.methods.delivery import deliver
from rehearsal.methods.registry import (
    BUSINESS,
    CHAT,
    EFFECT,
    KEYBOARD,
    NEW_MESSAGE,
    QUIET,
    REPLY,
    Call,
    method,
)
from rehearsal.shapes import Json

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


@method(
    "sendMessage",
    "text* String, parse_mode String, entities Array of MessageEntity",
    "link_preview_options LinkPreviewOptions",
    NEW_MESSAGE,
    counted="message",
)
def send_message(call: Call) -> Json:
    content = message_text(call.values)
    if call.get("link_preview_options"):
        content["link_preview_options"] = call["link_preview_options"]
    return deliver(call, content)


@method(
    "sendLocation",
    "latitude* Float, longitude* Float, horizontal_accuracy Float, live_period Integer",
    "heading Integer, proximity_alert_radius Integer",
    NEW_MESSAGE,
    counted="message",
)
def send_location(call: Call) -> Json:
    if abs(call["latitude"]) > 90 or abs(call["longitude"]) > 180:
        raise bad_request("wrong location specified")
    named = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading")
    return deliver(call, {"location": _given(call, named)})


@method(
    "sendContact",
    "phone_number* String, first_name* String, last_name String, vcard String",
    NEW_MESSAGE,
    counted="message",
)
def send_contact(call: Call) -> Json:
    named = ("phone_number", "first_name", "last_name", "vcard")
    return deliver(call, {"contact": _given(call, named)})


def _given(call: Call, named: tuple[str, ...]) -> Json:
    return {name: call[name] for name in named if name in call.values}


@method(
    "sendPoll",
    CHAT,
    "question* String, question_parse_mode String, question_entities Array of MessageEntity",
    "options* Array of InputPollOption, is_anonymous Boolean, type String",
    "allows_multiple_answers Boolean, allows_revoting Boolean, shuffle_options Boolean",
    "allow_adding_options Boolean, hide_results_until_closes Boolean, members_only Boolean",
    "country_codes Array of String, correct_option_ids Array of Integer, explanation String",
    "explanation_parse_mode String, explanation_entities Array of MessageEntity",
    "explanation_media InputPollMedia, open_period Integer, close_date Integer",
    "is_closed Boolean, description String, description_parse_mode String",
    "description_entities Array of MessageEntity, media InputPollMedia",
    "business_connection_id String, message_thread_id Integer",
    QUIET,
    EFFECT,
    REPLY,
    KEYBOARD,
    counted="message",
)
def send_poll(call: Call) -> Json:
    question, _ = formatted(
        call["question"], call.get("question_parse_mode"), call.get("question_entities")
    )
    if not 1 <= len(question) <= 300:
        raise bad_request("poll question length must be between 1 and 300")
    kind = call.get("type", "regular")
    poll: Json = {
        "id": str(5_000_000_000 + call.world.journal.events.last),
        "question": question,
        "options": _poll_options(call["options"]),
        "total_voter_count": 0,
        "is_closed": call.get("is_closed", False),
        "is_anonymous": call.get("is_anonymous", True),
        "type": kind,
        "allows_multiple_answers": call.get("allows_multiple_answers", False),
        "allows_revoting": call.get("allows_revoting", kind == "regular"),
        "members_only": call.get("members_only", False),
    }
    return deliver(call, {"poll": poll | _quiz(call, kind) | _closing(call)})


def _poll_options(given: list[Json]) -> list[Json]:
    if not 1 <= len(given) <= 12:
        raise bad_request("poll must have from 1 to 12 options")
    options = []
    for number, option in enumerate(given):
        text, _ = formatted(
            option["text"], option.get("text_parse_mode"), option.get("text_entities")
        )
        if not 1 <= len(text) <= 100:
            raise bad_request("poll options length must be between 1 and 100")
        options.append({"persistent_id": str(number), "text": text, "voter_count": 0})
    return options


def _quiz(call: Call, kind: str) -> Json:
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    if kind == "regular":
        return {}
    correct = call.get("correct_option_ids") or []
    if not correct or not all(0 <= number < len(call["options"]) for number in correct):
        raise bad_request("QUIZ_CORRECT_ANSWERS_EMPTY")
    explained: Json = {"correct_option_ids": correct}
    if call.get("explanation"):
        text, entities = formatted(
            call["explanation"],
            call.get("explanation_parse_mode"),
            call.get("explanation_entities"),
        )
        explained |= {"explanation": text, "explanation_entities": completed(text, entities)}
    return explained


def _closing(call: Call) -> Json:
    if call.get("open_period"):
        closes = call.world.now() + timedelta(seconds=call["open_period"])
        return {"open_period": call["open_period"], "close_date": int(closes.timestamp())}
    return {"close_date": call["close_date"]} if call.get("close_date") else {}


@method("sendChatAction", CHAT, "action* String, message_thread_id Integer", BUSINESS)
def send_chat_action(call: Call) -> Any:
    chat = call.world.chat_to_write(call["chat_id"])
    if call["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.journal.event("action", chat_id=chat.id, action=call["action"])
    return True
