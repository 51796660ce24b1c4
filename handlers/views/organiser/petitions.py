"""Petitions as their team sees them: the list, a sheet for each, and once more before a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton

from campaign.petitions import Petition
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State
from campaign.terms import Field, Need
from handlers.views import sign
from handlers.views.view import View, button, in_rows, paragraphs, shortened
from handlers.wording import Html, Words

INERT = "petition:inert"
_PAGE = 8
_TITLE = 60
_TEXTS = "texts"
TERMS: Mapping[str, str] = {
    "goal": "goal",
    "milestones": "milestones",
    "fields": "fields",
    "identity": "identity",
    "age": "minimum_age",
    "opens": "opens_at",
    "closes": "closes_at",
    "link": "slug",
}
"""What a button calls a term, and what the term is called where it is kept."""


@dataclass(frozen=True)
class Desk:
    """Who looks at a sheet, and what the campaign says of all its petitions."""

    person_id: int
    needed: int
    time_zone: str
    link: str
    from_folder: bool

    def has_enough(self, sheet: Sheet) -> bool:
        """Whether as many as are needed agreed to the text of now."""
        return len(sheet.agreed) >= self.needed


@dataclass(frozen=True)
class Reader:
    """Who looks at a preview, and what the bot can do there."""

    first_name: str
    languages: Sequence[str]
    can_mail: bool


def listed(speak: Words, sheets: Sequence[Sheet], page: int = 0) -> View:
    """A page of the petitions, each with its state and its count, and a button to its sheet."""
    last = max(0, (len(sheets) - 1) // _PAGE)
    page = min(page, last)
    here = sheets[page * _PAGE : (page + 1) * _PAGE]
    lines = [
        speak(
            "petition.item",
            title=shortened(each.petition.wording.title, _TITLE),
            state=speak(f"petition.state-{each.state}"),
            count=speak.plural("petition.signatures", each.petition.count),
        )
        for each in here
    ]
    text = paragraphs(
        speak("petition.list-title"), Html("\n".join(lines)) if lines else speak("petition.none")
    )
    rows = [
        (
            InlineKeyboardButton(
                shortened(each.petition.wording.title),
                callback_data=f"petition:open:{each.petition.id}",
            ),
        )
        for each in here
    ]
    turning: tuple[InlineKeyboardButton, ...] = ()
    if page > 0:
        turning += (button(speak, "button.previous", f"petition:list:{page - 1}"),)
    if page < last:
        turning += (button(speak, "button.next", f"petition:list:{page + 1}"),)
    new = (button(speak, "petition.new", "petition:new"),)
    return View(text, (*rows, *filter(None, (turning,)), new))


def sheet(speak: Words, shown: Sheet, desk: Desk) -> View:
    """All that is asked, where it stands, and what its team can do with it now."""
    petition = shown.petition
    text = paragraphs(
        Html(
            f"{speak('sign.title', title=petition.wording.title)}\n"
            f"{speak('sign.addressee', addressee=petition.wording.addressee)}"
        ),
        Html("\n".join(_standing(speak, shown, desk))),
        Html("\n".join(_terms(speak, shown, desk))),
        speak("petition.from-folder") if desk.from_folder else None,
    )
    back = (button(speak, "petition.all", "petition:list:0"),)
    return View(text, (*_changes(speak, shown, desk), *_steps(speak, shown, desk), back))


def _standing(speak: Words, shown: Sheet, desk: Desk) -> list[Html]:
    petition = shown.petition
    lines = [speak("petition.state", state=speak(f"petition.state-{shown.state}"))]
    if shown.state is State.REVIEW:
        lines.append(speak("petition.agreed", agreed=len(shown.agreed), needed=desk.needed))
        if desk.has_enough(shown) and petition.opens_at is not None:
            lines.append(speak("petition.opens-itself"))
    if shown.signed or shown.state is State.OPEN:
        lines.append(
            speak(
                "petition.counted",
                count=speak.plural("petition.signatures", petition.count),
            )
        )
    return lines


def _terms(speak: Words, shown: Sheet, desk: Desk) -> list[Html]:
    petition = shown.petition
    lines = [
        speak("petition.goal", goal=petition.goal),
        speak("petition.milestones", counts=_counts(speak, petition)),
        speak("petition.languages", languages=_languages(speak, shown.languages)),
        speak("petition.fields", fields=_asked(speak, petition)),
        speak(f"petition.identity-{petition.identity}"),
        speak("petition.age", age=petition.minimum_age),
    ]
    if petition.opens_at is not None:
        lines.append(speak("petition.opens", moment=_moment(speak, petition.opens_at, desk)))
    lines.append(
        speak("petition.closes", moment=_moment(speak, petition.closes_at, desk))
        if petition.closes_at is not None
        else speak("petition.closes-by-hand")
    )
    return [*lines, speak("petition.link", link=desk.link)]


def _moment(speak: Words, moment: datetime, desk: Desk) -> str:
    return f"{speak.moment(moment, desk.time_zone)} ({speak.zone(desk.time_zone)})"


def _counts(speak: Words, petition: Petition) -> str:
    return speak.listed([speak.number(each) for each in petition.milestones])


def _languages(speak: Words, codes: Sequence[str]) -> str:
    return speak.listed([speak.language_name(code) for code in codes])


def field_name(speak: Words, petition: Petition, field: Field) -> str:
    """What a field is called; a region may be a postcode."""
    if field is Field.REGION and petition.postcode:
        return speak.plain("petition.field-postcode")
    return speak.plain(f"petition.field-{field}")


def _asked(speak: Words, petition: Petition) -> str:
    asked = [
        speak.plain(
            "petition.field-need",
            field=field_name(speak, petition, field),
            need=speak.plain(f"petition.need-{petition.asks(field)}"),
        )
        for field in Field
        if petition.asks(field) is not Need.OFF
    ]
    return speak.listed(asked) if asked else speak.plain("petition.no-fields")


def _changes(
    speak: Words, shown: Sheet, desk: Desk
) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    number = shown.petition.id
    preview = button(speak, "petition.preview", f"petition:preview:{number}")
    if desk.from_folder:
        return ((preview,),)
    buttons = [preview]
    if shown.may_change(_TEXTS):
        buttons.append(button(speak, "petition.edit-texts", f"petition:texts:{number}"))
    buttons += [
        button(speak, f"petition.edit-{term}", f"petition:term:{term}:{number}")
        for term, kept in TERMS.items()
        if shown.may_change(kept)
    ]
    return in_rows(buttons, 2)


def _steps(speak: Words, shown: Sheet, desk: Desk) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    number, version = shown.petition.id, shown.petition.version
    match shown.state:
        case State.DRAFT:
            rows = [(button(speak, "petition.submit", f"petition:ask-submit:{number}"),)]
            if not shown.signed and not desk.from_folder:
                discard = button(speak, "petition.discard", f"petition:ask-discard:{number}")
                rows.append((discard,))
            return tuple(rows)
        case State.REVIEW:
            rows = [(button(speak, "petition.send-back", f"petition:ask-back:{number}"),)]
            if not (desk.needed > 1 and desk.person_id in shown.agreed):
                agree = f"petition:ask-agree:{number}:{version}"
                rows.insert(0, (button(speak, _agreeing(shown, desk), agree),))
            return tuple(rows)
        case State.OPEN:
            return ((button(speak, "petition.close", f"petition:ask-close:{number}"),),)
        case State.CLOSED:
            return ((button(speak, "petition.reopen", f"petition:ask-reopen:{number}"),),)
    return ()


def _agreeing(shown: Sheet, desk: Desk) -> str:
    last = len(set(shown.agreed) | {desk.person_id}) >= desk.needed
    return "petition.agree-and-open" if last else "petition.agree"


def confirm(speak: Words, shown: Sheet, desk: Desk, step: str) -> View:
    """What a step means, once, before it is taken."""
    petition = shown.petition
    data = f"petition:{step}:{petition.id}"
    if step == "agree":
        data += f":{petition.version}"
    text = paragraphs(
        speak("sign.title", title=petition.wording.title),
        _meaning(speak, shown, desk, step),
    )
    return View(
        text,
        (
            (button(speak, f"petition.{step}-yes", data),),
            (button(speak, "petition.not-now", f"petition:open:{petition.id}"),),
        ),
    )


def _meaning(speak: Words, shown: Sheet, desk: Desk, step: str) -> Html:
    if step == "submit" and desk.needed > 1:
        return speak("petition.ask-submit-to-others")
    if step == "close":
        count = speak.plural("petition.signatures", shown.petition.count)
        minutes = int(shown.petition.grace.total_seconds() // 60)
        return speak("petition.ask-close", count=count, minutes=minutes)
    if step == "reopen" and shown.petition.identity != "account":
        return paragraphs(speak("petition.ask-reopen"), speak("petition.reopen-identities"))
    return speak(f"petition.ask-{step}")


def preview(speak: Words, petition: Petition, reader: Reader) -> View:
    """The card exactly as a supporter gets it, with buttons that do nothing."""
    others = [code for code in reader.languages if code != speak.language]
    card = sign.card(
        speak,
        petition,
        reader.first_name,
        others[0] if others else None,
        can_mail=reader.can_mail,
    )
    rows = tuple(
        tuple(InlineKeyboardButton(each.text, callback_data=INERT) for each in row)
        for row in card.rows
    )
    return View(card.text, rows)


def news(speak: Words, petition: Petition, state: State, needed: int) -> View:
    """To someone on the team: a petition waits for them, opened or closed."""
    text = paragraphs(
        speak("sign.title", title=petition.wording.title),
        speak("petition.news-waits", needed=needed)
        if state is State.REVIEW
        else speak(f"petition.news-{state}"),
        speak("petition.counted", count=speak.plural("petition.signatures", petition.count))
        if state is State.CLOSED
        else None,
    )
    return View(text, ((button(speak, "petition.look", f"petition:open:{petition.id}"),),))
