"""Where sentences begin and end in English and Spanish prose, as code-point offsets."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.articles.wordlists import wordlist

_OPENERS = "\"'“‘«‹([¿¡—–-"
_CLOSERS = "\"'”’»›)\\]"
_STOP = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]+)[{_CLOSERS}]*[.!?…]*(?:\[\d{{1,3}}\])*(?P<gap>\s+|$)|[。！？]+[」』”]*"
)
_BREAK = re.compile(r"\n[ \t]*(?:\n\s*|(?=(?:[-*•]|\d{1,2}[.)])[ \t]))")
_MARKER = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])[ \t]+|\s+")
_LAST_WORD = re.compile(r"[^\s“”«»\"'(\[¿¡—–]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")

_ASIDE = 300  # a longer "aside" is a bracket that somebody forgot to close

_ABBREVIATIONS = wordlist(
    """
    mr mrs ms dr drs prof gen col lt sgt capt cmdr adm maj sen rep gov pres rev hon st jr mt ft vs
    etc inc ltd co corp bros dept univ assn approx est al cf eg ie fig ave blvd
    sr sra sres srta srtas dra dres lic ing arq mtro mtra profa gral cnel tte cap sto sta fray
    ud uds vd vds ee uu dd hh ff aa ej pág págs núm núms art arts av avda col cía dept depto edo
    tel aprox máx mín admón gob pdte vol vols cap caps jan feb mar apr jun jul aug sept sep oct
    nov dec ene abr ago dic
    """
)
_BEFORE_NUMBERS = wordlist("no nos nr p pp pág núm art arts fig vol cap sec ch n")
_MAY_END = wordlist("etc inc ltd co corp bros jr al uu aa")
_STARTERS = wordlist(
    """
    the a an this that these those he she it they we i you his her its their our in on at as
    after before when while for from by but and so if there here one two what who why how
    el la los las un una unos unas este esta estos estas ese esa él ella ellos ellas lo su sus en
    al desde cuando mientras para por pero y si hay aquí qué quién cómo después antes según no
    """
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence from `start` up to, not including, `end`."""

    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of `text[start:end]`; list markers and the space between belong to none."""
    end = len(text) if end is None else end
    found = []
    for begin, stop in _pieces(text, start, end):
        begin = _after_marker(text, begin, stop)
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if begin < stop:
            found.append(Sentence(begin, stop))
    return found


def _after_marker(text: str, begin: int, stop: int) -> int:
    while (marker := _MARKER.match(text, begin, stop)) and marker.end() > begin:
        begin = marker.end()
    return begin


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bounds = sorted({*_stops(text, start, end), *_breaks(text, start, end), end})
    for bound in bounds:
        yield start, bound
        start = bound


def _breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Where a paragraph or an item of a list ends, whatever it ends with."""
    for broken in _BREAK.finditer(text, start, end):
        yield broken.end()


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    closed = _parentheses(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        if _within(closed, stop.start()) and stop.end() < end:
            continue
        if stop["mark"] is None or _ends_here(text, start, end, stop):
            yield stop.end()


def _ends_here(text: str, start: int, end: int, stop: re.Match[str]) -> bool:
    if stop.end() >= end:
        return True
    after = text[stop.end() : min(end, stop.end() + 40)].lstrip(_OPENERS + " ")
    if not after or after[0].islower():
        return False
    mark = stop["mark"]
    if mark in ("...", "…") and (stop.start() == start or text[stop.start() - 1].isspace()):
        return False
    before = text[max(start, stop.start() - 24) : stop.start()]
    return mark != "." or not _abbreviated(before, after)


def _abbreviated(before: str, after: str) -> bool:
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last, following = word[0], re.split(r"[^\w]", after, maxsplit=1)[0]
    short = last.casefold()
    if _INITIALS.fullmatch(last) and (len(last) == 1 or "." in last):
        # "U.S. The" may end a sentence, "H.R. McMaster" and "p. ej." may not.
        if len(last) == 1 and not last.isupper():
            return True
        return len(last) == 1 or following.casefold() not in _STARTERS
    if short in _BEFORE_NUMBERS and following[:1].isdigit():
        return True
    if short in _MAY_END:
        return following.casefold() not in _STARTERS
    return short in _ABBREVIATIONS


def _within(spans: list[tuple[int, int]], place: int) -> bool:
    nearest = bisect_right(spans, (place, place)) - 1
    return nearest >= 0 and spans[nearest][0] < place < spans[nearest][1]


def _parentheses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost spans between an opening bracket and the one that closes it, in order."""
    opened: list[int] = []
    spans = []
    for bracket in re.finditer(r"[()\[\]]", text[start:end]):
        if bracket[0] in "([":
            opened.append(start + bracket.start())
        elif opened:
            begin = opened.pop()
            if not opened and start + bracket.start() - begin < _ASIDE:
                spans.append((begin, start + bracket.start()))
    return spans
