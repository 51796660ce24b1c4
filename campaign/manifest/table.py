"""A table of campaign.toml, read with care: what is wrong with it is one sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

SLUG = re.compile(r"[A-Za-z0-9_-]{1,48}")  # a link's payload holds 64 of these characters
SLUG_FORM = "up to 48 letters, digits and hyphens"
Choice = TypeVar("Choice", bound=StrEnum)

LINE_LIMIT = 200  # characters, so that every card made of such lines fits a message


class BadManifest(Exception):
    "The campaign's folder lacks something or has it wrong"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")


def read(file: Path) -> str:
    """The text of a file; raises `BadManifest`."""
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise BadManifest(file, "is missing; CAMPAIGN must name a campaign's folder") from None
    except UnicodeDecodeError:
        raise BadManifest(file, "is not text in UTF-8") from None
    except OSError as error:
        raise BadManifest(file, f"cannot be read: {error.strerror}") from None


@dataclass(frozen=True)
class Table:
    """A table of the file; what it gives is there and of its kind, or `BadManifest` says so."""

    file: Path
    name: str
    content: Mapping[str, Any]

    def refuse(self, key: str, reason: str) -> BadManifest:
        """The error that names this key of this file."""
        return BadManifest(self.file, f"{self._path(key)} {reason}")

    def text(self, key: str, limit: int = LINE_LIMIT) -> str:
        """A text that says something, of at most `limit` characters."""
        value = self._given(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "must be a text in quotation marks")
        if len(value) > limit:
            raise self.refuse(key, f"is longer than {limit} characters")
        return value.strip()

    def matching(self, key: str, pattern: re.Pattern[str], form: str) -> str:
        """A text of that pattern, which `form` says in words."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.refuse(key, f"must be {form}, not {value!r}")
        return value

    def number(self, key: str, least: int) -> int:
        """A whole number of at least `least`."""
        value = self._given(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refuse(key, f"must be a whole number of at least {least}")
        return value

    def share(self, key: str) -> float | None:
        """A number between 0 and 1 that may be left out."""
        if key not in self.content:
            return None
        value = self.content[key]
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1:
            raise self.refuse(key, "must be a number between 0 and 1")
        return float(value)

    def choice(self, key: str, offered: type[Choice], default: Choice) -> Choice:
        """One of the words that are offered; `default` when it is left out."""
        given = self.content.get(key, default.value)
        if given not in [each.value for each in offered]:
            names = ", ".join(each.value for each in offered)
            raise self.refuse(key, f"must be one of {names}")
        return offered(given)

    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """A time that may be left out: as UTC, at the clock of `zone` where it names none."""
        if key not in self.content:
            return None
        value = self.content[key]
        if not isinstance(value, datetime):
            raise self.refuse(key, "must be a date and a time such as 2027-05-01T23:59:00")
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)

    def counts(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, smallest first; empty when it is left out."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(type(each) is int and each > 0 for each in value):
            raise self.refuse(key, "must be a list of whole numbers of at least 1")
        return tuple(sorted(set(value)))

    def table(self, key: str) -> "Table":
        """A table that must be there."""
        value = self._given(key)
        if not isinstance(value, dict):
            raise self.refuse(key, "must be a table, with a line for each of its parts")
        return Table(self.file, self._path(key), value)

    def part(self, key: str) -> "Table":
        """A table that may be left out."""
        return self.table(key) if key in self.content else Table(self.file, self._path(key), {})

    def tables(self, key: str) -> list["Table"]:
        """The tables written as [[key]], none when there are none."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.refuse(key, f"must be written as [[{key}]], once for each")
        return [Table(self.file, f"{self._path(key)}.{at}", each) for at, each in enumerate(value)]

    def texts(self, limit: int = LINE_LIMIT) -> dict[str, str]:
        """Every key with its text."""
        return {key: self.text(key, limit) for key in self.content}

    def listed(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when it is left out."""
        return self._list(key) if key in self.content else ()

    def lists(self) -> dict[str, tuple[str, ...]]:
        """Every key with its list of texts."""
        return {key: self._list(key) for key in self.content}

    def _list(self, key: str) -> tuple[str, ...]:
        value = self.content[key]
        if not isinstance(value, list):
            raise self.refuse(key, "must be a list of texts")
        listed = Table(self.file, self._path(key), {str(at): text for at, text in enumerate(value)})
        return tuple(listed.texts().values())

    def _given(self, key: str) -> Any:
        if key not in self.content:
            raise self.refuse(key, "is missing")
        return self.content[key]

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key
