"""What the team sees when a petition is handed over."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.delivery import Closing
from campaign.petitions import Petition
from handlers.papers.folder import Written
from handlers.views.view import View, button, shortened
from handlers.wording import Html, Words


def choose(speak: Words, closed: Sequence[Petition]) -> View:
    """Which petition; only what is closed can be handed over."""
    if not closed:
        return View(speak("delivery.none"))
    rows = [
        (
            InlineKeyboardButton(
                shortened(petition.wording.title), callback_data=f"deliver:ask:{petition.id}"
            ),
        )
        for petition in closed
    ]
    return View(speak("delivery.which"), tuple(rows))


def ask(speak: Words, closing: Closing) -> View:
    """What the file holds, and what it means to have it."""
    title = _title(speak, closing)
    return View(
        speak(
            "delivery.ask", title=title, count=speak.plural("delivery.signatures", closing.count)
        ),
        (
            (button(speak, "delivery.go", f"deliver:go:{closing.petition_id}"),),
            (button(speak, "button.cancel", "cancel"),),
        ),
    )


def making(speak: Words) -> View:
    """It takes a while."""
    return View(speak("delivery.making"))


def caption(speak: Words, written: Written) -> Html:
    """Below the file: what is in it, and how to treat it."""
    return speak(
        "delivery.caption",
        title=_title(speak, written.closing),
        signatures=speak.plural("delivery.signatures", written.signatures),
        comments=speak.plural("delivery.comments", written.comments),
    )


def done(speak: Words) -> View:
    """It counts as delivered."""
    return View(speak("delivery.done"))


def _title(speak: Words, closing: Closing) -> str:
    wording = closing.wordings.get(speak.language) or next(iter(closing.wordings.values()))
    return shortened(wording.title, 200)
