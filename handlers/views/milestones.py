"""Milestones as those who asked for them read them, and as the channel does."""

from collections.abc import Callable

from telegram import InlineKeyboardButton

from campaign.petitions.milestones import Reached
from handlers.views.view import View, button, link_button, shortened
from handlers.wording import Words

_TITLE = 150


def reached(speak: Words, told: Reached, link: Callable[[str], str], *, personal: bool) -> View:
    """The count that a petition came to; to a person, with the button that ends such messages."""
    petition = told.petition
    text = speak(
        "milestone.goal" if told.milestone == petition.goal else "milestone.reached",
        milestone=told.milestone,
        title=shortened(petition.wording.title, _TITLE),
        goal=petition.goal,
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (link_button(speak, "milestone.read", link(f"p-{petition.slug}")),)
    ]
    if personal:
        rows.append((button(speak, "milestone.stop", f"milestone:stop:{petition.id}"),))
    return View(text, tuple(rows))
