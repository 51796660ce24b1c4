"""What a petition asks for and keeps, and the words that its signers agree to."""

from campaign.consents import ConsentText, Purpose
from campaign.petitions import Petition
from campaign.petitions.form import Step, steps
from campaign.terms import Field, IdentityKind, Need
from handlers.views.view import shortened
from handlers.wording import Html, Words

_ADDRESSEE_LIMIT = 120
_FIELDS = {Step.COUNTRY, Step.REGION, Step.COMMENT}


def asks(words: Words, petition: Petition) -> Html | None:
    """One line on the card: what signing asks for besides a tap; None for a tap alone."""
    asked = [_asked(words, petition, step) for step in steps(petition)]
    return words("form.asks", asked=words.listed(asked)) if asked else None


def processing_text(words: Words, petition: Petition) -> Html:
    """What is kept and why, that it reveals an opinion, how to erase it, from what age."""
    parts = [words("consent.processing", kept=_kept(words, petition))]
    if petition.asks(Field.NAME) is not Need.OFF:
        parts.append(words("consent.processing-name"))
    if petition.identity is IdentityKind.CONTACT:
        parts.append(words("consent.processing-contact"))
    if petition.identity is IdentityKind.EMAIL:
        parts.append(words("consent.processing-email"))
    parts.append(words("consent.processing-rights", age=petition.minimum_age))
    return Html(" ".join(parts))


def consent_text(words: Words, petition: Petition, purpose: Purpose) -> ConsentText:
    """The words that a person agrees to, as the card, a step or the receipt shows them."""
    addressee = shortened(petition.wording.addressee, _ADDRESSEE_LIMIT)  # the card has it whole
    if purpose is Purpose.PROCESSING:
        body = processing_text(words, petition)
    elif purpose is Purpose.REGION and petition.postcode:
        body = words("consent.postcode", addressee=addressee)
    else:
        body = words(f"consent.{purpose}", addressee=addressee)
    return ConsentText(words.language, body)


def _kept(words: Words, petition: Petition) -> str:
    with_phone = petition.identity is IdentityKind.CONTACT
    parts = [words.plain("kept.account" if with_phone else "kept.account-not-phone")]
    if petition.asks(Field.NAME) is not Need.OFF:
        parts.append(words.plain("kept.name"))
    parts += [_asked(words, petition, step) for step in steps(petition) if step in _FIELDS]
    if with_phone:
        parts.append(words.plain("kept.contact"))
    if petition.identity is IdentityKind.EMAIL:
        parts.append(words.plain("kept.email"))
    return words.listed([*parts, words.plain("kept.time"), words.plain("kept.language")])


def _asked(words: Words, petition: Petition, step: Step) -> str:
    match step:
        case Step.COUNTRY:
            return words.plain("asked.country")
        case Step.REGION:
            return words.plain("asked.postcode" if petition.postcode else "asked.region")
        case Step.COMMENT:
            return words.plain("asked.comment")
        case Step.CONTACT:
            return words.plain("asked.contact")
        case _:
            return words.plain("asked.email")
