"""What is asked of an organiser who writes a petition: its texts, then its terms."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.petitions import Petition
from campaign.petitions.authoring import BODY_LIMIT, LINE_LIMIT, Sheet
from campaign.terms import Field, IdentityKind, Need, default_milestones
from handlers.views.organiser.petitions import field_name
from handlers.views.view import View, button, paragraphs
from handlers.wording import Words, words

PARTS = ("title", "addressee", "body")
_LIMITS = {"title": LINE_LIMIT, "addressee": LINE_LIMIT, "body": BODY_LIMIT}
_NEXT = {Need.OFF: Need.OPTIONAL, Need.OPTIONAL: Need.REQUIRED, Need.REQUIRED: Need.OFF}


def ask_part(speak: Words, part: str, language: str, *, first: bool = False) -> View:
    """What the title, the addressee or the body shall say in that language."""
    text = paragraphs(
        speak("petition.begin") if first else None,
        speak(f"petition.ask-{part}", language=speak.language_name(language), limit=_LIMITS[part]),
    )
    return View(text, ((button(speak, "button.cancel", "cancel"),),))


def texts(speak: Words, shown: Sheet, known: Sequence[str]) -> View:
    """Which text to change, in which language, and the languages that are still missing."""
    number = shown.petition.id
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        tuple(
            button(
                speak,
                f"petition.part-{part}",
                f"petition:part:{part}:{number}:{language}",
                language=language.upper(),
            )
            for part in PARTS
        )
        for language in shown.languages
    ]
    rows += [
        (
            button(
                speak,
                "petition.add-language",
                f"petition:part:title:{number}:{language}",
                language=words(language).plain("language.name"),
            ),
        )
        for language in known
        if language not in shown.languages
    ]
    rows.append((button(speak, "button.back", f"petition:open:{number}"),))
    return View(
        paragraphs(speak("sign.title", title=_title(shown)), speak("petition.which-text")),
        tuple(rows),
    )


def ask_publish(speak: Words, shown: Sheet, needed: int) -> View:
    """What it means to change the text of an open petition, before it is done."""
    number = shown.petition.id
    text = paragraphs(
        speak("petition.new-version", version=shown.petition.version + 1),
        speak("petition.version-signed") if shown.signed else None,
        speak("petition.version-to-review") if needed > 1 else None,
    )
    return View(
        text,
        (
            (button(speak, "petition.publish", f"petition:publish:{number}"),),
            (button(speak, "petition.change-more", f"petition:more:{number}"),),
            (button(speak, "button.cancel", "cancel"),),
        ),
    )


def ask_term(speak: Words, shown: Sheet, term: str, time_zone: str) -> View:
    """What a term shall be: a number, counts, a date or a short name."""
    number = shown.petition.id
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    values: dict[str, object] = {}
    match term:
        case "opens" | "closes":
            values = {"zone": speak.zone(time_zone)}
            rows.append(_clearing(speak, term, number))
        case "milestones":
            usual = default_milestones(shown.petition.goal)
            values = {"counts": speak.listed([speak.number(each) for each in usual])}
            rows.append(_clearing(speak, term, number))
        case "link":
            values = {"slug": shown.petition.slug}
        case "goal":
            values = {"goal": shown.petition.goal}
        case _:
            values = {"age": shown.petition.minimum_age}
    rows.append((button(speak, "button.cancel", "cancel"),))
    text = paragraphs(
        speak("sign.title", title=_title(shown)), speak(f"petition.ask-{term}", **values)
    )
    return View(text, tuple(rows))


def _clearing(speak: Words, term: str, number: int) -> tuple[InlineKeyboardButton, ...]:
    return (button(speak, f"petition.clear-{term}", f"petition:clear:{term}:{number}"),)


def fields(speak: Words, petition: Petition) -> View:
    """What signers are asked for; a tap on one moves it from off to optional to required."""
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    for field in Field:
        need = petition.asks(field)
        label = speak.plain(
            "petition.field-is",
            field=field_name(speak, petition, field),
            need=speak.plain(f"petition.need-{need}"),
        )
        data = f"petition:field:{field}:{_NEXT[need]}:{petition.id}"
        rows.append((InlineKeyboardButton(label[0].upper() + label[1:], callback_data=data),))
    other = "region" if petition.postcode else "postcode"
    if petition.asks(Field.REGION) is not Need.OFF:
        rows.append(
            (button(speak, f"petition.ask-for-{other}", f"petition:region:{other}:{petition.id}"),)
        )
    rows.append((button(speak, "petition.done", f"petition:open:{petition.id}"),))
    return View(speak("petition.which-fields"), tuple(rows))


def identities(speak: Words, petition: Petition, *, can_mail: bool) -> View:
    """By what signers are told apart, with what each way costs them."""
    rows = tuple(
        (
            button(
                speak,
                f"petition.take-{kind}",
                f"petition:identity:{kind}:{petition.id}",
            ),
        )
        for kind in IdentityKind
        if can_mail or kind is not IdentityKind.EMAIL
    )
    back = (button(speak, "button.back", f"petition:open:{petition.id}"),)
    return View(
        paragraphs(
            speak("petition.which-identity"),
            speak(f"petition.identity-{petition.identity}"),
            None if can_mail else speak("petition.no-mail"),
        ),
        (*rows, back),
    )


def discarded(speak: Words) -> View:
    """The draft is gone."""
    return View(speak("petition.discarded"), ((button(speak, "petition.all", "petition:list:0"),),))


def tap_instead(speak: Words) -> View:
    """Words came where a button was waited for."""
    return View(speak("petition.tap-instead"))


def _title(shown: Sheet) -> str:
    return shown.petition.wording.title
