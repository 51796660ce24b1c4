"""Inline mode and the buttons for sharing."""

import pytest
from playwright.sync_api import expect

from tests.rehearsal.page.staging import BOT, EMMA, GROUP, Json, Stage

pytestmark = pytest.mark.browser

LINK = f"https://t.me/{BOT}?start=r-ABCD1234"
CARD: Json = {
    "type": "article",
    "id": "p1",
    "title": "The petition",
    "description": "12 signatures of 1,000",
    "input_message_content": {"message_text": "<b>Sign it</b>", "parse_mode": "HTML"},
    "reply_markup": {"inline_keyboard": [[{"text": "Open the petition", "url": LINK}]]},
}


def _offer(stage: Stage, query: str, **more: Json) -> None:
    asked = stage.next_update("inline_query")
    assert (asked["from"]["id"], asked["query"]) == (EMMA, query)
    stage.bot("answerInlineQuery", inline_query_id=asked["id"], results=[CARD], **more)


def test_what_is_chosen_is_posted_with_its_buttons_and_starts_the_bot(emma: Stage) -> None:
    emma.page.get_by_role("button", name="Free Internet Circle").click()
    emma.page.get_by_label("Write as").select_option("Emma Reyes-Clark")
    emma.page.get_by_label("Message").press_sequentially(f"@{BOT} petition")
    _offer(emma, "petition")
    emma.page.get_by_role("option", name="The petition").click()
    posted = emma.page.locator(".message").last
    expect(posted).to_contain_text(f"via @{BOT}")
    expect(posted.locator("strong")).to_have_text("Sign it")
    posted.get_by_role("button", name="Open the petition").click()
    emma.page.get_by_role("button", name="Start", exact=True).click()
    heard = [emma.next_update("message") for _ in range(2)]
    assert [message["text"] for message in heard] == ["Sign it", "/start r-ABCD1234"]


def test_the_button_above_the_results_starts_the_bot(emma: Stage) -> None:
    emma.page.get_by_label("Message").press_sequentially(f"@{BOT} ")
    _offer(emma, "", button={"text": "Sign first", "start_parameter": "p-free"})
    emma.page.get_by_role("option", name="Sign first").click()
    emma.page.get_by_role("button", name="Start", exact=True).click()
    assert emma.next_update("message")["text"] == "/start p-free"


def test_a_button_shares_in_another_chat(emma: Stage) -> None:
    keys = {"inline_keyboard": [[{"text": "Share", "switch_inline_query": "petition"}]]}
    said = emma.bot("sendMessage", chat_id=EMMA, text="Pass it on", reply_markup=keys)
    emma.bubble(said).get_by_role("button", name="Share").click()
    dialog = emma.page.get_by_role("dialog", name="In which chat?")
    chats = dialog.get_by_label("Chat").get_by_role("option")
    expect(chats).to_have_text(["Emma Reyes-Clark", "Free Internet Circle", "Free Internet News"])
    dialog.get_by_label("Chat").select_option("Free Internet Circle")
    dialog.get_by_role("button", name="Go on").click()
    expect(emma.page.get_by_label("Message")).to_have_value(f"@{BOT} petition")
    expect(emma.page.get_by_label("Write as")).to_have_value(str(EMMA))
    asked = emma.next_update("inline_query")
    assert (asked["query"], asked["chat_type"]) == ("petition", "group")
    assert str(GROUP) in emma.page.url


def test_a_button_copies_and_says_what(emma: Stage) -> None:
    emma.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = {"inline_keyboard": [[{"text": "Copy the link", "copy_text": {"text": LINK}}]]}
    said = emma.bot("sendMessage", chat_id=EMMA, text="Yours", reply_markup=keys)
    emma.bubble(said).get_by_role("button", name="Copy the link").click()
    expect(emma.page.get_by_role("status").get_by_text(f"Copied: {LINK}")).to_be_visible()
    assert emma.page.evaluate("navigator.clipboard.readText()") == LINK
