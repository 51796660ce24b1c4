"""The petition's card, the receipt with its choices, and what is asked along the way."""

from telegram import InlineKeyboardButton

from campaign.consents import ConsentText, Purpose
from campaign.petitions import Petition, Signature
from handlers.views.counts import counted
from handlers.views.share import share_button
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_BODY_LIMIT = 2500
NEARBY_COUNTRIES = ("MX", "US", "ES", "CO", "AR", "GB")


def card(words: Words, petition: Petition, first_name: str, other_language: str | None) -> View:
    """Everything to know before signing; signing takes one tap and nothing is kept before it."""
    wording = petition.wording
    text = paragraphs(
        words("sign.title", title=wording.title),
        words("sign.addressee", addressee=wording.addressee),
        Html(f"<blockquote expandable>{_escaped(words, wording.body)}</blockquote>"),
        progress(words, petition),
        processing_text(words, petition),
        words("sign.choose"),
    )
    mark = consent_text(words, petition, Purpose.PROCESSING).mark
    key = f"{petition.id}:{petition.version}:{mark}"
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (button(words, "sign.as", f"sign:as:{key}", name=shortened(first_name, 30)),),
        (
            button(words, "sign.other-name", f"sign:other:{key}"),
            button(words, "sign.no-name", f"sign:bare:{key}"),
        ),
        (button(words, "button.privacy", "privacy:show"),),
    ]
    if other_language is not None:
        rows[-1] += (
            button(words, "sign.in-language", f"sign:speak:{petition.id}:{other_language}"),
        )
    return View(text, tuple(rows))


def progress(words: Words, petition: Petition) -> Html:
    """How many signed, of how many hoped for."""
    return counted(words, "sign.count", petition.count, goal=petition.goal)


def processing_text(words: Words, petition: Petition) -> Html:
    """What is kept and why, that it reveals an opinion, how to erase it, from what age."""
    return words("consent.processing", age=petition.minimum_age)


def consent_text(words: Words, petition: Petition, purpose: Purpose) -> ConsentText:
    """The words that a person agrees to, as the card or the receipt shows them."""
    if purpose is Purpose.PROCESSING:
        return ConsentText(words.language, processing_text(words, petition))
    return ConsentText(
        words.language,
        words(f"consent.{purpose}", addressee=petition.wording.addressee),
    )


def receipt(
    words: Words,
    petition: Petition,
    signature: Signature,
    *,
    updates: bool,
    time_zone: str,
    code: str | None = None,
) -> View:
    """The signature as it stands, and each thing that may be added, off until tapped."""
    offered = _offered(signature)
    text = paragraphs(
        words("sign.receipt", number=signature.number, title=petition.wording.title),
        _particulars(words, signature, time_zone),
        words("sign.code", code=code) if code else None,
        progress(words, petition),
        words("sign.choices"),
        Html(
            "\n".join(
                f"• {consent_text(words, petition, purpose).body}"
                for purpose in (*offered, Purpose.UPDATES)
            )
        ),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (_switch(words, petition, purpose, signature.purposes),) for purpose in offered
    ]
    rows += [
        (_switch(words, petition, Purpose.UPDATES, {Purpose.UPDATES} if updates else set()),),
        (
            button(words, "sign.rename", f"sign:rename:{petition.id}"),
            button(words, "sign.withdraw", f"sign:withdraw:{petition.id}"),
        ),
        (share_button(words, petition.id),),
    ]
    return View(text, tuple(rows))


def _offered(signature: Signature) -> tuple[Purpose, ...]:
    if signature.name is None and signature.comment is None:
        return (Purpose.COUNTRY, Purpose.COMMENT)
    if signature.name is None:
        return (Purpose.COUNTRY, Purpose.COMMENT, Purpose.PUBLIC)
    return (Purpose.HANDOVER, Purpose.COUNTRY, Purpose.COMMENT, Purpose.PUBLIC)


def _particulars(words: Words, signature: Signature, time_zone: str) -> Html:
    lines = [
        words("sign.name", name=signature.name) if signature.name else words("sign.nameless"),
        words("sign.signed-on", moment=words.moment(signature.signed_at, time_zone)),
    ]
    if signature.country:
        lines.append(words("sign.country", country=words.country(signature.country)))
    if signature.comment:
        lines.append(words("sign.comment", comment=signature.comment))
    return Html("\n".join(lines))


def _switch(
    words: Words, petition: Petition, purpose: Purpose, given: frozenset[Purpose] | set[Purpose]
) -> InlineKeyboardButton:
    switch = f"{petition.id}:{purpose.value}"
    if purpose in given:
        return button(words, f"sign.switch.{purpose}.on", f"sign:off:{switch}")
    mark = consent_text(words, petition, purpose).mark
    return button(words, f"sign.switch.{purpose}.off", f"sign:on:{switch}:{mark}")


def ask_name(words: Words) -> View:
    """Which name to sign with."""
    return View(words("sign.ask-name"), ((button(words, "button.cancel", "cancel"),),))


def ask_new_name(words: Words, petition_id: int) -> View:
    """Which name a signature that stands shall have."""
    return View(words("sign.ask-name"), (_back(words, "button.cancel", petition_id),))


def ask_country(words: Words, petition_id: int, mark: str) -> View:
    """Which country: a tap, or any other by its name; `mark` is of the words agreed to."""
    countries = [
        InlineKeyboardButton(
            words.country(code), callback_data=f"sign:country:{petition_id}:{code}:{mark}"
        )
        for code in NEARBY_COUNTRIES
    ]
    rows = (tuple(countries[:3]), tuple(countries[3:]))
    return View(words("sign.ask-country"), (*rows, _back(words, "button.skip", petition_id)))


def ask_comment(words: Words, petition_id: int, limit: int) -> View:
    """What to say beside the signature."""
    return View(words("sign.ask-comment", limit=limit), (_back(words, "button.skip", petition_id),))


def ask_withdraw(words: Words, petition: Petition, signature: Signature) -> View:
    """Once, before a signature goes."""
    return View(
        words("sign.ask-withdraw", number=signature.number),
        (
            (
                button(words, "sign.withdraw-yes", f"sign:gone:{petition.id}"),
                button(words, "sign.withdraw-no", f"sign:open:{petition.id}"),
            ),
        ),
    )


def withdrawn(words: Words, petition: Petition) -> View:
    """The signature is gone."""
    return View(
        paragraphs(words("sign.withdrawn"), progress(words, petition)),
        ((button(words, "sign.again", f"sign:open:{petition.id}"),),),
    )


def choose(words: Words, petitions: list[Petition]) -> View:
    """Which of several petitions."""
    return View(
        words("sign.which"),
        tuple(
            (
                InlineKeyboardButton(
                    shortened(petition.wording.title), callback_data=f"sign:open:{petition.id}"
                ),
            )
            for petition in petitions
        ),
    )


def _back(words: Words, key: str, petition_id: int) -> tuple[InlineKeyboardButton, ...]:
    return (button(words, key, f"sign:back:{petition_id}"),)


def none_open(words: Words) -> View:
    """No petition takes signatures now."""
    return View(words("sign.none-open"))


def _escaped(words: Words, body: str) -> Html:
    return words("text.verbatim", text=shortened(body, _BODY_LIMIT))
