"""The bar above and the log."""

import pytest
from playwright.sync_api import expect

from tests.rehearsal.page.staging import EMMA, Stage

pytestmark = pytest.mark.browser


def test_the_clock_goes_ahead_by_its_buttons(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="+1 day").click()
    stage.page.get_by_role("button", name="+1 hour").click()
    expect(stage.page.get_by_text("1 day 1 hour ahead")).to_be_visible()
    stage.page.get_by_role("button", name="Set ahead").click()
    dialog = stage.page.get_by_role("dialog", name="Set the clock ahead")
    dialog.get_by_label("How many").fill("2")
    dialog.get_by_label("Unit").select_option("days")
    dialog.get_by_role("button", name="Set ahead").click()
    expect(stage.page.get_by_text("3 days 1 hour ahead")).to_be_visible()


def test_someone_new_comes_in_and_can_write(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="Add a person").click()
    dialog = stage.page.get_by_role("dialog", name="Add a person")
    dialog.get_by_label("First name").fill("Ximena")
    dialog.get_by_label("Reads").select_option("Spanish")
    dialog.get_by_role("button", name="Add").click()
    expect(stage.page.get_by_role("heading", name="Ximena")).to_be_visible()
    stage.page.get_by_role("button", name="Start").click()
    assert stage.next_update("message")["from"]["language_code"] == "es"


def test_the_log_shows_what_was_asked_and_answered(emma: Stage) -> None:
    emma.bot("sendMessage", chat_id=EMMA, text="For the log")
    log = emma.page.get_by_role("complementary")
    line = log.get_by_role("listitem").filter(has_text="sendMessage")
    expect(line).to_contain_text("200")
    line.locator("summary").click()
    expect(line).to_contain_text('"text": "For the log"')
    log.get_by_label("Show").select_option("Lucía Hernández")
    expect(line).to_have_count(0)


def test_a_paused_log_waits_and_a_cleared_one_is_empty(emma: Stage) -> None:
    log = emma.page.get_by_role("complementary")
    lines = log.get_by_role("listitem")
    log.get_by_role("button", name="Clear").click()
    expect(lines).to_have_count(0)
    log.get_by_role("button", name="Pause").click()
    emma.bot("sendMessage", chat_id=EMMA, text="Meanwhile")
    expect(log.get_by_role("button", name="Go on (1 new)")).to_be_visible()
    expect(lines).to_have_count(0)
    log.get_by_role("button", name="Go on").click()
    expect(lines).to_have_count(1)
