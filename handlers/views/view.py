"""A message before it is sent: its text and its keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.wording import Html, Words

BUTTON_LIMIT = 60


@dataclass(frozen=True)
class View:
    """HTML text of at most 4,096 characters, and rows of buttons."""

    text: Html
    rows: tuple[tuple[InlineKeyboardButton, ...], ...] = ()

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None

    def payload(self) -> dict[str, Any]:
        """The message as the outbox keeps it."""
        params: dict[str, Any] = {
            "text": self.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if self.keyboard is not None:
            params["reply_markup"] = self.keyboard.to_dict()
        return {"method": "sendMessage", "params": params}


def button(words: Words, key: str, data: str, **values: object) -> InlineKeyboardButton:
    """A button that says the text under `key` and sends `data` (64 bytes at most)."""
    return InlineKeyboardButton(shortened(words.plain(key, **values)), callback_data=data)


def link_button(words: Words, key: str, url: str, **values: object) -> InlineKeyboardButton:
    """A button that says the text under `key` and opens `url`."""
    return InlineKeyboardButton(shortened(words.plain(key, **values)), url=url)


def shortened(text: str, limit: int = BUTTON_LIMIT) -> str:
    """The text, cut between words and ended with an ellipsis when it is longer than `limit`."""
    if length(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    kept = units.decode("utf-16-le", "ignore")
    return kept.rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def length(text: str) -> int:
    """How much of a message the text takes: UTF-16 units, as the Bot API counts (an emoji is 2)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def paragraphs(*parts: Html | None) -> Html:
    """The parts that are there, a blank line between them."""
    return Html("\n\n".join(part for part in parts if part))


def in_rows(
    buttons: Sequence[InlineKeyboardButton], width: int
) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """Buttons side by side, `width` to a row."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
