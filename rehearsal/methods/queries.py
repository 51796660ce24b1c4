"""Answers to tapped buttons and to inline questions."""

import re
from typing import Any

from rehearsal.errors import bad_request
from rehearsal.inline import check_results
from rehearsal.methods.registry import Call, method
from rehearsal.world import Offer

MAX_ANSWER = 200

_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method(
    "answerCallbackQuery",
    "callback_query_id* String, text String, show_alert Boolean, url String",
    "cache_time Integer",
)
def answer_callback_query(call: Call) -> Any:
    text, url = call.get("text", ""), call.get("url", "")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    opens = f"t.me/{call.world.bot['username']}?start="
    if url and not url.removeprefix("https://").startswith(opens):
        raise bad_request("URL_INVALID")
    query = call.world.close_query(call.world.callbacks, call["callback_query_id"])
    call.world.journal.event(
        "answer",
        callback_query_id=call["callback_query_id"],
        chat_id=query.chat_id,
        user_id=query.user_id,
        text=text,
        show_alert=call.get("show_alert", False),
        url=url or None,
    )
    return True


@method(
    "answerInlineQuery",
    "inline_query_id* String, results* Array of InlineQueryResult, cache_time Integer",
    "is_personal Boolean, next_offset String, button InlineQueryResultsButton",
)
def answer_inline_query(call: Call) -> Any:
    results = call["results"]
    check_results(call.world, results)
    button = call.get("button") or {}
    if not _START_PARAMETER.fullmatch(button.get("start_parameter", "x")):
        raise bad_request("START_PARAM_INVALID")
    if len(call.get("next_offset", "")) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = call.world.close_query(call.world.inline_queries, call["inline_query_id"])
    call.world.offer(call["inline_query_id"], Offer(query.user_id, results))
    call.world.journal.event(
        "inline",
        inline_query_id=call["inline_query_id"],
        user_id=query.user_id,
        results=results,
        button=call.get("button"),
    )
    return True
