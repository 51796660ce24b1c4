"""What is asked after the card was accepted: a message a step, and the mail with the code."""

from telegram import (
    InlineKeyboardButton,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from campaign.consents import Purpose
from campaign.petitions import Petition
from campaign.petitions.amendments import COMMENT_LIMIT
from campaign.petitions.confirmation import VALID_FOR
from campaign.petitions.form import Step, steps
from handlers.views import agreement
from handlers.views.view import View, button, in_rows, paragraphs
from handlers.wording import Html, Words

NEARBY_COUNTRIES = ("MX", "US", "ES", "CO", "AR", "GB")
NO_KEYBOARD = ReplyKeyboardRemove()

AGREED = frozenset({Step.COUNTRY, Step.REGION, Step.COMMENT})
"""The steps whose question says words that answering agrees to."""
Rows = tuple[tuple[InlineKeyboardButton, ...], ...]


def ask(words: Words, petition: Petition, step: Step) -> View:
    """The message of a step; `contact_keyboard` comes with that of the contact."""
    if step is Step.NAME:
        return View(words("sign.ask-name"), ((button(words, "button.cancel", "cancel"),),))
    text = paragraphs(_place(words, petition, step), _question(words, petition, step))
    if step is Step.CONTACT:
        return View(text)
    rows = countries(words, f"form:country:{petition.id}:") if step is Step.COUNTRY else ()
    back = "form.other-address" if step is Step.CODE else "button.back"
    return View(text, (*rows, _ways_out(words, petition, back)))


def _place(words: Words, petition: Petition, step: Step) -> Html | None:
    order = steps(petition)
    at = Step.EMAIL if step is Step.CODE else step
    if len(order) < 2 or at not in order:
        return None
    return words("form.step", step=order.index(at) + 1, steps=len(order))


def _question(words: Words, petition: Petition, step: Step) -> Html:
    match step:
        case Step.COUNTRY:
            return _field(words, petition, words("sign.ask-country"), Purpose.COUNTRY)
        case Step.REGION:
            return _field(words, petition, region(words, petition), Purpose.REGION)
        case Step.COMMENT:
            asked = words("sign.ask-comment", limit=COMMENT_LIMIT)
            return _field(words, petition, asked, Purpose.COMMENT)
        case Step.CONTACT:
            return words("form.ask-contact")
        case Step.CODE:
            return words("form.ask-code", minutes=_minutes())
        case _:
            return words("form.ask-email")


def region(words: Words, petition: Petition) -> Html:
    """The question for a region, or for a postcode."""
    return words("form.ask-postcode" if petition.postcode else "form.ask-region")


def _field(words: Words, petition: Petition, asked: Html, purpose: Purpose) -> Html:
    """A question, what the answer is for and who reads it: the words that are agreed to."""
    consent = Html(agreement.consent_text(words, petition, purpose).body)
    return paragraphs(asked, words("form.agree", consent=consent))


def countries(words: Words, before: str, after: str = "") -> Rows:
    """The countries that most come from, two rows; the code stands between `before` and `after`."""
    named = [
        InlineKeyboardButton(words.country(code), callback_data=f"{before}{code}{after}")
        for code in NEARBY_COUNTRIES
    ]
    return in_rows(named, 3)


def _ways_out(words: Words, petition: Petition, back: str) -> tuple[InlineKeyboardButton, ...]:
    return (
        button(words, back, f"form:back:{petition.id}"),
        button(words, "button.cancel", "cancel"),
    )


def contact_keyboard(words: Words) -> ReplyKeyboardMarkup:
    """The button that shares the person's own number, below where one writes."""
    return ReplyKeyboardMarkup(
        (
            (KeyboardButton(words.plain("form.share-contact"), request_contact=True),),
            (words.plain("button.back"), words.plain("button.cancel")),
        ),
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def country_noted(words: Words, code: str) -> View:
    """In place of the question, once it is answered by a tap."""
    return View(words("sign.country", country=words.country(code)))


def contact_taken(words: Words, *, removed: bool) -> View:
    """The number is the person's own; `removed` when its message could be taken from the chat."""
    return View(words("form.contact-removed" if removed else "form.contact-taken"))


def step_back(words: Words) -> View:
    """The button for the contact goes; the step before it comes."""
    return View(words("form.step-back"))


def left(words: Words, petition: Petition) -> View:
    """Out of the form, with a way back to the card."""
    again = button(words, "form.to-card", f"sign:open:{petition.id}")
    return View(words("form.left"), ((again,),))


def contact_unasked(words: Words) -> View:
    """A contact that nothing waits for."""
    return View(words("form.contact-unasked"))


def mail(
    words: Words, petition: Petition, code: str, *, campaign: str, bot: str
) -> tuple[str, str]:
    """Subject and body of the mail with the code, as plain text."""
    subject = words.plain("mail.subject", code=code)
    body = words.plain(
        "mail.body",
        code=code,
        bot=bot,
        minutes=_minutes(),
        title=petition.wording.title,
        campaign=campaign,
    )
    return subject, body


def _minutes() -> int:
    return int(VALID_FOR.total_seconds() // 60)
