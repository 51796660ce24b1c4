"""Files on the page."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.rehearsal.page.staging import EMMA, Stage

pytestmark = pytest.mark.browser

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def test_a_file_goes_up_and_a_document_comes_down(emma: Stage, tmp_path: Path) -> None:
    sent = tmp_path / "article.md"
    sent.write_text("# A free internet")
    emma.page.locator("input[type=file]").set_input_files(sent)
    expect(emma.page.get_by_text("article.md")).to_be_visible()
    emma.page.get_by_label("Message").fill("Please add this")
    emma.page.get_by_role("button", name="Send").click()
    heard = emma.next_update("message")
    assert (heard["document"]["file_name"], heard["caption"]) == ("article.md", "Please add this")
    said = emma.http.post(
        f"/bot{emma.token}/sendDocument",
        data={"chat_id": str(EMMA)},
        files={"document": ("my-data.json", b'{"signed": true}', "application/json")},
    ).json()["result"]
    with emma.page.expect_download() as download:
        emma.bubble(said).get_by_role("link", name="my-data.json").click()
    assert download.value.path().read_bytes() == b'{"signed": true}'


def test_a_file_of_text_can_be_read_on_the_page(emma: Stage) -> None:
    said = emma.http.post(
        f"/bot{emma.token}/sendDocument",
        data={"chat_id": str(EMMA)},
        files={"document": ("receipt.json", b'{"a": "<b>1</b>"}', "application/json")},
    ).json()["result"]
    emma.bubble(said).get_by_role("button", name="Open receipt.json").click()
    dialog = emma.page.get_by_role("dialog", name="receipt.json")
    expect(dialog.locator("pre")).to_have_text('{"a": "<b>1</b>"}')
    emma.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_picture_is_shown_whole_and_enlarged(emma: Stage) -> None:
    said = emma.http.post(
        f"/bot{emma.token}/sendPhoto",
        data={"chat_id": str(EMMA), "caption": "Scan it"},
        files={"photo": ("qr.png", PNG, "image/png")},
    ).json()["result"]
    picture = emma.bubble(said).get_by_role("img", name="Scan it")
    expect(picture).to_have_css("object-fit", "contain")
    expect(picture).to_have_js_property("naturalWidth", 1)
    emma.bubble(said).get_by_role("button", name="Enlarge the picture").click()
    expect(emma.page.get_by_role("dialog", name="Picture")).to_be_visible()
