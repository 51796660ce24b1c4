"""Who it is, and whether the bot may write there."""

import pytest
from playwright.sync_api import expect

from tests.rehearsal.page.staging import CHANNEL, EMMA, PHONE, Stage

pytestmark = pytest.mark.browser


def test_a_person_can_block_and_unblock_the_bot(emma: Stage) -> None:
    emma.page.get_by_role("button", name="Block the bot", exact=True).click()
    expect(emma.page.get_by_text("Emma has blocked the bot.")).to_be_visible()
    assert emma.next_update("my_chat_member")["new_chat_member"]["status"] == "kicked"
    emma.page.get_by_role("button", name="Unblock the bot").click()
    expect(emma.page.get_by_label("Message")).to_be_visible()


def test_on_a_phone_the_bot_is_blocked_from_what_there_is_to_know(emma: Stage) -> None:
    emma.page.set_viewport_size(PHONE)
    expect(emma.page.get_by_role("button", name="Block the bot")).to_have_count(0)
    emma.page.get_by_role("button", name="About").click()
    emma.page.get_by_role("dialog").get_by_role("button", name="Block the bot").click()
    expect(emma.page.get_by_text("Emma has blocked the bot.")).to_be_visible()


def test_an_account_is_deleted_after_a_yes(emma: Stage) -> None:
    emma.page.get_by_role("button", name="About").click()
    about = emma.page.get_by_role("dialog", name="Emma Reyes-Clark")
    expect(about).to_contain_text("+525500001001")
    about.get_by_role("button", name="Delete the account").click()
    sure = emma.page.get_by_role("dialog", name="Delete the account of Emma Reyes-Clark?")
    sure.get_by_role("button", name="Delete").click()
    expect(emma.page.get_by_text("This account was deleted.")).to_be_visible()
    answer = emma.http.post(
        f"/bot{emma.token}/sendMessage", data={"chat_id": str(EMMA), "text": "x"}
    )
    assert answer.json()["description"] == "Forbidden: user is deactivated"


def test_the_channel_shows_its_posts_and_who_may_write_there(stage: Stage) -> None:
    stage.open(CHANNEL)
    said = stage.bot("sendMessage", chat_id="@free_internet_news", text="1,000 signatures")
    expect(stage.bubble(said)).to_contain_text("Free Internet News")
    expect(stage.page.locator("#about-line")).to_have_text("Channel · @free_internet_news")
    stage.page.get_by_label("Message").fill("From the owner")
    stage.page.get_by_label("Message").press("Enter")
    assert stage.next_update("channel_post")["text"] == "From the owner"
    stage.page.get_by_label("Write as").select_option("Emma Reyes-Clark")
    expect(stage.page.get_by_text("Emma only reads here")).to_be_visible()


def test_the_bot_is_put_out_of_the_channel_and_let_in_again(stage: Stage) -> None:
    stage.open(CHANNEL)
    stage.page.get_by_role("button", name="Put the bot out").click()
    assert stage.next_update("my_chat_member")["new_chat_member"]["status"] == "left"
    stage.page.get_by_role("button", name="Let the bot in").click()
    assert stage.next_update("my_chat_member")["new_chat_member"]["status"] == "administrator"
    expect(stage.page.get_by_role("button", name="Put the bot out")).to_be_visible()
