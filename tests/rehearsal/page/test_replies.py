"""The replies that the bot suggests and asks for."""

import pytest
from playwright.sync_api import Locator, expect

from tests.rehearsal.page.staging import EMMA, Json, Stage

pytestmark = pytest.mark.browser

NUMBER = {"text": "Share my number", "request_contact": True}


def _ask(emma: Stage, *keys: Json, **more: Json | bool | str) -> None:
    markup = {"keyboard": [[key] for key in keys], **more}
    emma.bot("sendMessage", chat_id=EMMA, text="Well?", reply_markup=markup)


def _key(emma: Stage, name: str) -> Locator:
    replies = emma.page.get_by_role("group", name="Suggested replies")
    return replies.get_by_role("button", name=name)


def test_a_reply_keyboard_writes_its_label_and_goes_when_removed(emma: Stage) -> None:
    _ask(emma, {"text": "Weekly"})
    _key(emma, "Weekly").click()
    assert emma.next_update("message")["text"] == "Weekly"
    remove = {"remove_keyboard": True}
    emma.bot("sendMessage", chat_id=EMMA, text="Saved.", reply_markup=remove)
    expect(_key(emma, "Weekly")).to_have_count(0)


def test_a_keyboard_for_one_use_goes_with_it(emma: Stage) -> None:
    _ask(emma, {"text": "Once"}, one_time_keyboard=True, input_field_placeholder="Choose below")
    expect(emma.page.get_by_placeholder("Choose below")).to_be_visible()
    _key(emma, "Once").click()
    expect(_key(emma, "Once")).to_have_count(0)


def test_the_number_is_shared_after_a_yes_and_not_after_a_no(emma: Stage) -> None:
    _ask(emma, NUMBER)
    dialog = emma.page.get_by_role("dialog", name="Share your phone number?")
    _key(emma, "Share my number").click()
    expect(dialog).to_contain_text("+525500001001")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    _key(emma, "Share my number").press("Enter")
    dialog.get_by_role("button", name="Share").press("Enter")
    contact = emma.next_update("message")["contact"]
    assert (contact["user_id"], contact["phone_number"]) == (EMMA, "+525500001001")
    expect(emma.page.locator(".card", has_text="+525500001001")).to_be_visible()
    assert emma.bot("getUpdates", timeout=0) == []


def test_the_place_is_shared_after_a_yes(emma: Stage) -> None:
    _ask(emma, {"text": "Where I am", "request_location": True})
    _key(emma, "Where I am").click()
    emma.page.get_by_role("dialog").get_by_role("button", name="Share").click()
    assert round(emma.next_update("message")["location"]["latitude"]) == 19


def test_a_forced_reply_is_begun_and_answers_its_message(emma: Stage) -> None:
    force = {"force_reply": True, "input_field_placeholder": "Your name"}
    asked = emma.bot("sendMessage", chat_id=EMMA, text="Which name?", reply_markup=force)
    field = emma.page.get_by_placeholder("Your name")
    field.fill("Emma R.")
    field.press("Enter")
    heard = emma.next_update("message")
    assert heard["reply_to_message"]["message_id"] == asked["message_id"]
    expect(emma.page.get_by_placeholder("Message")).to_be_visible()
