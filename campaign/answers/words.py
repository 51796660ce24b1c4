"""Words of English and Spanish texts, folded and stemmed alike for questions and articles."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from campaign.articles.wordlists import wordlist

LANGUAGES = {"en": "english", "es": "spanish"}

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LONGEST = 40
_SHORT_STEM = 4

_STOP_WORDS = {
    "en": wordlist(
        """
        a an the of to and or in on at by for with from as is are was were be been being am do
        does did doing done has have had having will would can could should may might must shall
        it its it's he him his she her hers they them their theirs we us our you your i me my
        this that these those there here what who whom whose when where why how which if than
        then so not no nor but into onto about over under up down out off again once all any both
        each few more most other some such only own same too very just also much many say says
        said tell told please according let's s t one during between after before while because
        until against through get got does upon via hello hi thanks thank want know like
        happen happens happened happening
        """
    ),
    "es": wordlist(
        """
        el la los las lo un una unos unas de del al a y e o u ni en por para pa con sin sobre que
        q k xq pq porque quien quienes cuando donde adonde como cual cuales cuanto cuanta cuantos
        cuantas es son era eran fue fueron ser sido siendo esta estan estaba estaban estar este
        estos estas ese esa eso esos esas esto aquel aquella hay habia hubo ha han he haber se su
        sus le les me mi mis tu tus te nos si no mas pero muy ya desde hasta entre segun tambien
        dijo dicen dice decir hizo hacer hace hacen puede pueden puedo tiene tienen tenia tenian
        tener ir iba iban va van sido otra otro otros otras todo todos toda todas x d ante bajo
        tras durante contra cada ella ellos ellas yo nosotros ustedes usted les algun alguna cuyo
        eres soy somos estoy estas hola gracias buenas buenos saber quiero quisiera podrias puedes
        paso pasa pasan pasando ocurre ocurrio sucede sucedio
        cuya dame dime favor porfa oye pues asi solo tan tanto cosa cosas sea seria ha habia
        """
    ),
}

_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        (
            "two dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
            "ten diez",
            "eleven once",
            "twelve doce",
        ),
        start=2,
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text and in its folded form."""

    text: str
    folded: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital, as names do."""
        return self.text[0].isupper()

    @property
    def number(self) -> bool:
        """Whether it is a number, in digits or in words."""
        return self.folded[0].isdigit()


class _Stemmers(threading.local):
    """A set of stemmers for each thread: one stemmer cannot serve two at a time."""

    def __init__(self) -> None:
        self.stems = {code: Stemmer.Stemmer(name) for code, name in LANGUAGES.items()}


_stemmers = _Stemmers()


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text in order."""
    return [Token(word, folded) for word in _TOKEN.findall(text) if (folded := fold(word))]


@lru_cache(maxsize=10_000)
def fold(word: str) -> str:
    """A word without case, accents and possessive; numbers in digits, without thousands marks."""
    plain = unicodedata.normalize("NFKD", word[:_LONGEST]).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = plain.replace("’", "'").removesuffix("'s").replace("'", "")
    if plain[:1].isdigit():
        whole = _THOUSANDS.fullmatch(plain)
        return re.sub("[.,]", "", plain) if whole else plain.replace(",", ".")
    return _NUMBERS.get(plain, plain)


def stem(folded: str, language: str) -> str:
    """The Snowball stem of a folded word; a language that has none keeps the word."""
    stemmer = _stemmers.stems.get(language)
    stemmed: str = stemmer.stemWord(folded) if stemmer else folded
    if language == "es" and len(stemmed) > _SHORT_STEM and stemmed[-1] in "aeio":
        return stemmed[:-1]  # "compartió" without its accent, which the stemmer needs
    return stemmed


def is_stop_word(folded: str, language: str) -> bool:
    """Whether a folded word says nothing of what a text is about."""
    return folded in _STOP_WORDS.get(language, frozenset())


def content_stems(text: str, language: str) -> list[str]:
    """The stems of a text in order, without stop words."""
    return [
        stem(token.folded, language)
        for token in tokens(text)
        if not is_stop_word(token.folded, language)
    ]
