"""Signing with one's own phone number, sharing, the receipt and withdrawing, as people see it."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import open_browser
from tests.stage import ANSWERS_FOR_IT, CAMPAIGN, EMMA, LUCIA, RESPONSIBLE, Stage, number_in, set_up
from tests.talking import answered, last, open_chat, say, tap

GROUP = -2001
SLOWLY = 30_000  # milliseconds
TITLE = "For a free internet before every election"
NOT_OWN = "That is the contact of somebody else"
SAME_PHONE = "has already signed this petition"
LINK = re.compile(r"https://t\.me/pliego_rehearsal_bot\?start=r-\w{8}(?:-[\w-]+)?")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The real program, with a campaign whose petition asks for the signer's own phone number."""
    folder = tmp_path_factory.mktemp("stage")
    _prepare_campaign(folder / "campaign")
    with set_up(folder) as stage:
        yield stage


def _prepare_campaign(folder: Path) -> None:
    shutil.copytree(CAMPAIGN, folder)
    manifest = folder / "campaign.toml"
    text = RESPONSIBLE.sub(ANSWERS_FOR_IT, manifest.read_text(encoding="utf-8"))
    asking = text.replace('identity = "account"', 'identity = "contact"', 1)
    assert asking != text
    manifest.write_text(asking, encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The rehearsal's page on a phone, with no error of its scripts."""
    problems: list[str] = []
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(SLOWLY)
    expect.set_options(timeout=SLOWLY)
    page.goto(stage.server.url)
    yield page
    context.close()
    expect.set_options(timeout=5_000)
    assert problems == []


def test_signing_with_a_contact_sharing_the_receipt_and_withdrawing(
    page: Page, stage: Stage, tmp_path: Path
) -> None:
    _emma_signs_with_her_own_number_only(page)
    link = _she_is_given_a_card_to_pass_on(page)
    _she_posts_it_in_the_group(page)
    _lucia_comes_by_it_and_signs_in_spanish(page, link)
    _emma_sees_that_one_signature_came(page)
    _she_opens_her_receipt_and_it_verifies(page, stage, tmp_path)
    _she_withdraws(page)
    audit = stage.command("ledger", "audit")
    assert audit.returncode == 0, audit.stdout + audit.stderr


def _emma_signs_with_her_own_number_only(page: Page) -> None:
    open_chat(page, EMMA)
    say(page, "/sign")
    expect(last(page)).to_contain_text(TITLE)
    tap(page, "Accept as Emma")
    expect(last(page)).to_contain_text("Please share your phone number")
    _send_contact_of(page, "Lucía Hernández")
    expect(last(page)).to_contain_text(NOT_OWN)
    _send_contact_of(page, "Someone who is not on Telegram")
    expect(last(page)).to_contain_text(NOT_OWN)
    share = page.get_by_role("button", name="Share my phone number")
    share.click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(last(page)).to_contain_text(NOT_OWN)
    share.click()
    page.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
    expect(last(page)).to_contain_text("You signed")
    taken = page.locator(".message", has_text="I took the message with it out of this chat")
    expect(taken).to_be_visible()
    expect(page.locator(".message .card", has_text="+525500001001")).to_have_count(0)
    expect(share).to_have_count(0)


def _she_is_given_a_card_to_pass_on(page: Page) -> str:
    tap(page, "Share the petition")
    expect(last(page)).to_contain_text("No signature came by your link yet.")
    poster = page.locator(".message:has(.picture)").last
    picture = poster.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    found = LINK.search(poster.inner_text())
    assert found is not None, poster.inner_text()
    tap(page, "Copy my link")
    expect(page.get_by_role("status").get_by_text(f"Copied: {found[0]}")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == found[0]
    return found[0]


def _she_posts_it_in_the_group(page: Page) -> None:
    tap(page, "Send it to a chat")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Chat").select_option("Free Internet Circle")
    dialog.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile(f"#chat={GROUP}$"))
    offers = page.get_by_role("listbox", name="What the bot offers")
    offers.get_by_role("option", name=TITLE).click()
    expect(last(page)).to_contain_text("via @pliego_rehearsal_bot")
    expect(last(page)).to_contain_text(TITLE)


def _lucia_comes_by_it_and_signs_in_spanish(page: Page, link: str) -> None:
    page.get_by_label("Write as").select_option("Lucía Hernández")
    last(page).get_by_role("group", name="Buttons").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(f"#chat={LUCIA}$"))
    page.get_by_role("button", name="Start", exact=True).click()
    started = page.locator(".message", has_text="/start r-").last
    expect(started).to_contain_text(link.partition("start=")[2][:10])
    expect(last(page)).to_contain_text("Por un internet libre")
    tap(page, "Acepto como Lucía")
    page.get_by_role("group", name="Suggested replies").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
    expect(last(page)).to_contain_text("Firmaste")


def _emma_sees_that_one_signature_came(page: Page) -> None:
    open_chat(page, EMMA)
    say(page, "/share")
    expect(last(page)).to_contain_text("1 signature came by your link.")


def _she_opens_her_receipt_and_it_verifies(page: Page, stage: Stage, tmp_path: Path) -> None:
    say(page, "/receipt")
    expect(last(page)).to_contain_text("Your receipt")
    tap(page, "Get the proof file")
    message = last(page)
    expect(message).to_contain_text("Proof of signature number")
    message.get_by_role("button", name=re.compile(r"^Open .+\.json$")).click()
    shown = page.get_by_role("dialog").locator("pre")
    expect(shown).to_contain_text("signed")
    receipt: dict[str, Any] = json.loads(shown.inner_text())
    assert "Emma" not in json.dumps(receipt)
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        message.get_by_role("link", name=re.compile(r"\.json")).click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert json.loads(saved.read_text(encoding="utf-8")) == receipt
    key = stage.command("ledger", "key").stdout.strip()
    told = stage.command("verify", str(saved), "--key", key)
    assert told.returncode == 0, told.stdout + told.stderr


def _she_withdraws(page: Page) -> None:
    say(page, "/sign")
    expect(last(page)).to_contain_text("You signed")
    before = number_in(last(page).inner_text(), "signature")
    tap(page, "Withdraw")
    expect(last(page)).to_contain_text(re.compile(r"Withdraw signature number \d+\?"))
    tap(page, "Yes, withdraw it")
    expect(last(page)).to_contain_text("Your signature is withdrawn")
    assert number_in(last(page).inner_text(), "signature") == before - 1
    say(page, "/receipt")
    expect(last(page)).to_contain_text("You have not signed from this account.")


def test_two_who_share_a_phone_sign_once(page: Page, stage: Stage) -> None:
    phone = "+525512345678"
    for name, outcome in (("Ana", "You signed"), ("Ben", SAME_PHONE)):
        person = {"first_name": name, "language_code": "en", "phone": phone}
        open_chat(page, int(stage.post("people", person)["id"]))
        say(page, "/sign")
        tap(page, f"Accept as {name}")
        page.get_by_role("button", name="Share my phone number").click()
        page.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
        expect(page.locator(".message", has_text=outcome)).to_be_visible()


def _send_contact_of(page: Page, whose: str) -> None:
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("option", name="Somebody's contact").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Whose").select_option(whose)
    answered(page, dialog.get_by_role("button", name="Send").click, f"the contact of {whose}")
