from typing import Any

import pytest

from rehearsal.errors import Refused
from rehearsal.keyboards import checked


def _inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Sign", **button}]]}


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "x"},
        {"callback_data": "é" * 32},
        {"url": "https://example.org/a?b=c"},
        {"url": "http://localhost:8081/"},
        {"url": "tg://user?id=1"},
        {"copy_text": {"text": "x" * 256}},
        {"switch_inline_query": ""},
        {"web_app": {"url": "https://example.org"}},
        {"callback_data": "x", "style": "primary"},
    ],
)
def test_a_button_with_one_action_passes(button: dict[str, Any]) -> None:
    markup = _inline(**button)
    assert checked(markup, where="private") == markup


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x", "url": "https://x.org"}, "exactly one action"),
        ({"url": "not an address"}, "is invalid: Wrong HTTP URL"),
        ({"url": "javascript:alert(1)"}, "is invalid: Wrong HTTP URL"),
        ({"copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"web_app": {"url": "http://x.org"}}, "Only HTTPS links are allowed"),
        ({"pay": True}, "BUTTON_TYPE_INVALID"),
        ({"callback_data": "x", "text": " "}, "must be non-empty"),
        ({"callback_data": "x", "style": "loud"}, "invalid button style"),
    ],
)
def test_a_button_out_of_bounds_is_refused(button: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked(_inline(**button), where="private")
    assert reason in refusal.value.description


def test_a_web_app_opens_in_private_chats_only() -> None:
    with pytest.raises(Refused, match="BUTTON_TYPE_INVALID"):
        checked(_inline(web_app={"url": "https://x.org"}), where="group")


def test_a_keyboard_has_at_most_100_buttons() -> None:
    row = [{"text": "x", "callback_data": "x"}]
    with pytest.raises(Refused, match="reply markup is too long"):
        checked({"inline_keyboard": [row] * 101}, where="private")


def test_an_empty_inline_keyboard_is_none() -> None:
    assert checked({"inline_keyboard": [[]]}, where="private") is None


def test_a_reply_keyboard_passes_and_asks_for_contacts_in_private_only() -> None:
    markup = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
    assert checked(markup, where="private") == markup
    with pytest.raises(Refused, match="phone number can be requested in private chats only"):
        checked(markup, where="group")


@pytest.mark.parametrize(
    "markup",
    [
        {"keyboard": []},
        {"remove_keyboard": False},
        {"force_reply": True, "input_field_placeholder": "x" * 65},
    ],
)
def test_a_markup_that_says_nothing_is_refused(markup: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        checked(markup, where="private")


@pytest.mark.parametrize(
    "markup", [{"keyboard": [[{"text": "Yes"}]]}, {"remove_keyboard": True}, {"force_reply": True}]
)
def test_a_channel_has_inline_keyboards_only(markup: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="inline keyboard expected"):
        checked(markup, where="channel")


@pytest.mark.parametrize("action", ["switch_inline_query", "switch_inline_query_current_chat"])
def test_nobody_asks_inline_from_a_channel(action: str) -> None:
    with pytest.raises(Refused, match=f"can't use {action} in a channel chat"):
        checked(_inline(**{action: "petition"}), where="channel")
