"""What is told about an article, as an organiser types it."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from babel import Locale

from campaign.articles.dates import find_date
from campaign.articles.library import Fields
from campaign.refusals import Refusal

FIELDS = ("title", "author", "publisher", "published", "link", "language")
LINE_LIMIT = 300


class FieldEmpty(Refusal):
    "Nothing was typed that could be kept"


class FieldTooLong(Refusal):
    "What was typed is too long for a title, a name or a link"

    def __init__(self) -> None:
        self.limit = LINE_LIMIT


class NotADate(Refusal):
    "No whole date is in what was typed"


class NotALink(Refusal):
    "What was typed is no web address"


class LanguageUnknown(Refusal):
    "The bot does not speak the language that was typed"


def read_field(field: str, said: str, languages: Sequence[str]) -> Fields:
    """What was typed for one of `FIELDS`, under its name; raises the refusals above."""
    line = _one_line(said)
    if not line:
        raise FieldEmpty
    if len(line) > LINE_LIMIT:
        raise FieldTooLong
    match field:
        case "title":
            return {"title": line}
        case "author":
            return {"author": line}
        case "publisher":
            return {"publisher": line}
        case "published":
            return {"published": _date(line)}
        case "link":
            return {"link": _link(line)}
    return {"language": _language(line, languages)}


def emptied(field: str) -> Fields:
    """Nothing, for a field that may be left empty."""
    match field:
        case "author":
            return {"author": ""}
        case "publisher":
            return {"publisher": ""}
        case "published":
            return {"published": None}
    return {"link": ""}


def _one_line(said: str) -> str:
    kept = (" " if unicodedata.category(letter) == "Cc" else letter for letter in said)
    return " ".join("".join(kept).split())


def _date(line: str) -> date:
    found = find_date(line)
    if found is None:
        raise NotADate
    return found


def _link(line: str) -> str:
    link = line if "://" in line else f"https://{line}"
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        raise NotALink from None
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or " " in link:
        raise NotALink
    return link


def _language(line: str, languages: Sequence[str]) -> str:
    said = line.casefold()
    for code in languages:
        names = {Locale(reader).languages[code].casefold() for reader in languages}
        if said == code or said in names:
            return code
    raise LanguageUnknown
