"""The library in the chat: browse, mend, retire, restore."""

import pytest

from campaign.articles import library
from tests.handlers.organiser.conftest import OLIVIA, Desk, labels


async def test_an_empty_library_says_so(desk: Desk) -> None:
    assert "There are none here." in await desk.say(OLIVIA, "/library")


async def test_pages_turn_in_place_and_lead_to_cards(desk: Desk) -> None:
    for number in range(10):
        await desk.article(f"Article {number}")
    said = await desk.say(OLIVIA, "/library")
    assert "10 articles" in said
    assert "Page 1 of 2" in said
    assert labels(desk.last(OLIVIA))[0] == "Article 9"
    count = len(desk.messages(OLIVIA))
    assert "Page 2 of 2" in await desk.tap(OLIVIA, "Next")
    card = await desk.tap(OLIVIA, "Article 0")
    assert "Language: English" in card
    assert "Author: not known" in card
    await desk.tap(OLIVIA, "Back to the library")
    assert len(desk.messages(OLIVIA)) == count


@pytest.mark.parametrize(
    ("button", "told", "field", "kept"),
    [
        ("Edit title", "A better\ntitle", "title", "A better title"),
        ("Edit author", "Ana Ruiz", "author", "Ana Ruiz"),
        ("Edit publisher", "The Daily Wire", "publisher", "The Daily Wire"),
        ("Edit date", "1 de mayo de 2018", "published", "2018-05-01"),
        ("Edit link", "https://example.org/a?b=1", "link", "https://example.org/a?b=1"),
        ("Edit language", "Spanish", "language", "es"),
    ],
)
async def test_each_field_can_be_mended(
    desk: Desk, button: str, told: str, field: str, kept: str
) -> None:
    article_id = await desk.article()
    await desk.say(OLIVIA, "/library")
    await desk.tap(OLIVIA, "Kept in the library")
    await desk.tap(OLIVIA, button)
    await desk.say(OLIVIA, told)
    article = await library.get(desk.database, article_id)
    assert str(getattr(article, field)) == kept
    assert await desk.open_draft(OLIVIA) is None


async def test_a_field_can_be_left_empty_but_not_the_title(desk: Desk) -> None:
    article_id = await desk.article(author="Ana Ruiz")
    await desk.say(OLIVIA, "/library")
    await desk.tap(OLIVIA, "Kept in the library")
    await desk.tap(OLIVIA, "Edit title")
    assert labels(desk.last(OLIVIA)) == ["Cancel"]
    await desk.tap(OLIVIA, "Edit author")
    await desk.tap(OLIVIA, "Leave it empty")
    assert (await library.get(desk.database, article_id)).author == ""
    assert await desk.open_draft(OLIVIA) is None


@pytest.mark.parametrize("told", ["javascript:alert(1)", "not a link", "ftp://example.org/a", "a"])
async def test_only_a_web_address_is_a_link(desk: Desk, told: str) -> None:
    article_id = await desk.article()
    await desk.say(OLIVIA, "/library")
    await desk.tap(OLIVIA, "Kept in the library")
    await desk.tap(OLIVIA, "Edit link")
    assert "no web address" in await desk.say(OLIVIA, told)
    assert (await library.get(desk.database, article_id)).link == ""


async def test_a_title_that_is_too_long_is_refused_and_asked_again(desk: Desk) -> None:
    article_id = await desk.article()
    await desk.say(OLIVIA, "/library")
    await desk.tap(OLIVIA, "Kept in the library")
    await desk.tap(OLIVIA, "Edit title")
    assert "300 characters" in await desk.say(OLIVIA, "a" * 301)
    await desk.say(OLIVIA, "Short")
    assert (await library.get(desk.database, article_id)).title == "Short"


async def test_a_retired_article_moves_to_its_own_shelf_and_comes_back(desk: Desk) -> None:
    article_id = await desk.article()
    await desk.say(OLIVIA, "/library")
    await desk.tap(OLIVIA, "Kept in the library")
    assert await desk.tap(OLIVIA, "Retire") == "Retired."
    assert "no answer, list or digest shows it" in desk.texts(OLIVIA)[-1]
    assert (await library.get(desk.database, article_id)).retired_at is not None
    await desk.say(OLIVIA, "/library")
    assert labels(desk.last(OLIVIA)) == ["Retired articles"]
    await desk.tap(OLIVIA, "Retired articles")
    await desk.tap(OLIVIA, "Kept in the library")
    assert await desk.tap(OLIVIA, "Restore") == "Back in use."
    assert (await library.get(desk.database, article_id)).retired_at is None


async def test_a_button_for_an_article_that_is_not_there_gets_a_sentence(desk: Desk) -> None:
    await desk.say(OLIVIA, "/library")
    assert "not here any more" in await desk.tap_data(OLIVIA, "library:open:999")


async def test_what_an_article_says_is_shown_and_not_obeyed(desk: Desk) -> None:
    await desk.article("<b>Bold</b>", body="An <i>opening</i> & more.", author='"A" <x>')
    await desk.say(OLIVIA, "/library")
    card = await desk.tap(OLIVIA, "Bold")
    assert "<b>Bold</b>" in card
    assert "An <i>opening</i> & more." in card
