"""What people write that is no question to the articles: a greeting, thanks, a wish in plain words.

Which words mean what stands in the locales under `heard.`, a phrase a line, so that whoever
translates the bot also says what it understands. Only a text that is nothing but such phrases
counts: "hola, ¿quién creó los bots?" is a question.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from handlers.wording import languages, words

_LONGEST = 120  # characters; what is longer is surely meant for the articles


class Meaning(StrEnum):
    """What a text can mean; where it holds several, the one that stands first here counts."""

    CANCEL = "heard.cancel"
    FORGET = "heard.forget"
    STOP = "heard.stop"
    SIGN = "heard.sign"
    MY_DATA = "heard.my-data"
    PRIVACY = "heard.privacy"
    CONTACT = "heard.contact"
    DIGEST = "heard.digest"
    ARTICLES = "heard.articles"
    SETTINGS = "heard.settings"
    LANGUAGE = "heard.language"
    HELP = "heard.help"
    WHO = "heard.who"
    THANKS = "heard.thanks"
    FAREWELL = "heard.farewell"
    GREETING = "heard.greeting"
    NOD = "heard.nod"


_BESIDE_A_WISH = {Meaning.GREETING, Meaning.THANKS}
COURTESIES = {Meaning.THANKS, Meaning.FAREWELL, Meaning.GREETING, Meaning.NOD}


@dataclass(frozen=True)
class Heard:
    """A meaning, and the language to take it up in."""

    meaning: Meaning
    language: str


def heard(said: str, language: str) -> Heard | None:
    """What the text means, or None for a question; `language` is the person's, and tried first."""
    if len(said) > _LONGEST:
        return None
    if _is_picture(said):
        return Heard(Meaning.NOD, language)
    tokens = tuple(_folded(said).split())
    for known in sorted(languages(), key=lambda each: each != language):
        meanings = _read(tokens, known)
        if meanings and _belong_together(meanings):
            first = next(meaning for meaning in Meaning if meaning in meanings)
            return Heard(first, known)
    return None


def _belong_together(meanings: frozenset[Meaning]) -> bool:
    """Courtesies go with each other; beside a wish, a "no" would make it another one."""
    wishes = meanings - COURTESIES
    return len(wishes) <= 1 and (not wishes or meanings - wishes <= _BESIDE_A_WISH)


def _read(tokens: tuple[str, ...], language: str) -> frozenset[Meaning] | None:
    """The meanings of the phrases that the text is made of, the longest first; None for others."""
    phrases, longest = _phrases(language)
    found: set[Meaning] = set()
    at = 0
    while at < len(tokens):
        for end in range(min(len(tokens), at + longest), at, -1):
            phrase = tokens[at:end]
            if phrase in phrases:
                meaning = phrases[phrase]
                found |= {meaning} if meaning else set()
                at = end
                break
        else:
            return None
    return frozenset(found)


@cache
def _phrases(language: str) -> tuple[dict[tuple[str, ...], Meaning | None], int]:
    """What each phrase means (a filler nothing), and how many words the longest has."""
    speak = words(language)
    said: list[tuple[str, Meaning | None]] = [
        (phrase, meaning) for meaning in Meaning for phrase in speak.plain(meaning).splitlines()
    ]
    said += [(phrase, None) for phrase in speak.plain("heard.filler").splitlines()]
    phrases = {tuple(_folded(phrase).split()): meaning for phrase, meaning in said}
    return phrases, max(map(len, phrases))


def _folded(text: str) -> str:
    """Small letters without accents, signs and stretched vowels: "¡Holaaa!" is "hola"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    spaced = re.sub(r"(?:[^\w']|_)+", " ", letters)
    return re.sub(r"([a-z])\1{2,}", r"\1", spaced).strip()


def _is_picture(text: str) -> bool:
    """Whether it is nothing but emoji."""
    kinds = {unicodedata.category(each) for each in text if not each.isspace()}
    return "So" in kinds and kinds <= {"So", "Sk", "Mn", "Cf", "Me"}
