"""English or Spanish? Short questions without accents included, and whether that is sure."""

import re
from dataclasses import dataclass

from campaign.articles.wordlists import wordlist

_WORD = re.compile(r"[^\W\d_]+")
_ACCENTS = re.compile(r"[áéíóúñÁÉÍÓÚÑ]")

_ENGLISH = wordlist(
    """
    the a an of to and is are was were be been do does did has have had in on at by for with from
    what who whom whose when where why how which that this these those it its his her their they
    he she we you i my your our not no yes will would can could should may might about into than
    then there here or but if so as because many much more most say said says tell me please
    against between during after before over under out up down any some all other new people
    """
)
_SPANISH = wordlist(
    """
    el la los las un una unos unas de del al a y e o u en por para pa con sin sobre que q k qué xq
    pq porque quien quién quienes cuando cuándo donde dónde como cómo cual cuál cuales cuanto
    cuánto cuanta cuantos cuántos cuantas es son era fue fueron ser esta está estan están hay ha
    han habia había se su sus le les lo me mi tu te nos si sí no mas más pero este esta estos ese
    esa eso esto muy ya desde hasta entre contra según segun tambien también dijo dice hizo hace
    puede puedo tiene tienen quiero quieren va van otra otro todo todos x d porfa ante bajo tras
    """
)
_SPANISH_ENDINGS = ("ción", "cion", "dad", "mente", "ando", "iendo")
_ENGLISH_ENDINGS = ("ing", "tion", "ly", "ship", "ness")
_SHARED = _ENGLISH & _SPANISH


@dataclass(frozen=True, slots=True)
class Guess:
    """`language` is "en", "es" or `None`; `sure` when a reply may follow it unasked."""

    language: str | None
    sure: bool


def detect(text: str) -> Guess:
    """Which of the two languages a text is in; unsure of names, numbers and other languages."""
    words = [word.casefold() for word in _WORD.findall(text)]
    english: float = sum(word in _ENGLISH - _SHARED for word in words)
    spanish: float = sum(word in _SPANISH - _SHARED for word in words)
    # An accent alone may be a name's: "Who beat López Obrador?"
    spanish += 2 * bool(re.search("[¿¡]", text)) + 0.5 * bool(_ACCENTS.search(text))
    spanish += sum(word.endswith(_SPANISH_ENDINGS) for word in words)
    english += sum(word.endswith(_ENGLISH_ENDINGS) for word in words)
    if english == spanish:
        return Guess(None, sure=False)
    most, least = max(english, spanish), min(english, spanish)
    sure = most - least >= 2 or (least < 1 and most / len(words) >= 1 / 4)
    return Guess("en" if english > spanish else "es", sure)
