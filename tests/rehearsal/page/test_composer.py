"""Writing: words, commands, links, inline questions."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.rehearsal.page.staging import BOT, EMMA, GROUP, LUCIA, OLIVIA, Stage

pytestmark = pytest.mark.browser


def test_what_a_person_writes_reaches_the_bot_and_the_answer_appears(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="Lucía Hernández").click()
    stage.page.get_by_label("Message").fill("¿Quién firmó?")
    stage.page.get_by_role("button", name="Send").click()
    heard = stage.next_update("message")
    assert (heard["from"]["id"], heard["text"]) == (LUCIA, "¿Quién firmó?")
    answer = stage.bot("sendMessage", chat_id=LUCIA, text="El instituto firmó.")
    expect(stage.bubble(answer)).to_contain_text("El instituto firmó.")


def test_nothing_is_typed_into_the_chat_that_was_left(emma: Stage) -> None:
    emma.page.route("**/chats/1002/messages?*", lambda route: _after_a_while(emma.page, route))
    emma.page.get_by_role("button", name="Lucía Hernández").click()
    emma.page.get_by_label("Message").fill("Para Lucía")
    expect(emma.page.get_by_text("Lucía has not talked to the bot yet.")).to_be_visible()
    emma.page.get_by_label("Message").press("Enter")
    assert emma.next_update("message")["from"]["id"] == LUCIA


def _after_a_while(page: Page, route: Route) -> None:
    page.wait_for_timeout(300)
    route.continue_()


def test_start_begins_a_chat_that_is_still_empty(stage: Stage) -> None:
    stage.open(EMMA)
    stage.page.get_by_role("button", name="Start").click()
    assert stage.next_update("message")["text"] == "/start"


def test_shift_enter_makes_a_new_line_and_enter_sends(emma: Stage) -> None:
    field = emma.page.get_by_label("Message")
    field.fill("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    assert emma.next_update("message")["text"] == "one\ntwo"
    expect(field).to_have_value("")


def test_commands_are_offered_by_the_menu_and_by_a_slash(emma: Stage) -> None:
    commands = [
        {"command": "articles", "description": "Read the articles"},
        {"command": "sign", "description": "Sign the petition"},
    ]
    emma.bot("setMyCommands", commands=commands)
    emma.page.get_by_role("button", name="Commands").click()
    options = emma.page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options.filter(has_text="Read the articles")).to_be_visible()
    emma.page.keyboard.press("Escape")
    field = emma.page.get_by_label("Message")
    field.press_sequentially("/si")
    expect(options).to_have_count(1)
    field.press("Enter")
    assert emma.next_update("message")["text"] == "/sign"


def test_a_start_link_asks_first_and_then_starts_with_its_payload(emma: Stage) -> None:
    link = "https://t.me/pliego_rehearsal_bot?start=petition_free-internet"
    keyboard = {"inline_keyboard": [[{"text": "Open the petition", "url": link}]]}
    emma.person_writes(EMMA, "/articles@pliego_rehearsal_bot", chat=GROUP)
    emma.bot("sendMessage", chat_id=GROUP, text="Here it is.", reply_markup=keyboard)
    emma.page.get_by_role("button", name="Free Internet Circle").click()
    emma.page.get_by_label("Write as").select_option("Emma Reyes-Clark")
    emma.page.get_by_role("button", name="Open the petition").click()
    expect(emma.page).to_have_url(re.compile("#chat=1001$"))
    emma.page.get_by_role("button", name="Start", exact=True).click()
    emma.next_update("message")
    heard = emma.next_update("message")
    assert heard["text"] == "/start petition_free-internet"
    assert heard["chat"]["id"] == EMMA


@pytest.mark.parametrize("payload", ["r-ABCD1234", "r-ABCD1234-free-internet", "inv-x9_Y", "p-a-b"])
def test_every_payload_of_a_link_in_a_text_reaches_the_bot(emma: Stage, payload: str) -> None:
    link = f"t.me/{BOT}?start={payload}"
    said = emma.bot("sendMessage", chat_id=EMMA, text=f"Sign here: {link}")
    emma.bubble(said).get_by_role("link", name=link).click()
    emma.page.get_by_role("button", name="Start", exact=True).click()
    assert emma.next_update("message")["text"] == f"/start {payload}"


def test_a_link_into_an_empty_chat_starts_it_with_its_payload(stage: Stage) -> None:
    stage.person_writes(OLIVIA, f"https://t.me/{BOT}?start=r-ABCD1234", chat=GROUP)
    stage.open(GROUP)
    stage.page.get_by_label("Write as").select_option("Lucía Hernández")
    stage.page.get_by_role("link", name="start=r-ABCD1234").click()
    stage.page.get_by_role("button", name="Start", exact=True).click()
    heard = stage.next_update("message")
    assert (heard["from"]["id"], heard["text"]) == (LUCIA, "/start r-ABCD1234")
