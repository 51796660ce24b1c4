"""Names that are none, refused before anything is kept: formulas, links, commands, tricks of signs.

Only what can be said kindly and for sure is refused here. What merely looks odd is marked for the
team afterwards (`suspicion.py`).
"""

import re
import unicodedata
from enum import StrEnum

from campaign.handover import safe
from campaign.refusals import Refusal

_LINK = re.compile(
    r"://|www\.|\bt\.me\b|"
    r"\b[\w-]{2,}\.(?:com|org|net|info|biz|xyz|app|link|site|online|top|gob|gov|edu)\b|"
    r"\b[\w-]{3,}\.[a-z]{2}(?:/|$)",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<!\w)@\w|\w@\w")
_COMMAND = re.compile(r"\s*/\w")
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # Persian, Sinhala and others spell with them
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}  # letters and signs that show nothing
_MOST_MARKS = 4  # a Hebrew or Vietnamese letter bears three, Tibetan four

_STRUCK_OUT = 1  # the combining class of strokes through a letter


class Trait(StrEnum):
    """What keeps a text from being a name, a region or a comment."""

    FORMULA = "formula"
    LINK = "link"
    MENTION = "mention"
    COMMAND = "command"
    NO_LETTER = "no-letter"
    HIDDEN = "hidden"
    PILED = "piled"


class NameRefused(Refusal):
    "What was typed is no name"


class LinkInName(NameRefused):
    "A link or an @mention stands where a name is asked for"


class FormulaInName(NameRefused):
    "The name begins as a formula or a command does"


class HiddenInName(NameRefused):
    "The name holds signs that cannot be seen, or piles them up"


class TextRefused(Refusal):
    "A region or a comment holds a formula, a command or signs that cannot be seen"


_NAME_REFUSALS: dict[Trait, type[NameRefused]] = {
    Trait.FORMULA: FormulaInName,
    Trait.COMMAND: FormulaInName,
    Trait.LINK: LinkInName,
    Trait.MENTION: LinkInName,
    Trait.NO_LETTER: NameRefused,
    Trait.HIDDEN: HiddenInName,
    Trait.PILED: HiddenInName,
}


def check_name(name: str) -> None:
    """Raises `NameRefused` (or the kind of it that says more) for what cannot be a name."""
    trait = trait_of(name)
    if trait is not None:
        raise _NAME_REFUSALS[trait]


def check_text(text: str) -> None:
    """Raises `TextRefused` for a region or comment that a table or a chat would stumble over.

    A comment may hold a link and begin a new line; a region may be numbers alone (a postcode).
    """
    trait = trait_of(text.replace("\n", " ").replace("\t", " ").strip())
    if trait in {Trait.FORMULA, Trait.COMMAND, Trait.HIDDEN, Trait.PILED}:
        raise TextRefused


def trait_of(text: str) -> Trait | None:
    """The first thing that keeps the text from being a name, or None."""
    if _hides(text):
        return Trait.HIDDEN
    plain = unicodedata.normalize("NFKC", text)
    if _MENTION.search(plain):
        return Trait.MENTION
    if safe(text) != text or safe(plain) != plain:
        return Trait.FORMULA
    if _COMMAND.match(plain):
        return Trait.COMMAND
    if _LINK.search(plain):
        return Trait.LINK
    if not any(unicodedata.category(sign).startswith("L") for sign in text):
        return Trait.NO_LETTER
    return Trait.PILED if _piles(text) else None


def _hides(text: str) -> bool:
    return any(
        sign in _BLANK
        or (
            unicodedata.category(sign) in _HIDDEN
            and not (sign in _JOINERS and _spells(text, at))
            and not (sign == "\u200d" and _joins_pictures(text, at))
        )
        for at, sign in enumerate(text)
    )


def _spells(text: str, at: int) -> bool:
    """Whether it stands between letters (or their marks) of a script that spells with it."""
    beside = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return all(each and unicodedata.category(each)[0] in "LM" and _joined(each) for each in beside)


def _joined(letter: str) -> bool:
    return "\u0600" <= letter <= "\u08ff" or "\u0900" <= letter <= "\u0dff"


def _joins_pictures(text: str, at: int) -> bool:
    """Whether it makes one picture of two, as in a flag or a family."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    pictured = {"So", "Sk", "Mn"}
    return bool(
        before
        and after
        and unicodedata.category(before) in pictured
        and unicodedata.category(after) == "So"
    )


def _piles(text: str) -> bool:
    """Whether more marks stand over one letter than any language writes, or some strike it out."""
    marks = 0
    for sign in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks > _MOST_MARKS or unicodedata.combining(sign) == _STRUCK_OUT:
            return True
    return False
