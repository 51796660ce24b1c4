"""The words for numbers and quantities in English and Spanish, folded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from campaign.articles.wordlists import wordlist


@dataclass(frozen=True, slots=True)
class NumberWords:
    """What counts in one language, and what it stands for in both.

    `plurals` are scales that mean "many" where no number stands before them. `parts` are shares
    and other quantities, by a name that the languages have in common. `unknown` are numbers whose
    value is not worked out.
    """

    values: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    plurals: frozenset[str]
    ordinals: Mapping[str, Decimal]
    parts: Mapping[str, str]
    joiners: frozenset[str]
    halves: frozenset[str]
    articles: frozenset[str]
    ones: frozenset[str]
    unknown: frozenset[str]


def _numbers(lines: str, start: int = 0, step: int = 1) -> dict[str, Decimal]:
    """Alternatives with a slash between them; the entries count up from `start`."""
    return {
        word: Decimal(start + step * place)
        for place, entry in enumerate(lines.split())
        for word in entry.split("/")
    }


def _parts(lines: str) -> dict[str, str]:
    return {
        word: name
        for line in lines.strip().splitlines()
        for name, _, words in [line.strip().partition(": ")]
        for word in words.split()
    }


_THOUSAND, _MILLION = Decimal(10**3), Decimal(10**6)

_ENGLISH = NumberWords(
    values={
        **_numbers(
            """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen
            """
        ),
        **_numbers("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 20, 10),
    },
    scales={
        "hundred": Decimal(100),
        "hundreds": Decimal(100),
        "thousand": _THOUSAND,
        "thousands": _THOUSAND,
        "million": _MILLION,
        "millions": _MILLION,
        "billion": Decimal(10**9),
        "billions": Decimal(10**9),
        "trillion": Decimal(10**12),
        "trillions": Decimal(10**12),
    },
    plurals=wordlist("hundreds thousands millions billions trillions"),
    ordinals=_numbers(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
        """,
        1,
    ),
    parts=_parts(
        """
        half: half halves halved
        thirds: thirds
        quarters: quarter quarters
        fifths: fifths
        tenths: tenths
        double: double doubled doubles doubling twice twofold
        triple: triple tripled triples tripling threefold thrice
        dozen: dozen
        dozens: dozens
        tens: tens
        decade: decade decades
        century: century centuries
        most: most majority
        both: both
        percentage: percentage
        """
    ),
    joiners=wordlist("and"),
    halves=frozenset(),
    articles=frozenset(),
    ones=wordlist("one single a an"),
    unknown=wordlist(
        """
        thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth
        millionth sixths sevenths eighths ninths hundredths thousandths nil score scores
        quadruple quadrupled quintuple tenfold fourfold fivefold sixfold hundredfold quadrillion
        couple pair trio quartet duo twenties thirties forties fifties sixties seventies eighties
        nineties teens
        """
    ),
)
_SPANISH = NumberWords(
    values={
        **_numbers(
            """
            cero uno/un/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece
            catorce quince dieciseis diecisiete dieciocho diecinueve veinte
            veintiuno/veintiun/veintiuna veintidos veintitres veinticuatro veinticinco veintiseis
            veintisiete veintiocho veintinueve
            """
        ),
        **_numbers("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10),
        **_numbers(
            """
            cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas
            quinientos/quinientas seiscientos/seiscientas setecientos/setecientas
            ochocientos/ochocientas novecientos/novecientas
            """,
            100,
            100,
        ),
    },
    scales={
        "cientos": Decimal(100),
        "centenares": Decimal(100),
        "centenas": Decimal(100),
        "mil": _THOUSAND,
        "miles": _THOUSAND,
        "millares": _THOUSAND,
        "millon": _MILLION,
        "millones": _MILLION,
        "millardo": Decimal(10**9),
        "millardos": Decimal(10**9),
        "billon": Decimal(10**12),
        "billones": Decimal(10**12),
    },
    plurals=wordlist("cientos centenares centenas miles millares millones millardos billones"),
    ordinals=_numbers(
        """
        primer/primero/primera/primeros/primeras segundo/segunda/segundos/segundas
        tercer/tercero/tercera/terceros/terceras cuarto/cuarta quinto/quinta/quintos/quintas
        sexto/sexta septimo/septima octavo/octava noveno/novena decimo/decima
        """,
        1,
    ),
    parts=_parts(
        """
        half: mitad mitades
        thirds: tercio tercios
        quarters: cuartos cuartas
        double: doble dobles duplico duplicaron duplicar duplicado
        triple: triple triples triplico triplicaron triplicar triplicado
        dozen: docena
        dozens: docenas
        tens: decenas
        decade: decada decadas
        century: siglo siglos
        most: mayoria mayorias
        both: ambos ambas
        percentage: porcentaje
        """
    ),
    joiners=wordlist("y"),
    halves=wordlist("medio media"),
    articles=wordlist("un una"),
    ones=wordlist("un una uno"),
    unknown=wordlist(
        """
        undecimo duodecimo decimotercero vigesimo vigesima trigesimo cuadragesimo quincuagesimo
        centesimo milesimo millonesimo centesima milesima sextos septimos octavos novenos decimos
        decimas cuadruple quintuple decuple cuatrillon par pareja trio cuarteto duo quinteto
        decena centena millar centenar veintena treintena quincena sendos
        """
    ),
)

LANGUAGES: Mapping[str, NumberWords] = {"en": _ENGLISH, "es": _SPANISH}

# "Once" is eleven in Spanish, and no number in English.
_FOREIGN = wordlist("once")
FOREIGN: Mapping[str, frozenset[str]] = {
    language: frozenset({*other.values, *other.scales, *other.ordinals})
    - {*own.values, *own.scales, *own.ordinals, *own.parts, *other.articles, *_FOREIGN}
    for language, own, other in (("en", _ENGLISH, _SPANISH), ("es", _SPANISH, _ENGLISH))
}
"""Numbers of the other language, which have no place in a text of this one."""
