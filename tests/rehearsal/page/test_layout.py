"""A phone, the keyboard alone, and colours."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.rehearsal.page.staging import EMMA, LUCIA, PHONE, Stage, has_no_horizontal_scroll

pytestmark = pytest.mark.browser


def test_at_360_pixels_there_is_one_column_and_a_way_back(stage: Stage) -> None:
    stage.page.set_viewport_size(PHONE)
    stage.person_writes(EMMA, "/start")
    long = "https://example.org/" + "very-long-" * 30
    keyboard = {"inline_keyboard": [[{"text": "A rather long label", "callback_data": "x"}] * 3]}
    stage.bot("sendMessage", chat_id=EMMA, text=long, reply_markup=keyboard)
    stage.page.goto(stage.url)
    assert has_no_horizontal_scroll(stage.page)
    stage.page.get_by_role("button", name="Emma Reyes-Clark").click()
    field = stage.page.get_by_label("Message")
    expect(field).to_be_in_viewport()
    expect(stage.page.get_by_role("button", name="Send")).to_be_in_viewport()
    expect(stage.page.get_by_role("button", name="A rather long label").first).to_be_in_viewport()
    assert has_no_horizontal_scroll(stage.page)
    stage.page.get_by_role("button", name="Log", exact=True).click()
    expect(stage.page.get_by_role("heading", name="Bot and server")).to_be_in_viewport()
    assert has_no_horizontal_scroll(stage.page)
    stage.page.keyboard.press("Escape")
    stage.page.get_by_role("button", name="Chats").click()
    expect(stage.page.get_by_role("button", name="Emma Reyes-Clark")).to_be_focused()


def test_the_keyboard_alone_is_enough(stage: Stage) -> None:
    press = stage.page.keyboard.press
    stage.page.goto(stage.url)
    expect(stage.page.get_by_role("heading", name="Emma Reyes-Clark")).to_be_visible()
    stage.page.get_by_role("searchbox", name="Find a chat").focus()
    press("ArrowDown")
    press("ArrowDown")
    expect(stage.page.get_by_role("button", name="Lucía Hernández")).to_be_focused()
    press("Enter")
    expect(stage.page.get_by_label("Message")).to_be_focused()
    stage.page.keyboard.type("hola")
    press("Enter")
    stage.next_update("message")
    keyboard = {"inline_keyboard": [[{"text": "Firmar", "callback_data": "sign"}]]}
    said = stage.bot("sendMessage", chat_id=LUCIA, text="¡Hola!", reply_markup=keyboard)
    expect(stage.bubble(said)).to_be_visible()
    stage.page.get_by_role("region", name="What was said").focus()
    press("ArrowUp")
    expect(stage.bubble(said)).to_be_focused()
    press("Tab")
    press("Tab")
    expect(stage.page.get_by_role("button", name="Firmar")).to_be_focused()
    press("Enter")
    assert stage.next_update("callback_query")["data"] == "sign"
    stage.bubble(said).focus()
    press("r")
    stage.page.keyboard.type("gracias")
    press("Enter")
    assert stage.next_update("message")["reply_to_message"]["message_id"] == said["message_id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, stage: Stage, scheme: Any
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, for each pair of colours that words are set in."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(stage.url)
    pairs = [
        ("ink", "paper"), ("ink", "sheet"), ("ink", "mine"), ("ink", "bubble"),
        ("ink-soft", "paper"), ("ink-soft", "sheet"), ("ink-soft", "talk"), ("ink-soft", "bubble"),
        ("accent", "sheet"), ("accent", "mine"), ("accent", "accent-soft"), ("accent", "bubble"),
        ("accent-strong", "accent-soft"), ("on-accent", "accent"), ("bad", "sheet"),
        ("good", "sheet"),
        *((f"name-{tone}", "bubble") for tone in range(7)),
    ]  # fmt: skip
    weak = {
        pair: ratio
        for pair in pairs
        if (ratio := _contrast(_colour(page, pair[0]), _colour(page, pair[1]))) < 4.5
    }
    page.close()
    assert weak == {}


def _colour(page: Page, name: str) -> tuple[float, float, float]:
    text = page.evaluate(
        """name => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = `var(--${name})`;
          const colour = getComputedStyle(probe).color;
          probe.remove();
          return colour;
        }""",
        name,
    )
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", text)[:3])
    return red, green, blue


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    def luminance(colour: tuple[float, float, float]) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
