"""The petition's card, with all there is to know before signing."""

from telegram import InlineKeyboardButton

from campaign.consents import Purpose
from campaign.petitions import Petition
from campaign.petitions.form import steps
from campaign.terms import Field, IdentityKind, Need
from handlers.views import agreement
from handlers.views.agreement import consent_text, processing_text
from handlers.views.counts import counted
from handlers.views.view import View, button, length, paragraphs, shortened
from handlers.wording import Html, Words

_MESSAGE_LIMIT = 4096
_BREAKS = 4  # two blank lines


def card(
    words: Words,
    petition: Petition,
    first_name: str,
    other_language: str | None,
    *,
    referral: str | None = None,
    can_mail: bool = True,
) -> View:
    """Everything to know before signing; nothing is kept before a tap that accepts it.

    `referral` is the code of the link that led here, which the buttons carry on. Where no mail can
    be sent, a petition that asks for a confirmed address is shown without the ways to sign it.
    """
    closed = petition.identity is IdentityKind.EMAIL and not can_mail
    asks = agreement.asks(words, petition)
    above = paragraphs(
        words("sign.title", title=petition.wording.title),
        words("sign.addressee", addressee=petition.wording.addressee),
    )
    if closed:
        below = paragraphs(progress(words, petition), words("form.no-mail"))
    else:
        below = paragraphs(
            progress(words, petition),
            processing_text(words, petition),
            words("share.brought-you") if referral else None,
            asks,
            words("form.choose" if asks else "sign.choose"),
        )
    text = paragraphs(above, _body(words, petition, beside=length(above) + length(below)), below)
    rows = () if closed else _ways_to_sign(words, petition, first_name, referral)
    last = [button(words, "button.privacy", "privacy:show")]
    if other_language is not None:
        speak = _carrying(f"sign:speak:{petition.id}:{other_language}", referral)
        last.append(button(words, "sign.in-language", speak))
    return View(text, (*rows, tuple(last)))


def _body(words: Words, petition: Petition, beside: int) -> Html:
    """The petition's text, as much of it as fits a message with what stands `beside` it."""
    limit = _MESSAGE_LIMIT - beside - _BREAKS
    text = words("text.verbatim", text=shortened(petition.wording.body, limit))
    return Html(f"<blockquote expandable>{text}</blockquote>")


def _ways_to_sign(
    words: Words, petition: Petition, first_name: str, referral: str | None
) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    mark = consent_text(words, petition, Purpose.PROCESSING).mark
    key = _carrying(f"{petition.id}:{petition.version}:{mark}", referral)
    steps_follow = bool(steps(petition))
    bare = f"sign:bare:{key}"
    need = petition.asks(Field.NAME)
    if need is Need.OFF:
        return ((button(words, "form.go-on" if steps_follow else "sign.accept", bare),),)
    named = "form.as" if steps_follow else "sign.as"
    other = button(words, "sign.other-name", f"sign:other:{key}")
    return (
        (button(words, named, f"sign:as:{key}", name=shortened(first_name, 30)),),
        (other,) if need is Need.REQUIRED else (other, button(words, "sign.no-name", bare)),
    )


def _carrying(data: str, referral: str | None) -> str:
    return f"{data}:{referral}" if referral else data


def progress(words: Words, petition: Petition) -> Html:
    """How many signed, of how many hoped for."""
    return counted(words, "sign.count", petition.count, goal=petition.goal)


def choose(words: Words, petitions: list[Petition], referral: str | None = None) -> View:
    """Which of several petitions; `referral` is the code of the link that led here."""
    return View(
        words("sign.which"),
        tuple(
            (
                InlineKeyboardButton(
                    shortened(petition.wording.title),
                    callback_data=_carrying(f"sign:open:{petition.id}", referral),
                ),
            )
            for petition in petitions
        ),
    )


def none_open(words: Words) -> View:
    """No petition takes signatures now."""
    return View(words("sign.none-open"))
