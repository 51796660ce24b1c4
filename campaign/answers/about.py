"""Questions about the campaign itself: how many signed, until when, who is behind it.

A question is one only if its form is known and every word of it is of the kind that people use of
a petition or of this chat, as `about.toml` lists them. "How many signed?" is one; "How many signed
the INE's deals?" is not.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from campaign.answers.spelling import spell_out
from campaign.answers.words import is_stop_word, tokens

_LISTED = Path(__file__).with_name("about.toml")
_LONGEST = 160  # characters; whoever writes more asks about more


class Topic(StrEnum):
    """What about the campaign is asked; of two that fit, the one that stands first here."""

    WITHDRAW = "withdraw"
    ERASE = "erase"
    LEAVE = "leave"
    AGE = "age"
    COUNT = "count"
    UNTIL = "until"
    ADDRESSEE = "addressee"
    DATA = "data"
    BEHIND = "behind"
    PURPOSE = "purpose"
    CONTACT = "contact"
    SIGN = "sign"
    ABILITIES = "abilities"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the campaign, and the language that it is in."""

    topic: Topic
    language: str


@dataclass(frozen=True, slots=True)
class _Language:
    forms: Mapping[Topic, re.Pattern[str]]
    words: re.Pattern[str]
    anchor: re.Pattern[str]


def asked_about(question: str, language: str, *, in_thread: bool = False) -> Asked | None:
    """What about the campaign a question asks; `language` is the person's, and tried first.

    Within a thread, what could point back at the last question ("who made it?") is not taken.
    """
    if len(question) > _LONGEST:
        return None
    for known in sorted(_languages(), key=lambda each: each != language):
        topic = _topic(question, known, in_thread=in_thread)
        if topic is not None:
            return Asked(topic, known)
    return None


def _topic(question: str, language: str, *, in_thread: bool) -> Topic | None:
    words = [token.folded for token in tokens(spell_out(question, language))]
    known = _languages()[language]
    if not all(is_stop_word(word, language) or known.words.fullmatch(word) for word in words):
        return None
    text = " ".join(words)
    if in_thread and not known.anchor.search(text):
        return None
    return next((topic for topic in Topic if known.forms[topic].search(text)), None)


@cache
def _languages() -> Mapping[str, _Language]:
    listed = tomllib.loads(_LISTED.read_text(encoding="utf-8"))
    return {
        language: _Language(
            forms={topic: _any(entry["forms"][topic]) for topic in Topic},
            words=_any(entry["words"].split()),
            anchor=_any([entry["anchor"]]),
        )
        for language, entry in listed.items()
    }


def _any(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms))
