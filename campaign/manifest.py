"""A campaign's folder: who speaks, whom to reach, what is asked, and what people may ask."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import frontmatter


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
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadManifest(file, "is missing; CAMPAIGN must name a campaign's folder") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadManifest(file, f"cannot be read: {error}") from None
    try:
        return _read(folder, file, content)
    except KeyError as error:
        raise BadManifest(file, f"lacks {error.args[0]!r}") from None


def _read(folder: Path, file: Path, content: dict[str, Any]) -> Manifest:
    campaign = content["campaign"]
    answers = content.get("answers", {})
    responsible = content.get("responsible")
    manifest = Manifest(
        folder=folder,
        slug=campaign["slug"],
        time_zone=_zone(file, campaign["time_zone"]),
        default_language=campaign["default_language"],
        name=campaign["name"],
        about=campaign["about"],
        contact=Contact(content["contact"]["name"], content["contact"]["email"]),
        responsible=Responsible(**responsible) if responsible else None,
        petition=_petition(folder, content["petition"]) if "petition" in content else None,
        aliases=answers.get("aliases", {}),
        sample_questions={
            language: tuple(questions)
            for language, questions in answers.get("sample_questions", {}).items()
        },
    )
    for texts in (manifest.name, manifest.about):
        if manifest.default_language not in texts:
            raise BadManifest(file, f"needs its texts in {manifest.default_language!r} at least")
    return manifest


def _zone(file: Path, name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadManifest(file, f"time_zone {name!r} is not a zone such as Europe/Madrid") from None
    return name


def _petition(folder: Path, content: dict[str, Any]) -> PetitionPlan:
    wordings = tuple(_wording(file) for file in sorted(folder.glob("petition.*.md")))
    if not wordings:
        raise BadManifest(folder, "has a [petition] and no petition.<language>.md")
    return PetitionPlan(
        slug=content["slug"],
        goal=int(content["goal"]),
        minimum_age=int(content["minimum_age"]),
        wordings=wordings,
    )


def _wording(file: Path) -> Wording:
    page = frontmatter.loads(file.read_text(encoding="utf-8"))
    language = file.name.split(".")[1]
    title, addressee, body = page.get("title"), page.get("addressee"), page.content.strip()
    if not (title and addressee and body):
        raise BadManifest(file, "needs a title, an addressee and a text")
    return Wording(language=language, title=str(title), addressee=str(addressee), body=body)
