"""Dates as articles write them in English and Spanish."""

import re
from datetime import date

_MONTHS = {
    month: number
    for number, months in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for month in months.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|°)?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"(?<!\d){_DAY}(?: de)? {_MONTH}(?:,| del?)? {_YEAR}(?!\d)",
        rf"\b{_MONTH} {_DAY}(?:,| de)? {_YEAR}(?!\d)",
    )
]
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo),? ",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:published|posted|updated|publicado|publicada)(?: on| el)?:? |(?:date|fecha): ",
    re.IGNORECASE,
)


def find_date(text: str) -> date | None:
    """The first whole date in a text ("1 May 2018", "May 1, 2018", "1 de mayo de 2018", ISO)."""
    found = [
        (match.start(), value)
        for form in _FORMS
        for match in form.finditer(text)
        if (value := _value(match)) is not None
    ]
    return min(found)[1] if found else None


def only_date(line: str) -> date | None:
    """The date that a line consists of, with or without a weekday or "Published on"."""
    bare = _WEEKDAY.sub("", _LABEL.sub("", line.strip(" .,|"), count=1), count=1)
    for form in _FORMS:
        if match := form.fullmatch(bare):
            return _value(match)
    return None


def _value(match: re.Match[str]) -> date | None:
    name = match["month"].casefold()
    month = int(name) if name.isdigit() else _MONTHS[name]
    try:
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
