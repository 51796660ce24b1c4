"""What was said, as it stands on the page."""

import pytest
from playwright.sync_api import Browser, expect

from rehearsal.server import running
from rehearsal.world import World
from tests.rehearsal.page.staging import EMMA, Json, Stage

pytestmark = pytest.mark.browser


def test_formatting_nests_and_counts_in_utf16_units(emma: Stage) -> None:
    html = (
        "👋🏽 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x()</code> "
        "<tg-spoiler>secret</tg-spoiler> <a href='https://example.org/a'>link</a>\n"
        "<blockquote>a quote</blockquote><pre>a block</pre>"
    )
    said = emma.bubble(emma.bot("sendMessage", chat_id=EMMA, text=html, parse_mode="HTML"))
    expect(said.locator("strong")).to_have_text("bold both")
    for selector, words in {
        "strong em": "both",
        "u": "under",
        "s": "gone",
        "code >> nth=0": "x()",
        "blockquote": "a quote",
        "pre": "a block",
        "a": "link",
    }.items():
        expect(said.locator(selector)).to_have_text(words)
    said.get_by_role("button", name="Show what is hidden").click()
    expect(said.get_by_text("secret")).to_be_visible()


def test_hostile_text_is_shown_as_text(emma: Stage) -> None:
    hostile = (
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>"
    )
    keyboard = {"inline_keyboard": [[{"text": hostile, "callback_data": hostile[:40]}]]}
    said = emma.bubble(emma.bot("sendMessage", chat_id=EMMA, text=hostile, reply_markup=keyboard))
    expect(said).to_contain_text(hostile)
    expect(said.get_by_role("button", name=hostile)).to_be_visible()
    emma.http.post("/rehearsal/people", json={"first_name": hostile, "language_code": "en"})
    expect(emma.page.get_by_role("button", name=hostile).first).to_be_visible()
    assert emma.page.locator("img").count() == 0
    assert "owned" not in emma.page.title()


def test_an_address_that_runs_code_is_not_a_link(emma: Stage) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    body = {"from": EMMA, "text": "here", "entities": [entity]}
    emma.http.post(f"/rehearsal/chats/{EMMA}/messages", json=body)
    expect(emma.page.locator(".text").get_by_text("here")).to_be_visible()
    assert emma.page.locator(".text a").count() == 0


def test_a_tap_reaches_the_bot_and_its_answer_is_a_toast_or_a_dialog(emma: Stage) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Helpful", "callback_data": "helpful:7"}]]}
    said = emma.bot("sendMessage", chat_id=EMMA, text="Well?", reply_markup=keyboard)
    key = emma.bubble(said).get_by_role("button", name="Helpful")
    key.click()
    tapped = emma.next_update("callback_query")
    assert (tapped["from"]["id"], tapped["data"]) == (EMMA, "helpful:7")
    assert tapped["message"]["message_id"] == said["message_id"]
    emma.bot("answerCallbackQuery", callback_query_id=tapped["id"], text="Thank you!")
    expect(emma.page.get_by_role("status").get_by_text("Thank you!")).to_be_visible()
    key.click()
    again = emma.next_update("callback_query")
    emma.bot("answerCallbackQuery", callback_query_id=again["id"], text="Stop", show_alert=True)
    alert = emma.page.get_by_role("alertdialog", name="Stop")
    expect(alert).to_be_visible()
    alert.get_by_role("button", name="OK").click()
    expect(alert).to_have_count(0)


def test_an_edit_happens_in_place_and_keeps_the_focus_on_the_button(emma: Stage) -> None:
    def keyboard(page: int) -> Json:
        return {"inline_keyboard": [[{"text": "Forward", "callback_data": f"page:{page}"}]]}

    said = emma.bot("sendMessage", chat_id=EMMA, text="Page 1", reply_markup=keyboard(2))
    later = emma.bot("sendMessage", chat_id=EMMA, text="Later")
    emma.bubble(said).get_by_role("button", name="Forward").press("Enter")
    emma.next_update("callback_query")
    emma.bot(
        "editMessageText",
        chat_id=EMMA,
        message_id=said["message_id"],
        text="Page 2",
        reply_markup=keyboard(3),
    )
    expect(emma.bubble(said)).to_contain_text("Page 2")
    expect(emma.bubble(said)).to_contain_text("edited")
    expect(emma.bubble(said)).not_to_contain_text("Page 1")
    expect(emma.bubble(said).get_by_role("button", name="Forward")).to_be_focused()
    expect(emma.page.locator(".message").last).to_have_attribute(
        "data-message-id", str(later["message_id"])
    )


def test_a_deleted_message_vanishes(emma: Stage) -> None:
    said = emma.bot("sendMessage", chat_id=EMMA, text="Soon gone")
    expect(emma.bubble(said)).to_be_visible()
    emma.bot("deleteMessage", chat_id=EMMA, message_id=said["message_id"])
    expect(emma.bubble(said)).to_have_count(0)


def test_the_page_goes_on_when_the_server_comes_back(browser: Browser) -> None:
    world = World()
    page = browser.new_page()
    with running(world) as server:
        page.goto(f"{server.url}/#chat={EMMA}")
        expect(page.get_by_role("status").get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    world.add_message(world.chats[EMMA], world.bot, {"text": "While you were away"})
    with running(world, port=server.port):
        expect(page.locator(".text", has_text="While you were away")).to_be_visible()
        world.add_message(world.chats[EMMA], world.bot, {"text": "And now live again"})
        expect(page.locator(".text", has_text="And now live again")).to_be_visible()
        page.close()
