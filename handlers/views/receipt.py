"""The receipt: the signature as it stands, its choices, and what is asked along the way."""

from telegram import InlineKeyboardButton

from campaign.consents import Purpose
from campaign.petitions import Petition, Signature
from campaign.petitions.amendments import COMMENT_LIMIT, COVERS
from campaign.terms import Field, Need
from handlers.views import form
from handlers.views.agreement import consent_text
from handlers.views.share import share_button
from handlers.views.sign import progress
from handlers.views.view import View, button, in_rows, paragraphs
from handlers.wording import Html, Words


def receipt(
    words: Words,
    petition: Petition,
    signature: Signature,
    *,
    updates: bool,
    time_zone: str,
    code: str | None = None,
    reopened: bool = False,
) -> View:
    """The signature as it stands, and each thing that may be added, off until tapped.

    `reopened` by who came to sign may be by someone else who uses the same phone.
    """
    offered = _offered(petition, signature)
    text = paragraphs(
        words("sign.receipt", number=signature.number, title=petition.wording.title),
        _particulars(words, petition, signature, time_zone),
        words("sign.code", code=code) if code else None,
        words("proof.about-account") if reopened else None,
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
        *in_rows((*_changes(words, petition), _withdraw(words, petition)), 2),
        (share_button(words, petition.id),),
    ]
    return View(text, tuple(rows))


def _offered(petition: Petition, signature: Signature) -> tuple[Purpose, ...]:
    """What may be added or taken back: never what the petition requires or does not ask for."""
    named = (Purpose.HANDOVER,) if signature.name is not None else ()
    fields = tuple(
        purpose
        for purpose, covered in COVERS.items()
        if petition.asks(covered) is Need.OPTIONAL
        or (petition.asks(covered) is Need.OFF and purpose in signature.purposes)
    )
    shown = signature.name is not None or signature.comment is not None
    public = (Purpose.PUBLIC,) if shown else ()
    milestones = (Purpose.MILESTONES,) if petition.milestones else ()
    return (*named, *fields, *public, *milestones)


def _changes(words: Words, petition: Petition) -> tuple[InlineKeyboardButton, ...]:
    """A button for each thing that the petition requires, and that may be said anew."""
    changes = []
    if petition.asks(Field.NAME) is not Need.OFF:
        changes.append(button(words, "sign.rename", f"sign:rename:{petition.id}"))
    for purpose, covered in COVERS.items():
        if petition.asks(covered) is Need.REQUIRED:
            mark = consent_text(words, petition, purpose).mark
            data = f"sign:on:{petition.id}:{purpose.value}:{mark}"
            called = _called(petition, purpose)
            changes.append(button(words, f"receipt.change.{called}", data))
    return tuple(changes)


def _particulars(words: Words, petition: Petition, signature: Signature, time_zone: str) -> Html:
    lines = [
        words("sign.name", name=signature.name) if signature.name else words("sign.nameless"),
        words("sign.signed-on", moment=words.moment(signature.signed_at, time_zone)),
    ]
    if signature.country:
        lines.append(words("sign.country", country=words.country(signature.country)))
    if signature.region:
        lines.append(
            words("sign.postcode" if petition.postcode else "sign.region", region=signature.region)
        )
    if signature.comment:
        lines.append(words("sign.comment", comment=signature.comment))
    return Html("\n".join(lines))


def _switch(
    words: Words, petition: Petition, purpose: Purpose, given: frozenset[Purpose] | set[Purpose]
) -> InlineKeyboardButton:
    switch = f"{petition.id}:{purpose.value}"
    called = _called(petition, purpose)
    if purpose in given:
        return button(words, f"sign.switch.{called}.on", f"sign:off:{switch}")
    mark = consent_text(words, petition, purpose).mark
    return button(words, f"sign.switch.{called}.off", f"sign:on:{switch}:{mark}")


def _called(petition: Petition, purpose: Purpose) -> str:
    return "postcode" if purpose is Purpose.REGION and petition.postcode else purpose.value


def ask_new_name(words: Words, petition_id: int) -> View:
    """Which name a signature that stands shall have."""
    return View(words("sign.ask-name"), (_back(words, "button.cancel", petition_id),))


def ask(words: Words, petition: Petition, purpose: Purpose, mark: str) -> View:
    """What is to be said beside the signature; `mark` is of the words agreed to by saying it."""
    back = _back(words, "button.skip", petition.id)
    if purpose is Purpose.COUNTRY:
        rows = form.countries(words, f"sign:country:{petition.id}:", f":{mark}")
        return View(words("sign.ask-country"), (*rows, back))
    if purpose is Purpose.REGION:
        return View(form.region(words, petition), (back,))
    return View(words("sign.ask-comment", limit=COMMENT_LIMIT), (back,))


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


def _withdraw(words: Words, petition: Petition) -> InlineKeyboardButton:
    return button(words, "sign.withdraw", f"sign:withdraw:{petition.id}")


def _back(words: Words, key: str, petition_id: int) -> tuple[InlineKeyboardButton, ...]:
    return (button(words, key, f"sign:back:{petition_id}"),)
