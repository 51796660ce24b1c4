"""What can be shared into any chat: the petition's card, and quotes with their source."""

from collections.abc import Callable

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from campaign.answers import Quote
from campaign.petitions import Petition
from campaign.petitions.referrals import Referral
from handlers.views.answer import quoted
from handlers.views.counts import plainly_counted
from handlers.views.sign import progress
from handlers.views.view import link_button, paragraphs, shortened
from handlers.wording import Html, Words

Link = Callable[[str], str]

_TITLE_LIMIT = 100
_DESCRIPTION_LIMIT = 160


def card(
    speak: Words, petition: Petition, link: Link, referral: Referral | None = None
) -> InlineQueryResultArticle:
    """The petition: what is asked of whom, how many signed, and the way to sign.

    The way is the sharer's own link, where they have one.
    """
    payload = referral.payload(petition.slug) if referral else f"p-{petition.slug}"
    text = paragraphs(
        speak("sign.title", title=petition.wording.title),
        speak("sign.addressee", addressee=petition.wording.addressee),
        progress(speak, petition),
    )
    return _result(
        f"p-{petition.id}",
        petition.wording.title,
        plainly_counted(speak, "inline.count", petition.count, goal=petition.goal),
        text,
        link_button(speak, "start.sign", link(payload)),
    )


def quote(speak: Words, found: Quote, link: Link) -> InlineQueryResultArticle:
    """A quote, with its source and the way to the article."""
    return _result(
        f"a-{found.article}-{found.start}",
        found.title,
        found.text,
        quoted(speak, found),
        link_button(speak, "group.read-on", link(f"a-{found.article}")),
    )


def _result(
    number: str, title: str, description: str, text: Html, button: InlineKeyboardButton
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        number,
        shortened(title, _TITLE_LIMIT),
        InputTextMessageContent(
            text, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=InlineKeyboardMarkup(((button,),)),
        description=shortened(description, _DESCRIPTION_LIMIT),
    )
