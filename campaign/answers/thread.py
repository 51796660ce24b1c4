"""Follow-ups: "and in Brazil?" made into a question that stands by itself, from the one before it.

What may stand by itself is left as it is. The words of a follow-up are kept, and what it leaves
unsaid is taken from the last question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.answers.following import (
    ARTICLES,
    ASKING,
    ASKING_WORDS,
    MARKS,
    MORE,
    POINTING,
    PREPOSITIONS,
    SHOWN,
    TIMES,
    VERBS,
    WHERE,
    WORD,
    Asking,
    countries,
)
from campaign.answers.spelling import spell_out
from campaign.answers.words import fold, is_stop_word

LASTS = timedelta(minutes=10)
"""How long a question can be followed up."""

_MOST_WORDS = 12
_FEW = 4
_HOLLOW = PREPOSITIONS | POINTING | VERBS | ASKING_WORDS | {"many", "much"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked last; `article` answered it, in its part `part` (from 0)."""

    question: str
    language: str
    asked_at: datetime
    article: int | None = None
    part: int = 0

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be followed up."""
        return now - self.asked_at < LASTS


@dataclass(frozen=True, slots=True)
class Meant:
    """What a follow-up means: the question to look up, and the same as a person would read it.

    `topic` is what the next follow-up goes on from.
    """

    question: str
    shown: str
    topic: str


def follow_up(text: str, last: Turn) -> Meant | None:
    """What `text` means after `last`; None where it stands by itself."""
    spelled = spell_out(text, "es") if last.language == "es" else text
    words = WORD.findall(spelled)
    folded = [fold(word) for word in words]
    if not words or len(words) > _MOST_WORDS:
        return None
    marked = len(words) - len(_unmarked(folded))
    words, folded = words[marked:], folded[marked:]
    if not words:
        return None
    asking = _asking(folded)
    if asking and set(folded[len(asking[1]) :]) <= POINTING | VERBS:
        return _beside(_with_asking(asking[0], last), words, last)
    if asking is None and _is_fragment(folded, marked=bool(marked), text=text):
        whole = _with_fragment(words, folded, last)
        return Meant(whole, whole, whole)
    if _leans(words, folded, asking[1] if asking else (), marked=bool(marked)):
        return _beside(_with_topic(words, last), words, last)
    return None


def _beside(question: str, words: Sequence[str], last: Turn) -> Meant:
    """What is looked up need not be a sentence: what is shown has the last question beside it."""
    shown = f"{_question(' '.join(words), last.language)} ({last.question})"
    return Meant(question, shown, last.question)


def wants_more(text: str) -> bool:
    """ "Tell me more", said in one way or another."""
    folded = [fold(word) for word in WORD.findall(text)]
    return " ".join(folded) in MORE or " ".join(_unmarked(folded)) in MORE


def asks(text: str) -> bool:
    """Whether a text has the form of a question: by its signs, or by how it begins."""
    folded = _unmarked([fold(word) for word in WORD.findall(text)])
    return bool(re.search("[?¿]", text)) or (_asking(folded) is not None)


def _unmarked(folded: Sequence[str]) -> list[str]:
    """Without the "and" that ties it to what was said before."""
    for mark in MARKS:
        if tuple(folded[: len(mark)]) == mark:
            return list(folded[len(mark) :])
    return list(folded)


def _asking(folded: Sequence[str]) -> tuple[Asking, tuple[str, ...]] | None:
    """What a question begins by asking, and the words that do."""
    found = [
        (asking, form)
        for asking in ASKING
        for form in (tuple(each.split()) for each in (*asking.en, *asking.es))
        if tuple(folded[: len(form)]) == form
    ]
    return max(found, key=lambda each: len(each[1]), default=None)


def _is_fragment(folded: Sequence[str], *, marked: bool, text: str) -> bool:
    """Not a sentence: "in Brazil", "2006", "Facebook"; without an "and" only with a preposition."""
    if len(folded) > _FEW or set(folded) & (VERBS | ASKING_WORDS):
        return False
    begins = folded[0] in PREPOSITIONS and len(folded) > 1
    return begins or marked or (_is_time(folded[-1]) and "?" in text)


def _leans(
    words: Sequence[str], folded: Sequence[str], asking: Sequence[str], *, marked: bool
) -> bool:
    """Whether who or what it is about is not said, or by a pointing word alone."""
    rest = folded[len(asking) :]
    if not asking and set(folded) & ASKING_WORDS and set(folded) <= _HOLLOW:
        return True  # "by how much?", "¿de quién?"
    pointing = [
        word
        for at, word in enumerate(rest)
        if word in POINTING and not (word in ARTICLES and not _stands_for(rest, at))
    ]
    telling = [word for word in rest if not _says_nothing(word)]
    if marked and asking and len(telling) == 1:
        # "And who won?", but not "and who is Rubio?"
        return not any(word[0].isupper() for word in words[len(asking) :])
    return bool(pointing) and len(telling) <= 1


def _stands_for(rest: Sequence[str], at: int) -> bool:
    """Spanish "lo" in "cuándo lo dijo" stands for something; "los" in "los bots" does not."""
    following = rest[at + 1] if at + 1 < len(rest) else ""
    return rest[at] in {"lo", "los", "las", "la"} and following.endswith(
        ("o", "eron", "aron", "io", "hizo", "an", "en", "aba")
    )


def _says_nothing(word: str) -> bool:
    return is_stop_word(word, "en") or is_stop_word(word, "es") or word in POINTING


def _with_asking(asking: Asking, last: Turn) -> str:
    """ "Why?" after "Who created the bots?": "Why created the bots?" finds what is meant."""
    form = (asking.es if last.language == "es" else asking.en)[0]
    return _question(f"{SHOWN.get(form, form)} {_said(last)}", last.language)


def _said(last: Turn) -> str:
    """The last question without what it asked by."""
    found = list(WORD.finditer(last.question))
    asking = _asking([fold(each[0]) for each in found])
    skipped = len(asking[1]) if asking else 2 * _asks_with_preposition(found)
    start = found[skipped].start() if skipped < len(found) else 0
    return last.question[start:].strip(" ?¿!¡.")


def _asks_with_preposition(found: Sequence[re.Match[str]]) -> bool:
    """Whether it begins as "con qué empresas" does."""
    folded = [fold(each[0]) for each in found[:2]]
    return len(folded) == 2 and folded[0] in PREPOSITIONS and folded[1] in ASKING_WORDS


def _with_fragment(words: Sequence[str], folded: Sequence[str], last: Turn) -> str:
    """The last question with the fragment in place of what is of its kind, or at its end."""
    question = last.question.strip(" ?¿!¡.")
    place = _place_for(words, folded, question)
    fragment = " ".join(words)
    if place is None:
        return _question(f"{question} {fragment}", last.language)
    start, end = place
    return _question(question[:start] + fragment + question[end:], last.language)


def _place_for(
    words: Sequence[str], folded: Sequence[str], question: str
) -> tuple[int, int] | None:
    """Where in the last question stands what the fragment is another of."""
    found = list(WORD.finditer(question))
    there = [fold(each[0]) for each in found]
    time = any(map(_is_time, folded))
    if folded[0] in PREPOSITIONS and len(folded) > 1:
        for at in reversed(range(len(there) - 1)):
            end = _phrase_end(found, there, at)
            same_way = there[at] == folded[0] or {there[at], folded[0]} <= WHERE
            if same_way and time == any(map(_is_time, there[at:end])):
                return found[at].start(), found[end - 1].end()
        return None
    if time:
        same = [[at] for at, word in enumerate(there) if _is_time(word)][-1:]
    else:
        same = _names(found, there)
        # "And Brazil?" is another "in Mexico"; "and Facebook?" is who did something, named first.
        where = " ".join(folded) in countries()
        same = [name for name in same if (there[name[0] - 1] in WHERE) == where] or same
    if not same:
        return None
    return found[same[0][0]].start(), found[same[0][-1]].end()


def _names(found: Sequence[re.Match[str]], there: Sequence[str]) -> list[list[int]]:
    """The places of each name: words with capitals, side by side, after the first word."""
    names: list[list[int]] = []
    for at in range(1, len(there)):
        if not found[at][0][0].isupper() or _says_nothing(there[at]):
            continue
        if names and names[-1][-1] == at - 1:
            names[-1].append(at)
        else:
            names.append([at])
    return names


def _phrase_end(found: Sequence[re.Match[str]], there: Sequence[str], at: int) -> int:
    """The end of a phrase that begins with a preposition: its name, its number, its noun."""
    end = at + 1
    while end < len(there) and end - at <= _FEW:
        end += 1
        capital = end < len(there) and found[end][0][0].isupper()
        if there[end - 1] not in ARTICLES | {"the"} and not capital:
            break
    return end


def _with_topic(words: Sequence[str], last: Turn) -> str:
    """What points at the last question, beside what that one was about."""
    said = [word for word in WORD.findall(last.question) if not _says_nothing(fold(word))]
    fresh = [word for word in said if fold(word) not in {fold(each) for each in words}]
    telling = [word for word in fresh if fold(word) not in ASKING_WORDS]
    return _question(f"{' '.join(words)} {' '.join(telling)}", last.language)


def _is_time(word: str) -> bool:
    return word[0].isdigit() or word in TIMES


def _question(text: str, language: str) -> str:
    text = " ".join(text.split())
    capital = text[:1].upper() + text[1:]
    return f"¿{capital}?" if language == "es" else f"{capital}?"
