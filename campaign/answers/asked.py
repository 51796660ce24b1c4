"""What a question asks for, and whether a text holds something of that kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaign.answers.words import Token, fold, is_stop_word, tokens
from campaign.articles.wordlists import wordlist


class Kind(StrEnum):
    """What would answer a question."""

    PERSON = "person"  # or whatever else has a name: a company, a party
    MONEY = "money"
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
                Kind.MONEY,
                (
                    "how much (?:money|(?:[a-z]+ ){1,6}(?:costs?|pay|paid|earn|charge|spen[dt]))"
                    "|(?:what|which) (?:price|cost|salary|fee)"
                ),
            ),
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
                Kind.MONEY,
                (
                    "cuanto (?:dinero|(?:se |le |les |nos |me )?(?:cuestan?|costo|costaron|cobran?"
                    "|cobro|pagan?|pago|pagaron|gastan?|gasto|gastaron|vale))"
                    "|que (?:precio|costo|salario|sueldo)"
                ),
            ),
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
_CURRENCIES = wordlist(
    """
    $ € £ ¥ dollar dollars peso pesos euro euros pound pounds cent cents usd mxn eur gbp yen
    dolar dolares centavo centavos libra libras
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


_ASKED = wordlist(
    """
    name names named call called type types kind kinds sort year years century centuries date dates
    day month time times period decade city cities country countries state place places location
    person people group groups number amount percentage percent share proportion age term terms
    word words phrase example examples reason reasons way ways purpose role long far big large old
    tall high fast
    nombre nombres llama llamo llamaba llamado llamada llaman tipo tipos clase clases ano anos
    siglo siglos fecha dia mes tiempo periodo epoca ciudad ciudades pais paises estado lugar
    lugares persona personas gente grupo grupos numero cantidad porcentaje proporcion parte edad
    termino terminos palabra palabras ejemplo ejemplos razon razones motivo manera forma modo
    proposito papel
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


_TELLING = {
    Kind.MONEY: 2.0,
    Kind.SAYING: 1.5,
    Kind.NUMBER: 1.0,
    Kind.PERSON: 1.0,
    Kind.PLACE: 0.7,
}


def telling(kind: Kind) -> float:
    """How much it tells, from 0 to 2, that a text seems to hold nothing of the kind asked for.

    Dates and reasons are often there in words that nobody listed.
    """
    return _TELLING.get(kind, 0.4)


def says_what_is_asked(word: str) -> bool:
    """Whether a word, such as "year", only says what kind of thing is asked for.

    A text that answers need not have it.
    """
    return fold(word) in _ASKED


def holds(asked: Wanted, words: Sequence[Token], language: str) -> bool:
    """Whether a text, given as its words, has something of the kind that the question lacks.

    Where the text has the noun that is asked for, what answers must stand near it.
    """
    match asked.kind:
        case Kind.NUMBER:
            places = [at for at, word in enumerate(words) if _amount(word)]
        case Kind.MONEY:
            return any(word.folded in _CURRENCIES for word in words) and any(map(_amount, words))
        case Kind.DATE:
            places = [at for at, word in enumerate(words) if _time(word)]
        case Kind.PERSON | Kind.PLACE:
            places = [at for at in range(len(words)) if _name(words, at, language)]
        case Kind.SAYING:
            return _said_by_whom(asked.words, words)
        case Kind.REASON:
            return any(word.folded in _REASONS for word in words)
        case _:
            return True
    new = [at for at in places if words[at].folded not in asked.words]
    return _near_the_noun(new, asked.noun, words) if asked.noun else bool(new)


def _said_by_whom(asked: frozenset[str], words: Sequence[Token]) -> bool:
    """Whether somebody says something: whom the question names, if the text names them too."""
    saying = [at for at, word in enumerate(words) if word.folded in _SAYING]
    named = [at for at, word in enumerate(words) if word.capital and word.folded in asked]
    return bool(saying) and (
        not named or any(abs(at - other) <= _NEAR for at in saying for other in named)
    )


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
