"""The dates of a text as facts that can be compared across English and Spanish."""

import re
from collections.abc import Iterator

_EN_MONTHS = (
    "January|Jan",
    "February|Feb",
    "March",
    "April|Apr",
    "May",
    "June|Jun",
    "July|Jul",
    "August|Aug",
    "September|Sept|Sep",
    "October|Oct",
    "November|Nov",
    "December|Dec",
)
_ES_MONTHS = (
    "enero|ene",
    "febrero|feb",
    "marzo",
    "abril|abr",
    "mayo",
    "junio|jun",
    "julio|jul",
    "agosto|ago",
    "septiembre|setiembre|sept|sep",
    "octubre|oct",
    "noviembre|nov",
    "diciembre|dic",
)
_DAYS = (
    "Mondays?|lunes",
    "Tuesdays?|martes",
    "Wednesdays?|miércoles|miercoles",
    "Thursdays?|jueves",
    "Fridays?|viernes",
    "Saturdays?|sábados?|sabados?",
    "Sundays?|domingos?",
)


def _month(months: tuple[str, ...]) -> str:
    return "(?P<month>" + "|".join(months) + r")\b\.?"


_YEAR = r"(?P<year>\d{4})(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|º|°)?(?!\d)"
_EN, _ES = rf"\b{_month(_EN_MONTHS)}", rf"\b{_month(_ES_MONTHS)}"

_WHOLE = {
    # English months have a capital: "may" and "march" without one are other words.
    "en": [
        re.compile(rf"{_EN} {_DAY}(?:,? {_YEAR})?"),
        re.compile(rf"{_DAY}(?: of)? {_EN}(?:,? {_YEAR})?"),
        re.compile(rf"{_EN},?(?: of)? {_YEAR}"),
    ],
    "es": [
        re.compile(rf"{_DAY}(?: de)? {_ES}(?:(?: de| del|,)? {_YEAR})?", re.IGNORECASE),
        re.compile(rf"{_ES}(?: de| del)? {_YEAR}", re.IGNORECASE),
    ],
}
_BARE = {"en": re.compile(_EN), "es": re.compile(_ES, re.IGNORECASE)}
_ISO = re.compile(rf"(?<!\d){_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?!\d)")
_WEEKDAYS = [re.compile(rf"\b(?:{each})\b", re.IGNORECASE) for each in _DAYS]
_NUMBERS = {
    name.casefold(): number
    for months in (_EN_MONTHS, _ES_MONTHS)
    for number, names in enumerate(months, start=1)
    for name in names.split("|")
}
_ALSO_WORDS = {"march", "may"}


def dates(text: str, language: str, *, doubtful: bool) -> frozenset[str]:
    """The months, weekdays, days and years that a text in "en" or "es" puts together.

    An English text that begins with "March" or "May" may mean no month; where it does not stand
    beside a number, `doubtful` says whether it is one.
    """
    facts = {f"weekday:{day}" for day, form in enumerate(_WEEKDAYS) if form.search(text)}
    for form in (*_WHOLE[language], _ISO):
        for match in form.finditer(text):
            facts.update(_together(match))
    for match in _BARE[language].finditer(text):
        name = match["month"].casefold()
        if doubtful or name not in _ALSO_WORDS or not _begins(text, match.start()):
            facts.add(f"month:{_NUMBERS[name]}")
    return frozenset(facts)


def _together(match: re.Match[str]) -> Iterator[str]:
    found = match.groupdict()
    name = found["month"].casefold()
    month = int(name) if name.isdigit() else _NUMBERS[name]
    day, year = found.get("day"), found.get("year")
    yield f"month:{month}"
    if day:
        yield f"day:{month}/{int(day)}"
    if year:
        yield f"month:{year}-{month}"
    if day and year:
        yield f"date:{year}-{month}-{int(day)}"


def _begins(text: str, at: int) -> bool:
    return bool(re.search(r"(?:^|[.!?…:]['\"”’»)]*\s|\n|[“\"«‘(])\s*$", text[max(0, at - 8) : at]))
