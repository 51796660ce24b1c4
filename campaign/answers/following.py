"""The words that follow-ups are made of, in both languages, folded."""

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from campaign.answers.words import fold
from campaign.articles.wordlists import wordlist

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Asking:
    """What asks for one kind of thing, in each language; the longest forms come first."""

    en: tuple[str, ...]
    es: tuple[str, ...]


ASKING = (
    Asking(("since when",), ("desde cuando",)),
    Asking(("until when",), ("hasta cuando",)),
    Asking(("what for",), ("para que",)),
    Asking(("why", "how come"), ("por que", "porque", "xq", "pq", "porq")),
    Asking(("when",), ("cuando",)),
    Asking(("where",), ("donde", "en donde", "adonde", "a donde")),
    Asking(("how many",), ("cuantos", "cuantas")),
    Asking(("how much",), ("cuanto", "cuanta")),
    Asking(("how long",), ("cuanto tiempo",)),
    Asking(("against whom", "against who"), ("contra quien", "contra quienes")),
    Asking(("with whom", "with who", "who with"), ("con quien", "con quienes")),
    Asking(("to whom", "to who"), ("a quien", "a quienes")),
    Asking(("who", "whom"), ("quien", "quienes")),
    Asking(("how",), ("como",)),
    Asking(("which", "which one", "which ones"), ("cual", "cuales")),
    Asking(("what",), ("que",)),
)
SHOWN = {
    "por que": "por qué",
    "desde cuando": "desde cuándo",
    "hasta cuando": "hasta cuándo",
    "para que": "para qué",
    "cuando": "cuándo",
    "donde": "dónde",
    "cuantos": "cuántos",
    "cuanto": "cuánto",
    "cuanto tiempo": "cuánto tiempo",
    "contra quien": "contra quién",
    "con quien": "con quién",
    "a quien": "a quién",
    "quien": "quién",
    "como": "cómo",
    "cual": "cuál",
    "que": "qué",
}
MARKS = tuple(
    tuple(mark.split())
    for mark in sorted(
        (
            "and what about",
            "and how about",
            "what about",
            "how about",
            "and also",
            "and then",
            "but what about",
            "ok and",
            "and",
            "but",
            "also",
            "then",
            "y que hay de",
            "que hay de",
            "y que tal",
            "y que paso con",
            "y que onda con",
            "y sobre",
            "y entonces",
            "y tambien",
            "y eso",
            "eso",
            "ok y",
            "pero",
            "entonces",
            "y",
            "e",
        ),
        key=lambda mark: -len(mark),
    )
)
MORE = frozenset(
    {
        "more",
        "tell me more",
        "anything else",
        "what else",
        "what else does it say",
        "say more",
        "go on",
        "cuentame mas",
        "dime mas",
        "algo mas",
        "que mas",
        "que mas dice",
        "mas",
        "sigue",
        "mas informacion",
        "more information",
        "more details",
        "mas detalles",
    }
)
PREPOSITIONS = wordlist(
    """
    in on at by for with from to of about against during before after between since under
    en de del al a por para con contra sobre desde hasta durante antes despues entre segun tras
    """
)
POINTING = wordlist(
    """
    he she they it him her them this that these those his their its
    el ella ellos ellas lo la los las le les eso esto ese esa esos esas ello alli ahi su sus
    """
)
WHERE = frozenset({"in", "en", "at"})
ARTICLES = wordlist("el la los las lo")
VERBS = wordlist(
    """
    is are was were did does do has have had will would can could should be been
    es son fue fueron era eran ha han hay habia esta estan estaba
    """
)
TIMES = wordlist(
    """
    january february march april may june july august september october november december
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    """
)
ASKING_WORDS = frozenset(
    form.split()[0] if form.split()[0] not in PREPOSITIONS else form.split()[-1]
    for asking in ASKING
    for form in (*asking.en, *asking.es)
)


@cache
def countries() -> frozenset[str]:
    """Countries and continents as they are called in either language, folded."""
    return frozenset(
        " ".join(fold(word) for word in WORD.findall(name))
        for language in ("en", "es")
        for name in Locale(language).territories.values()
    )
