"""A person's hands on the rehearsal's page: writing, tapping, reading."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

PATIENCE = 30.0


def open_chat(page: Page, chat: int) -> None:
    """The chat by its place in the list, to which a phone goes back first."""
    back = page.get_by_role("button", name="Chats", exact=True)
    if back.is_visible():
        back.click()
    page.locator(f'[data-chat-id="{chat}"]').first.click()
    expect(page.get_by_label("Message", exact=True)).to_be_enabled()


def say(page: Page, text: str) -> None:
    """Write, and wait for what the bot answers."""
    page.get_by_label("Message", exact=True).fill(text)
    answered(page, page.get_by_role("button", name="Send", exact=True).click, repr(text))


def answered(page: Page, act: Callable[[], object], what: str) -> None:
    """Do what sends something, and wait until it and an answer to it are there."""
    before = newest(page)
    act()
    until(lambda: newest(page) >= before + 2, f"an answer to {what}")


def tap(page: Page, label: str) -> None:
    """Tap the newest button below a message with this label (a part of it is enough)."""
    page.get_by_role("group", name="Buttons").get_by_role("button", name=label).last.click()


def last(page: Page) -> Locator:
    """The newest message of the open chat."""
    return page.locator("#conversation [data-message-id]").last


def newest(page: Page) -> int:
    """The number of the newest message of the open chat, 0 in an empty one."""
    ids = page.locator("#conversation [data-message-id]").evaluate_all(
        "nodes => nodes.map(node => Number(node.dataset.messageId))"
    )
    return max(ids, default=0)


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.05)
