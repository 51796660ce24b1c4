"""What a signer types for a field, and the sentence for what is not taken."""

import unicodedata
from functools import cache

from babel import Locale

from campaign.petitions import NAME_LIMIT, NameTooLong, screening
from campaign.petitions.amendments import (
    COMMENT_LIMIT,
    REGION_LIMIT,
    CommentTooLong,
    RegionTooLong,
)
from campaign.petitions.countries import ISO_3166
from campaign.refusals import Refusal

_LOCALES = ("es", "es_MX", "en")
_USUAL = {
    "usa": "US",
    "eua": "US",
    "eeuu": "US",
    "uk": "GB",
    "england": "GB",
    "inglaterra": "GB",
    "holland": "NL",
    "holanda": "NL",
    "ivorycoast": "CI",
    "costademarfil": "CI",
}
"""What people write besides the names that Unicode's data has."""


class UnknownCountry(Refusal):
    "No country goes by the name that was typed"


class NotAName(Refusal):
    "A question came where a name was waited for"


class RegionEmpty(Refusal):
    "What was typed for a region or postcode holds no letter and no number"


def name(said: str) -> str:
    """The name without needless spaces; raises `NotAName`, `NameTooLong` and `NameRefused`."""
    text = " ".join(said.split())
    if "?" in text or "¿" in text:
        raise NotAName
    if len(text) > NAME_LIMIT:
        raise NameTooLong
    screening.check_name(text)
    return text


def country(said: str) -> str:
    """The ISO 3166 code of a country that goes by this name; raises `UnknownCountry`."""
    wanted = _plain(said)
    if wanted.upper() in ISO_3166:
        return wanted.upper()
    code = _USUAL.get(wanted) or _by_name().get(wanted)
    if code is None:
        raise UnknownCountry
    return code


def region(said: str) -> str:
    """A region or postcode; raises `RegionEmpty`, `RegionTooLong` and `TextRefused`."""
    text = " ".join(said.split())
    if not any(character.isalnum() for character in text):
        raise RegionEmpty
    if len(text) > REGION_LIMIT:
        raise RegionTooLong
    screening.check_text(text)
    return text


def comment(said: str) -> str:
    """A comment; raises `CommentTooLong` and `TextRefused`."""
    text = " ".join(said.split())
    if len(text) > COMMENT_LIMIT:
        raise CommentTooLong
    screening.check_text(text)
    return text


@cache
def _by_name() -> dict[str, str]:
    return {
        _plain(called): code
        for locale in _LOCALES
        for code, called in Locale.parse(locale).territories.items()
        if code in ISO_3166
    }


def _plain(said: str) -> str:
    """Letters alone, without case and accents: `EE. UU.` as `eeuu`, `México` as `mexico`."""
    parts = unicodedata.normalize("NFKD", said.casefold())
    return "".join(character for character in parts if character.isalpha())
