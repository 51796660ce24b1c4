"""The share card: what a supporter passes on, and beside it what is for them alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from campaign.petitions import Petition
from campaign.petitions.referrals import Referral
from handlers.views.view import View, button, link_button, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 300  # a caption holds 1,024


@dataclass(frozen=True)
class Poster:
    """A picture's caption and its button, made to be forwarded: it says nothing of who does."""

    caption: Html
    keyboard: InlineKeyboardMarkup


def poster(speak: Words, petition: Petition, link: str) -> Poster:
    """What is asked of whom, and the link, which the picture beside it holds as well."""
    caption = paragraphs(
        speak("sign.title", title=shortened(petition.wording.title, _TITLE_LIMIT)),
        speak("sign.addressee", addressee=shortened(petition.wording.addressee, _TITLE_LIMIT)),
        speak("share.poster", link=link),
    )
    return Poster(caption, InlineKeyboardMarkup(((link_button(speak, "start.sign", link),),)))


def ways(speak: Words, petition: Petition, link: str, referral: Referral, *, inline: bool) -> View:
    """How to pass it on, how many signatures came by the link, and what of it is kept."""
    text = paragraphs(
        speak("share.ways"),
        speak.plural("share.brought", referral.brought)
        if referral.brought
        else speak("share.none-yet"),
        speak("share.kept"),
    )
    rows = [(copy_button(speak, "share.copy", link),)]
    if inline:
        rows.append(
            (InlineKeyboardButton(speak.plain("share.to-chat"), switch_inline_query=petition.slug),)
        )
    return View(text, tuple(rows))


def choose(speak: Words, open_ones: Sequence[Petition]) -> View:
    """Which of several petitions to share."""
    return View(
        speak("share.which"),
        tuple(
            (
                InlineKeyboardButton(
                    shortened(petition.wording.title), callback_data=f"share:open:{petition.id}"
                ),
            )
            for petition in open_ones
        ),
    )


def none_open(speak: Words) -> View:
    """Nothing to share: no petition takes signatures now."""
    return View(speak("share.none-open"))


def share_button(speak: Words, petition_id: int) -> InlineKeyboardButton:
    """The way to the share card, for below a receipt."""
    return button(speak, "share.open", f"share:open:{petition_id}")


def copy_button(speak: Words, key: str, text: str) -> InlineKeyboardButton:
    """A button that copies `text` (256 characters at most)."""
    return InlineKeyboardButton(speak.plain(key), copy_text=CopyTextButton(text))
