"""Words in the reader's language, with numbers, dates and plurals as that language has them."""

import gettext
import io
import string
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

_LOCALES = Path(__file__).parent / "locales"
_REGIONS = {"es": "es_MX"}  # where the first readers of that language live


class MissingText(KeyError):
    "The locale has no text under this key"


class Html(str):
    """Text that is safe in a message with `parse_mode` HTML: it is not escaped again."""

    __slots__ = ()


class Words:
    """All that the bot says in one language.

    A text is looked up by its key; `{name}` in it stands for a value. Called, an instance gives
    HTML and escapes every value that is not `Html`; `plain` is for buttons, alerts and captions
    without markup. A value that is a number, date or time is written as the language writes it.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_REGIONS.get(language, language))
        self._texts = _catalogue(language)

    def __call__(self, key: str, **values: object) -> Html:
        return Html(self._fill(self._text(key), values, escaped=True))

    def plain(self, key: str, **values: object) -> str:
        """The text without escaping, for where Telegram reads no markup."""
        return self._fill(self._text(key), values, escaped=False)

    def plural(self, key: str, count: int, *, said: str | None = None, **values: object) -> Html:
        """The form of the text that `count` takes; `{count}` stands for the number, or `said`."""
        shown = {"count": count if said is None else said, **values}
        return Html(self._fill(self._form(key, count), shown, escaped=True))

    def plain_plural(
        self, key: str, count: int, *, said: str | None = None, **values: object
    ) -> str:
        """`plural` without escaping."""
        shown = {"count": count if said is None else said, **values}
        return self._fill(self._form(key, count), shown, escaped=False)

    def has(self, key: str) -> bool:
        """Whether the locale has this text."""
        return self._texts.gettext(key) != key

    def number(self, value: float) -> str:
        """4213 as 4,213 or 4.213."""
        return str(format_decimal(value, locale=self.locale))

    def language_name(self, code: str) -> str:
        """es as Spanish, español."""
        return str(self.locale.languages.get(code, code))

    def percent(self, share: float) -> str:
        """0.42 as 42%."""
        return str(format_percent(share, locale=self.locale))

    def date(self, value: date) -> str:
        """1 May 2018, 1 de mayo de 2018."""
        return format_date(value, format="long", locale=self.locale)

    def moment(self, value: datetime, time_zone: str) -> str:
        """Date and time of day at that zone's clock."""
        return format_datetime(value, "d MMM y, HH:mm", ZoneInfo(time_zone), locale=self.locale)

    def hour(self, value: int) -> str:
        """An hour of the day: 08:00."""
        return format_time(datetime(2000, 1, 1, value).time(), "HH:mm", locale=self.locale)  # noqa: DTZ001

    def weekday(self, value: int) -> str:
        """0 as Monday."""
        return str(self.locale.days["format"]["wide"][value])

    def zone(self, name: str) -> str:
        """America/Mexico_City as Mexico City."""
        return get_timezone_location(name, locale=self.locale, return_city=True)

    def country(self, code: str) -> str:
        """MX as Mexico."""
        return str(self.locale.territories.get(code, code))

    def listed(self, items: Collection[str]) -> str:
        """a, b and c."""
        return format_list([str(item) for item in items], locale=self.locale)

    def _text(self, key: str) -> str:
        text = self._texts.gettext(key)
        if text == key:
            raise MissingText(key)
        return text

    def _form(self, key: str, count: int) -> str:
        text = self._texts.ngettext(key, key, count)
        if text == key:
            raise MissingText(key)
        return text

    def _fill(self, text: str, values: dict[str, object], *, escaped: bool) -> str:
        shown = {name: self._shown(value, escaped=escaped) for name, value in values.items()}
        return string.Formatter().vformat(text, (), shown)

    def _shown(self, value: object, *, escaped: bool) -> str:
        if isinstance(value, Html):
            return value
        if isinstance(value, bool) or value is None:
            raise TypeError(f"{value!r} has no words of its own")
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.date(value)
        if not isinstance(value, str):
            raise TypeError(f"{type(value).__name__} must be put into words before")
        return escape(value, quote=False) if escaped else value


@cache
def words(language: str) -> Words:
    """The words of that language; made once."""
    return Words(language)


@cache
def languages() -> tuple[str, ...]:
    """The languages that the bot speaks."""
    return tuple(sorted(folder.name for folder in _LOCALES.iterdir() if folder.is_dir()))


def catalogue_files(language: str) -> list[Path]:
    """Where that language's texts are kept: a file for each kind of reader."""
    return sorted((_LOCALES / language / "LC_MESSAGES").glob("*.po"))


def _catalogue(language: str) -> gettext.NullTranslations:
    # Compiled as they are read: no built file can lag behind its source.
    texts = gettext.NullTranslations()
    for path in catalogue_files(language):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        part = gettext.GNUTranslations(compiled)
        part.add_fallback(texts)
        texts = part
    return texts
