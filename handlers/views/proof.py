"""Receipts: the code and the proof file of each signature, and what a code does elsewhere."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.petitions import Petition
from campaign.petitions.moving import Found, Moved
from campaign.petitions.receipts import Proof, Receipt
from handlers.views.share import share_button
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_MOST = 8  # receipts in one message; more would not fit it
_TITLE_LIMIT = 200
EXAMPLE = "1-42-7KQ2M9XH0D"


def receipts(speak: Words, held: Sequence[Receipt], time_zone: str) -> View:
    """Each signature with its code, what code and file are for, and that an account signs once."""
    shown = held[:_MOST]
    text = paragraphs(
        speak("proof.title"),
        *(_signature(speak, each, time_zone) for each in shown),
        speak("proof.about-code"),
        speak("proof.about-file"),
        speak("proof.about-account"),
    )
    alone = len(shown) == 1
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (_file_button(speak, each.petition, alone=alone),) for each in shown
    ]
    if alone:
        (only,) = shown
        rows.append(
            (
                button(speak, "proof.change", f"sign:open:{only.petition.id}"),
                share_button(speak, only.petition.id),
            )
        )
    rows.append((use_code(speak),))
    return View(text, tuple(rows))


def none(speak: Words) -> View:
    """This account has no signature; one of another account can be reached."""
    return View(speak("proof.none"), ((use_code(speak),),))


def use_code(speak: Words) -> InlineKeyboardButton:
    """The way to write a code."""
    return button(speak, "proof.use-code", "code:ask")


def caption(speak: Words, proof: Proof) -> Html:
    """What the file is, how it is verified, and who may find it (1,024 characters at most)."""
    return speak("proof.caption", number=proof.number, file=proof.name, verifier=proof.verifier_key)


def ask_code(speak: Words) -> View:
    """Which code."""
    return View(speak("code.ask", example=EXAMPLE), ((button(speak, "button.cancel", "cancel"),),))


def found(speak: Words, reached: Found, time_zone: str) -> View:
    """What a code reached, and what can be done with it from here. Nothing that it says."""
    if reached.is_own:
        return View(
            speak("code.own"),
            ((button(speak, "proof.change", f"sign:open:{reached.petition.id}"),),),
        )
    move = (button(speak, "code.move", f"code:move:{reached.code}"),)
    rest = (
        button(speak, "code.withdraw", f"code:withdraw:{reached.code}"),
        button(speak, "code.leave", "code:leave"),
    )
    return View(
        speak(
            "code.found" if reached.stands else "code.found-aside",
            number=reached.number,
            title=shortened(reached.petition.wording.title, _TITLE_LIMIT),
            moment=speak.moment(reached.signed_at, time_zone),
        ),
        (move, rest) if reached.stands else (rest,),
    )


def moved(speak: Words, done: Moved) -> View:
    """The signature is this account's, under a new code."""
    signature = done.signature
    return View(
        speak("code.moved", number=signature.number, code=done.code),
        ((button(speak, "proof.change", f"sign:open:{signature.petition_id}"),),),
    )


def withdrawn(speak: Words) -> View:
    """The signature that the code reached is gone."""
    return View(speak("code.withdrawn"))


def left(speak: Words) -> View:
    """The person thought better of it."""
    return View(speak("code.left"))


def _signature(speak: Words, held: Receipt, time_zone: str) -> Html:
    said = speak(
        "proof.signature",
        title=shortened(held.petition.wording.title, _TITLE_LIMIT),
        number=held.number,
        moment=speak.moment(held.signed_at, time_zone),
        code=held.code,
    )
    return said if held.stands else Html(f"{said}\n{speak('proof.set-aside')}")


def _file_button(speak: Words, petition: Petition, *, alone: bool) -> InlineKeyboardButton:
    data = f"proof:file:{petition.id}"
    if alone:
        return button(speak, "proof.file", data)
    return button(speak, "proof.file-of", data, title=petition.wording.title)
