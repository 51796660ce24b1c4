"""The quantities of a text as facts that can be compared across English and Spanish.

"two million", "2 millones" and "2,000,000" are one fact, "85 percent" and "85%" another. A number
whose value cannot be told is a fact by how it is written, so that it equals itself alone.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from campaign.answers.composer.number_words import FOREIGN, LANGUAGES, NumberWords

_TOKEN = re.compile(
    r"(?P<minus>(?<!\S)[-–−](?=\d))?(?P<number>\d+(?:[.,]\d+)*)(?P<tail>[^\W\d_]\w*)?"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)(?P<digits>\d\w*)?|(?P<percent>%)|(?P<other>[^\s\w-])"
)
_PERCENT = re.compile(r"\b(?:per ?cent|por ciento)\b", re.IGNORECASE)
_ORDINAL_TAILS = {"st", "nd", "rd", "th"}
_LONGEST_NUMBER = 15

_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?")
_ONE_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def quantities(text: str, language: str) -> frozenset[str]:
    """The facts of a text in "en" or "es"; `KeyError` for a language whose numbers are unknown."""
    parser = _Parser(LANGUAGES[language], language)
    for token in _TOKEN.finditer(_PERCENT.sub("%", text)):
        parser.take(token)
    parser.end()
    return frozenset(parser.facts)


def ones(text: str, language: str) -> frozenset[str]:
    """The fact "1" where a text has the article that can stand for it."""
    articles = LANGUAGES[language].ones
    found = any(_unaccented(word) in articles for word in re.findall(r"[^\W\d_]+", text))
    return frozenset({"1"}) if found else frozenset()


def value(written: str, language: str) -> Decimal | None:
    """The value of a number in digits; None where it depends on who wrote it.

    Mexico writes 1,200.50 as English does; elsewhere in Spanish it is 1.200,50.
    """
    if len(written) > _LONGEST_NUMBER:
        return None
    if _COMMAS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _POINTS.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if language == "es" and _ONE_POINT.fullmatch(written):
        return None
    if written.count(".") + written.count(",") > 1 or (language == "en" and "," in written):
        return None
    return Decimal(written.replace(",", "."))


@dataclass
class _Parser:
    """Reads tokens in order; `total + current` is the number that is being read."""

    words: NumberWords
    language: str
    facts: set[str] = field(default_factory=set)
    total: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    reading: bool = False
    in_digits: bool = False
    halved: bool = False
    joined: bool = False

    def take(self, token: re.Match[str]) -> None:
        if token["number"]:
            self._number(token)
        elif token["percent"]:
            self._unit("%")
        elif token["word"] and not token["digits"]:
            self._word(_unaccented(token["word"]))
        else:
            self.end()
            if token["word"]:
                self.facts.add(f"form:{token[0].casefold()}")

    def end(self) -> None:
        """The number that is being read is over."""
        if self.reading:
            self.facts.add(_plain(self.total + self.current))
        self._reset()

    def _reset(self) -> None:
        self.total = self.current = Decimal(0)
        self.reading = self.in_digits = self.halved = self.joined = False

    def _number(self, token: re.Match[str]) -> None:
        self.end()
        read = value(token["number"], self.language)
        tail = (token["tail"] or "").casefold()
        if read is not None and tail in _ORDINAL_TAILS:
            self.facts.add(f"{_plain(read)}th")
        elif read is None or tail or token["minus"]:
            self.facts.add(f"form:{token[0].casefold()}")
        else:
            self.current, self.reading, self.in_digits = read, True, True

    def _word(self, word: str) -> None:
        words = self.words
        if word in words.scales:
            self._scale(words.scales[word], plural=word in words.plurals)
        elif word in words.values and self._counts(word):
            self._value(words.values[word])
        elif word in words.ordinals:
            self._ordinal(words.ordinals[word])
        elif word in words.parts:
            self._unit(words.parts[word])
        elif word in words.halves:
            self._half()
        elif word in words.joiners:
            self.joined = self.reading
        else:
            self.end()
            if word in words.unknown or word in FOREIGN[self.language]:
                self.facts.add(f"form:{word}")

    def _counts(self, word: str) -> bool:
        """Whether a word counts here: "un" and "una" do after "treinta y"."""
        return word not in self.words.articles or (self.joined and self._fits(Decimal(1)))

    def _value(self, read: Decimal) -> None:
        if not self._fits(read):
            self.end()
        self.current += read
        self.reading, self.joined = True, False

    def _fits(self, read: Decimal) -> bool:
        """Whether "forty" can go on with "three", "two thousand" with "eighteen"."""
        if not self.reading or self.in_digits or self.halved:
            return False
        size = Decimal(10) ** len(_plain(read))
        if self.current:
            return self.current > read and self.current % size == 0
        return self.total > read and self.total % size == 0

    def _scale(self, scale: Decimal, *, plural: bool) -> None:
        if not self.reading:
            if self.halved:
                self.current = Decimal("0.5")
            elif plural:
                self.facts.add(f"~{_plain(scale)}")
                return
            self.reading = True
        below = self.total % scale
        group = self.current + below or Decimal(1)
        self.total, self.current = self.total - below + group * scale, Decimal(0)
        self.in_digits = self.joined = self.halved = False

    def _ordinal(self, read: Decimal) -> None:
        before = self.total + self.current if self._fits(read) else Decimal(0)
        if not before:
            self.end()
        self._reset()
        self.facts.add(f"{_plain(before + read)}th")

    def _unit(self, unit: str) -> None:
        counted = _plain(self.total + self.current) if self.reading else "~"
        self._reset()
        self.facts.add(f"{counted}{unit}")

    def _half(self) -> None:
        if self.joined:
            self.end()
            self.facts.add("~half")
        else:
            self.end()
            self.halved = True


def _unaccented(word: str) -> str:
    """A word without case and accents; `fold` would turn "two" into a digit as well."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _plain(number: Decimal) -> str:
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
