"""A campaign's folder: who speaks, whom to reach, what is asked, and what people may ask."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaign.manifest.petitions import LANGUAGE, PetitionPlan, read_petitions
from campaign.manifest.table import SLUG, SLUG_FORM, BadManifest, Table, read

_ABOUT_LIMIT = 1_000
_COUNTRY = re.compile(r"[A-Z]{2}")
_EXAMPLE = ("replace with yours", "example address", "@example.", "example.org")


@dataclass(frozen=True)
class Contact:
    """A human who can be reached."""

    name: str
    email: str


@dataclass(frozen=True)
class Responsible:
    """Who answers for the data before the law, who else receives some, and where it lies.

    `recipients` are people or companies besides the petition's addressee, such as who runs the
    server; `countries` are two letters each (ISO 3166).
    """

    name: str
    address: str
    contact: str
    recipients: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def is_example(self) -> bool:
        """Whether it still says what the example campaign says."""
        said = f"{self.name}\n{self.address}\n{self.contact}".lower()
        return any(words in said for words in _EXAMPLE)


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
    petitions: tuple[PetitionPlan, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    sample_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    threshold: float | None = None
    """The confidence from which on a quote is an answer here; None for the answers' own."""

    @property
    def petition(self) -> PetitionPlan | None:
        """The campaign's own petition, or None while it has none."""
        return self.petitions[0] if self.petitions else None

    @property
    def articles(self) -> Path:
        """The folder of the articles that come with the campaign."""
        return self.folder / "articles"

    def in_language(self, texts: Mapping[str, str], language: str) -> str:
        """The text in that language, else in the campaign's own."""
        return texts.get(language) or texts[self.default_language]


def load(folder: Path) -> Manifest:
    """Read `folder`/campaign.toml and the petitions beside it; raises `BadManifest`."""
    file = folder / "campaign.toml"
    try:
        content = tomllib.loads(read(file))
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(file, f"cannot be read: {error}") from None
    return _manifest(folder, Table(file, "", content))


def _manifest(folder: Path, content: Table) -> Manifest:
    campaign, contact = content.table("campaign"), content.table("contact")
    default_language = campaign.matching("default_language", LANGUAGE, "two letters such as es")
    name, about = campaign.table("name"), campaign.table("about")
    for texts in (name, about):
        texts.text(default_language, _ABOUT_LIMIT)
    time_zone, answers = _zone(campaign), content.part("answers")
    return Manifest(
        folder=folder,
        slug=campaign.matching("slug", SLUG, SLUG_FORM),
        time_zone=time_zone,
        default_language=default_language,
        name=name.texts(),
        about=about.texts(_ABOUT_LIMIT),
        contact=Contact(contact.text("name"), contact.text("email")),
        responsible=_responsible(content),
        petitions=read_petitions(folder, content, ZoneInfo(time_zone)),
        aliases=answers.part("aliases").texts(),
        sample_questions=answers.part("sample_questions").lists(),
        threshold=answers.share("threshold"),
    )


def _responsible(content: Table) -> Responsible | None:
    if "responsible" not in content.content:
        return None
    given = content.table("responsible")
    countries = given.listed("countries")
    if not all(_COUNTRY.fullmatch(country) for country in countries):
        raise given.refuse("countries", "must list countries by two capital letters such as MX")
    return Responsible(
        given.text("name"),
        given.text("address"),
        given.text("contact"),
        given.listed("recipients"),
        countries,
    )


def _zone(campaign: Table) -> str:
    name = campaign.text("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise campaign.refuse(
            "time_zone", f"must be a zone such as Europe/Madrid, not {name!r}"
        ) from None
    return name
