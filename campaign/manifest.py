"""A campaign's folder: who speaks, whom to reach, what is asked, and what people may ask."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import frontmatter
import yaml

_SLUG = re.compile(r"[A-Za-z0-9_-]{1,48}")  # a link's payload holds 64 of these characters
_LANGUAGE = re.compile(r"[a-z]{2}")
_LINE_LIMIT = 200  # characters, so that every card made of such lines fits a message
_ABOUT_LIMIT = 1_000


class BadManifest(Exception):
    "The campaign's folder lacks something or has it wrong"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")


@dataclass(frozen=True)
class Contact:
    """A human who can be reached."""

    name: str
    email: str


@dataclass(frozen=True)
class Responsible:
    """Who answers for the data before the law."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True)
class Wording:
    """A petition's text in one language."""

    language: str
    title: str
    addressee: str
    body: str


@dataclass(frozen=True)
class PetitionPlan:
    """The petition as the folder has it; the database holds what people signed."""

    slug: str
    goal: int
    minimum_age: int
    wordings: tuple[Wording, ...]


@dataclass(frozen=True)
class Manifest:
    """All that a campaign's folder says. Texts are by language."""

    folder: Path
    slug: str
    time_zone: str
    default_language: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    contact: Contact
    responsible: Responsible | None
    petition: PetitionPlan | None
    aliases: Mapping[str, str] = field(default_factory=dict)
    sample_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    threshold: float | None = None
    """The confidence from which on a quote is an answer here; None for the answers' own."""

    @property
    def articles(self) -> Path:
        """The folder of the articles that come with the campaign."""
        return self.folder / "articles"

    def in_language(self, texts: Mapping[str, str], language: str) -> str:
        """The text in that language, else in the campaign's own."""
        return texts.get(language) or texts[self.default_language]


def load(folder: Path) -> Manifest:
    """Read `folder`/campaign.toml and the petition beside it; raises `BadManifest`."""
    file = folder / "campaign.toml"
    try:
        content = tomllib.loads(_read(file))
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(file, f"cannot be read: {error}") from None
    return _manifest(folder, _Table(file, "", content))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise BadManifest(file, "is missing; CAMPAIGN must name a campaign's folder") from None
    except UnicodeDecodeError:
        raise BadManifest(file, "is not text in UTF-8") from None
    except OSError as error:
        raise BadManifest(file, f"cannot be read: {error.strerror}") from None


@dataclass(frozen=True)
class _Table:
    """A table of the file; what it gives is there and of its kind, or `BadManifest` says so."""

    file: Path
    name: str
    content: Mapping[str, Any]

    def refuse(self, key: str, reason: str) -> BadManifest:
        return BadManifest(self.file, f"{self._path(key)} {reason}")

    def text(self, key: str, limit: int = _LINE_LIMIT) -> str:
        value = self._given(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "must be a text in quotation marks")
        if len(value) > limit:
            raise self.refuse(key, f"is longer than {limit} characters")
        return value.strip()

    def matching(self, key: str, pattern: re.Pattern[str], form: str) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.refuse(key, f"must be {form}, not {value!r}")
        return value

    def number(self, key: str, least: int) -> int:
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

    def table(self, key: str) -> "_Table":
        value = self._given(key)
        if not isinstance(value, dict):
            raise self.refuse(key, "must be a table, with a line for each of its parts")
        return _Table(self.file, self._path(key), value)

    def part(self, key: str) -> "_Table":
        """A table that may be left out."""
        return self.table(key) if key in self.content else _Table(self.file, self._path(key), {})

    def texts(self, limit: int = _LINE_LIMIT) -> dict[str, str]:
        return {key: self.text(key, limit) for key in self.content}

    def lists(self) -> dict[str, tuple[str, ...]]:
        return {key: self._list(key) for key in self.content}

    def _list(self, key: str) -> tuple[str, ...]:
        value = self.content[key]
        if not isinstance(value, list):
            raise self.refuse(key, "must be a list of texts")
        listed = _Table(
            self.file, self._path(key), {str(at): text for at, text in enumerate(value)}
        )
        return tuple(listed.texts().values())

    def _given(self, key: str) -> Any:
        if key not in self.content:
            raise self.refuse(key, "is missing")
        return self.content[key]

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


def _manifest(folder: Path, content: _Table) -> Manifest:
    campaign, contact = content.table("campaign"), content.table("contact")
    default_language = campaign.matching("default_language", _LANGUAGE, "two letters such as es")
    name, about = campaign.table("name"), campaign.table("about")
    for texts in (name, about):
        texts.text(default_language, _ABOUT_LIMIT)
    answers = content.part("answers")
    return Manifest(
        folder=folder,
        slug=campaign.matching("slug", _SLUG, "up to 48 letters, digits and hyphens"),
        time_zone=_zone(campaign),
        default_language=default_language,
        name=name.texts(),
        about=about.texts(_ABOUT_LIMIT),
        contact=Contact(contact.text("name"), contact.text("email")),
        responsible=_responsible(content),
        petition=_petition(folder, content),
        aliases=answers.part("aliases").texts(),
        sample_questions=answers.part("sample_questions").lists(),
        threshold=answers.share("threshold"),
    )


def _responsible(content: _Table) -> Responsible | None:
    if "responsible" not in content.content:
        return None
    given = content.table("responsible")
    return Responsible(given.text("name"), given.text("address"), given.text("contact"))


def _zone(campaign: _Table) -> str:
    name = campaign.text("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise campaign.refuse(
            "time_zone", f"must be a zone such as Europe/Madrid, not {name!r}"
        ) from None
    return name


def _petition(folder: Path, content: _Table) -> PetitionPlan | None:
    if "petition" not in content.content:
        return None
    given = content.table("petition")
    wordings = tuple(_wording(file) for file in sorted(folder.glob("petition.*.md")))
    if not wordings:
        raise BadManifest(folder, "has a [petition] and no petition.<language>.md")
    return PetitionPlan(
        slug=given.matching("slug", _SLUG, "up to 48 letters, digits and hyphens"),
        goal=given.number("goal", least=1),
        minimum_age=given.number("minimum_age", least=0),
        wordings=wordings,
    )


def _wording(file: Path) -> Wording:
    language = file.name.removeprefix("petition.").removesuffix(".md")
    if not _LANGUAGE.fullmatch(language):
        raise BadManifest(file, "must have its language in its name, such as petition.es.md")
    try:
        page = frontmatter.loads(_read(file))
    except (yaml.YAMLError, ValueError):
        raise BadManifest(file, "has lines between its --- marks that cannot be read") from None
    title, addressee = (
        " ".join(str(page.get(key) or "").split()) for key in ("title", "addressee")
    )
    body = page.content.strip()
    if not (title and addressee and body):
        raise BadManifest(file, "needs a title, an addressee and a text")
    if max(len(title), len(addressee)) > _LINE_LIMIT:
        raise BadManifest(file, f"has a title or addressee longer than {_LINE_LIMIT} characters")
    return Wording(language=language, title=title, addressee=addressee, body=body)
