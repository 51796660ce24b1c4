"""What a question asks for, and whether a text holds something of that kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaign.answers.words import Token, is_stop_word, tokens
from campaign.articles.wordlists import wordlist


class Kind(StrEnum):
    """What would answer a question."""

    PERSON = "person"  # or whatever else has a name: a company, a party
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    REASON = "reason"
    SAYING = "saying"
    OTHER = "other"


# Kinds of things that have names, so that "which companies" asks for names as "who" does.
_NAMED_EN = (
    "compan(?:y|ies)|corporations?|firms?|organi[sz]ations?|banks?|part(?:y|ies)|newspapers?"
    "|governments?|presidents?|senators?|leaders?|candidates?|person|people|platforms?"
)
_NAMED_ES = (
    "empresas?|companias?|corporaciones|organizacion(?:es)?|bancos?|partidos?|periodicos?"
    "|gobiernos?|presidentes?|senador(?:es)?|lider(?:es)?|candidatos?|personas?|plataformas?"
)

_ASKING = {
    language: [(kind, re.compile(rf"\b(?:{asking})\b")) for kind, asking in kinds]
    for language, kinds in {
        "en": [
            (Kind.REASON, "why|for what reason"),
            (
                Kind.NUMBER,
                (
                    "how (?:many|much|often|long|old|quickly|soon|far|large|big|tall|high|fast)"
                    "|(?:what|which) (?:percentage|percent|share|number|proportion|amount)"
                ),
            ),
            (Kind.DATE, "when|(?:what|which) (?:year|date|day|month|century|decade)"),
            (Kind.PLACE, "where|(?:what|which) (?:country|city|state|town|place|region)"),
            (Kind.PERSON, f"who|whom|whose|(?:what|which) (?:{_NAMED_EN})"),
            (Kind.SAYING, "what (?:did|does|do|has|have) .*(?:say|said|tell|claim|state|think)"),
        ],
        "es": [
            (Kind.REASON, "por que|porque razon|a que se debe"),
            (
                Kind.NUMBER,
                "cuant[oa]s?|que (?:porcentaje|proporcion|numero|cantidad|parte)|cada cuanto",
            ),
            (Kind.DATE, "cuando|(?:que|cual) (?:ano|fecha|dia|mes|siglo|decada)"),
            (Kind.PLACE, "a?donde|(?:que|cual) (?:pais|ciudad|estado|lugar|region)"),
            (Kind.PERSON, f"quien(?:es)?|(?:que|cuales) (?:{_NAMED_ES})"),
            (Kind.SAYING, "que (?:dijo|dijeron|dice|dicen|opina|opinan|opino|piensa|declaro)"),
        ],
    }.items()
}
_NOUN = {
    "en": re.compile(
        rf"\b(?:how (?:many|much)|(?:what|which)(?= (?:{_NAMED_EN})\b)) ([a-z]{{4,}})"
    ),
    "es": re.compile(rf"\b(?:cuant[oa]s|(?:que|cuales)(?= (?:{_NAMED_ES})\b)) ([a-z]{{4,}})"),
}
_STEM = 5
_NEAR = 6  # words
_TIMES = wordlist(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday century decade spring summer autumn winter
    yesterday today enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre lunes martes miercoles jueves viernes sabado domingo siglo decada primavera verano
    otono invierno ayer hoy
    """
)
_AMOUNTS = wordlist(
    """
    one first second third half quarter twice once dozen dozens hundred hundreds thousand
    thousands million millions billion most majority all none several many uno una primero segundo
    tercio tercios mitad cuarto doble docena cien cientos mil miles millon millones mayoria todos
    todas ninguno ninguna varios muchos muchas thirds
    """
)
_REASONS = wordlist(
    """
    because since due so therefore order reason reasons cause caused result led leads as for to
    porque debido causa razon razones motivo motivos para ya pues puesto gracias resultado ante
    """
)


_SAYING = wordlist(
    """
    said say says told tell stated states noted warned warns declared declares wrote writes added
    claimed claims argued argues called calls announced asked according explained insisted
    demanded described dijo dijeron dice dicen senalo senala advirtio declaro escribio afirmo
    afirma aseguro asegura explico explica anuncio segun sostuvo sostiene expreso comento cuenta
    """
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for; `noun` is the folded word in "how many NOUN", "which NOUN"."""

    kind: Kind
    noun: str
    words: frozenset[str]


def wanted(question: str, language: str) -> Wanted:
    """What a question asks for, by its first asking word."""
    words = tokens(question)
    plain = " ".join(word.folded for word in words)
    found = [
        (match.start(), kind)
        for kind, asking in _ASKING.get(language, [])
        if (match := asking.search(plain))
    ]
    kind = min(found)[1] if found else Kind.OTHER
    noun = _NOUN[language].search(plain) if language in _NOUN else None
    return Wanted(kind, noun[1] if noun else "", frozenset(word.folded for word in words))


def holds(asked: Wanted, words: Sequence[Token], language: str) -> bool:
    """Whether a text, given as its words, has something of the kind that the question lacks.

    Where the text has the noun that is asked for, what answers must stand near it.
    """
    match asked.kind:
        case Kind.NUMBER:
            places = [at for at, word in enumerate(words) if _amount(word)]
        case Kind.DATE:
            places = [at for at, word in enumerate(words) if _time(word)]
        case Kind.PERSON | Kind.PLACE:
            places = [at for at in range(len(words)) if _name(words, at, language)]
        case Kind.SAYING:
            return any(word.folded in _SAYING for word in words)
        case Kind.REASON:
            return any(word.folded in _REASONS for word in words)
        case _:
            return True
    new = [at for at in places if words[at].folded not in asked.words]
    return _near_the_noun(new, asked.noun, words) if asked.noun else bool(new)


def _near_the_noun(places: Sequence[int], noun: str, words: Sequence[Token]) -> bool:
    nouns = [at for at, word in enumerate(words) if word.folded[:_STEM] == noun[:_STEM]]
    if not nouns:
        return bool(places)
    return any(abs(place - at) <= _NEAR for place in places for at in nouns)


def _amount(word: Token) -> bool:
    return word.number or word.folded in _AMOUNTS


def _time(word: Token) -> bool:
    if word.folded in {"may", "march"}:
        return word.capital
    return word.number or word.folded in _TIMES


def _name(words: Sequence[Token], at: int, language: str) -> bool:
    word = words[at]
    if not word.capital or is_stop_word(word.folded, language):
        return False
    # The first word of a sentence has a capital whatever it is.
    return at > 0 or (len(words) > 1 and words[1].capital)
