"""What a question asks for, and whether a text holds something of that kind."""

import re
from collections.abc import Sequence
from enum import StrEnum

from campaign.answers.words import Token, fold, is_stop_word, tokens
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


def kind_of(question: str, language: str) -> Kind:
    """What a question asks for, by its first asking word."""
    plain = " ".join(token.folded for token in tokens(question))
    found = [
        (match.start(), kind)
        for kind, asking in _ASKING.get(language, [])
        if (match := asking.search(plain))
    ]
    return min(found)[1] if found else Kind.OTHER


def holds(kind: Kind, words: Sequence[Token], question: frozenset[str], language: str) -> bool:
    """Whether a text, given as its words, has something of the kind that the question lacks."""
    match kind:
        case Kind.NUMBER:
            return any(_amount(word) and word.folded not in question for word in words)
        case Kind.DATE:
            return any(_time(word) and word.folded not in question for word in words)
        case Kind.PERSON | Kind.PLACE:
            return any(_new_name(words, at, question, language) for at in range(len(words)))
        case Kind.SAYING:
            return any(word.folded in _SAYING for word in words)
        case Kind.REASON:
            return any(word.folded in _REASONS for word in words)
        case _:
            return True


def folded_words(question: str) -> frozenset[str]:
    """The words of a question, folded."""
    return frozenset(fold(token.text) for token in tokens(question))


def _amount(word: Token) -> bool:
    return word.number or word.folded in _AMOUNTS


def _time(word: Token) -> bool:
    if word.folded in {"may", "march"}:
        return word.capital
    return word.number or word.folded in _TIMES


def _new_name(words: Sequence[Token], at: int, question: frozenset[str], language: str) -> bool:
    word = words[at]
    if not word.capital or word.folded in question or is_stop_word(word.folded, language):
        return False
    # The first word of a sentence has a capital whatever it is.
    return at > 0 or (len(words) > 1 and words[1].capital)
