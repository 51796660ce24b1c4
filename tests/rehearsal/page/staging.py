"""A rehearsal with its page open in a browser; the bot's side is played by raw calls."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, ViewportSize, expect

Json = dict[str, Any]

EMMA, LUCIA, OLIVIA, GROUP, CHANNEL = 1001, 1002, 1003, -2001, -1001000000003
BOT = "pliego_rehearsal_bot"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Stage:
    """A rehearsal with its page open, and the bot's and the people's side of it."""

    page: Page
    url: str
    http: httpx.Client
    token: str

    def bot(self, method: str, **fields: Any) -> Any:
        """One call of the bot; structures go as JSON."""
        form = {
            name: json.dumps(value) if isinstance(value, list | dict | bool) else str(value)
            for name, value in fields.items()
        }
        answer = self.http.post(f"/bot{self.token}/{method}", data=form).json()
        assert answer["ok"], answer
        return answer["result"]

    def next_update(self, kind: str) -> Any:
        """The bot's next update of that kind; those before it are confirmed and dropped."""
        offset = 0
        for _ in range(20):
            for update in self.bot("getUpdates", timeout=1, offset=offset):
                offset = update["update_id"] + 1
                if kind in update:
                    self.bot("getUpdates", timeout=0, offset=offset)
                    return update[kind]
        raise AssertionError(f"the bot got no {kind}")

    def person_writes(self, person: int, text: str, chat: int | None = None) -> Json:
        body = {"from": person, "text": text}
        answer = self.http.post(f"/rehearsal/chats/{chat or person}/messages", json=body)
        message: Json = answer.raise_for_status().json()
        return message

    def open(self, chat: int) -> None:
        self.page.goto(f"{self.url}/#chat={chat}")
        expect(self.page.get_by_label("Message")).to_be_visible()
        expect(self.page.get_by_text("Live", exact=True).first).to_be_attached()

    def bubble(self, message: Json) -> Locator:
        return self.page.locator(f'[data-message-id="{message["message_id"]}"]')


def has_no_horizontal_scroll(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )
