"""What is passed on, and what goes with a file: whole, within Telegram's limits, and readable."""

import io
from typing import Any

import pytest
from matplotlib import image

from campaign.manifest import Wording
from campaign.petitions import Petition
from campaign.petitions.receipts import Proof
from campaign.petitions.referrals import Referral
from handlers.views import inline, proof, qr, share
from handlers.views.view import length
from handlers.wording import languages, words
from rehearsal.markup import parse_html
from tests.handlers.test_locales import assert_markup

LINK = f"https://t.me/{'b' * 32}?start=r-0123abcd-{'s' * 48}"
TEXTS = ("Short", "<b>&\"'</a>{name}", "word & <word> " * 500, "🕊" * 3000)
CAPTION_LIMIT = 1024


def petition(text: str) -> Petition:
    return Petition(7, "free-internet", "open", 1000, 16, 1, 12, Wording("en", text, text, text))


def address(payload: str) -> str:
    return f"https://t.me/a_bot?start={payload}"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", TEXTS)
def test_a_posters_caption_fits_and_holds_the_link_and_nothing_of_the_sharer(
    language: str, text: str
) -> None:
    poster = share.poster(words(language), petition(text), LINK)
    assert_markup(poster.caption)
    shown, _ = parse_html(poster.caption)
    assert length(shown) <= CAPTION_LIMIT
    assert LINK in shown
    ((button,),) = poster.keyboard.inline_keyboard
    assert button.url == LINK


@pytest.mark.parametrize("language", languages())
def test_a_proofs_caption_fits_and_is_a_command_to_copy(language: str) -> None:
    key = f"t.me/{'b' * 60}+0123abcd+{'A' * 44}"
    told = Proof(999_999_999, "receipt-999999999-999999999.json", b"{}", key)
    said = proof.caption(words(language), told)
    assert_markup(said)
    shown, entities = parse_html(said)
    assert length(shown) <= CAPTION_LIMIT
    assert f"<code>pliego verify {told.name} --key {key}</code>" in said
    assert any(entity["type"] == "code" for entity in entities)


def test_the_private_message_has_the_link_to_copy_and_to_send() -> None:
    view = share.ways(words("en"), petition("Title"), LINK, Referral("0123abcd", 3), inline=True)
    (copy,), (send,) = view.rows
    assert copy.copy_text is not None
    assert copy.copy_text.text == LINK
    assert len(LINK) <= 256
    assert send.switch_inline_query == "free-internet"
    assert "<b>3</b> signatures came by your link" in view.text


def test_without_inline_mode_no_button_leads_to_it() -> None:
    view = share.ways(words("en"), petition("Title"), LINK, Referral("0123abcd", 0), inline=False)
    assert [button.switch_inline_query for row in view.rows for button in row] == [None]


def test_a_card_for_any_chat_has_the_sharers_own_link() -> None:
    speak = words("en")
    for referral, payload in ((None, "p-free-internet"), (Referral("0123abcd", 1), None)):
        told: Any = inline.card(speak, petition("Title"), address, referral).to_dict()
        ((button,),) = told["reply_markup"]["inline_keyboard"]
        assert button["url"] == address(payload or "r-0123abcd-free-internet")


def dots(png: bytes) -> list[list[bool]]:
    """Which dots of the picture are black, ten pixels a dot."""
    pixels = image.imread(io.BytesIO(png))
    assert pixels.ndim == 2
    height, side = pixels.shape
    assert height == side >= 400
    assert {float(each) for each in pixels.flat} == {0.0, 1.0}  # nothing between black and white
    return [[pixel == 0 for pixel in row[5::10]] for row in pixels[5::10]]


def test_a_qr_code_has_contrast_a_quiet_zone_and_three_corners() -> None:
    black = dots(qr.picture(LINK))
    size = len(black)
    edge = [*range(4), *range(size - 4, size)]
    assert not any(black[y][x] or black[x][y] for y in edge for x in range(size))
    for top, start in ((4, 4), (4, size - 11), (size - 11, 4)):
        corner = [row[start : start + 7] for row in black[top : top + 7]]
        assert all(corner[0])
        assert all(corner[6])
        assert corner[1] == [True, False, False, False, False, False, True]
        assert corner[3] == [True, False, True, True, True, False, True]


def test_links_that_differ_give_pictures_that_differ() -> None:
    assert qr.picture(address("r-0123abcd")) != qr.picture(address("r-0123abce"))
