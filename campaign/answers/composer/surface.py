"""What a machine's text may look like: one plain, short sentence.

There is nothing in it that a messenger would turn into a link, a command, a mention or a number to
call.
"""

import re
import unicodedata

from campaign.answers.composer.prompt import LONGEST_SENTENCE
from campaign.articles.sentences import sentences

_SIGNS = frozenset(" .,;:!?¿¡()\"“”«»'’-–—%$€£…")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzßæœøłđ")  # without their accents
_DIGITS = frozenset("0123456789")

_INITIALS = re.compile(r"(?<![^\W_])(?:(?:[A-Z]\.){2,4}(?:[A-Z](?![^\W_]))?|EE\.UU\.?|[ap]\.m\.)")
_LINK = re.compile(r"[^\W_]\.[^\W\d_]|\d(?:\.\d+){3}|\$[^\W\d_]")
_SPELLED_LINK = re.compile(
    r"\b(?:https?|www|arroba|(?:dot|punto) (?:com|org|net|info|io|me|mx|gob|edu)|t me)\b"
)
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])|[1-9]\d{0,2}(?:\.\d{3})+(?!\d)")
_YEARS = re.compile(r"(?<!\d)[12]\d{3}[-–][12]\d{3}(?!\d)")
_PHONE = re.compile(r"\d(?:[\s().–—-]*\d){6,}")


def tidy(text: str) -> str:
    """The text with its white space folded and its letters in their composed form."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fault(text: str) -> str | None:
    """Why a tidy text may not be shown, in a few words; None if it may."""
    if not any(character.isalpha() for character in text):
        return "no words"
    if len(text) > LONGEST_SENTENCE:
        return "a sentence that is too long"
    if not all(_is_plain(character) for character in text):
        return "a character that is no plain text"
    if _has_link(text):
        return "something like a link"
    if _PHONE.search(_YEARS.sub(" ", _GROUPED.sub(" ", text))):
        return "something like a telephone number"
    if len(sentences(text)) != 1:
        return "more than one sentence at a time"
    return None


def _is_plain(character: str) -> bool:
    if character in _SIGNS or character in _DIGITS:
        return True
    return unicodedata.normalize("NFD", character)[0].lower() in _LETTERS


def _has_link(text: str) -> bool:
    return bool(_LINK.search(_INITIALS.sub(" ", text)) or _SPELLED_LINK.search(text.casefold()))
