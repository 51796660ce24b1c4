"""The petitions of a campaign's folder: terms in campaign.toml, texts in files of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import frontmatter
import yaml

from campaign.manifest.table import LINE_LIMIT, SLUG, SLUG_FORM, BadManifest, Table, read
from campaign.terms import ASKED_BY_DEFAULT, Field, IdentityKind, Need, default_milestones

LANGUAGE = re.compile(r"[a-z]{2}")
_MOST_MILESTONES = 20
_GRACE_MINUTES = 60
_LONGEST_GRACE = 7 * 24 * 60


class Beginning(StrEnum):
    """How a petition of the folder begins; what becomes of it later is the team's to say."""

    DRAFT = "draft"
    OPEN = "open"


class _RegionIs(StrEnum):
    REGION = "region"
    POSTCODE = "postcode"


@dataclass(frozen=True)
class Wording:
    """A petition's text in one language."""

    language: str
    title: str
    addressee: str
    body: str


@dataclass(frozen=True)
class PetitionPlan:
    """A petition as the folder has it; the database holds what people signed. Times are UTC."""

    slug: str
    goal: int
    minimum_age: int
    wordings: tuple[Wording, ...]
    milestones: tuple[int, ...] = ()
    fields: Mapping[Field, Need] | None = None
    postcode: bool = False
    """Whether the region that is asked for is a postcode."""
    identity: IdentityKind = IdentityKind.ACCOUNT
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    grace: timedelta = timedelta(minutes=_GRACE_MINUTES)
    state: Beginning = Beginning.OPEN


def read_petitions(folder: Path, content: Table, zone: ZoneInfo) -> tuple[PetitionPlan, ...]:
    """The campaign's own petition first, then the others; raises `BadManifest`."""
    plans: list[PetitionPlan] = []
    if "petition" in content.content:
        plans.append(_plan(content.table("petition"), zone, folder, "petition"))
    for given in content.tables("petitions"):
        slug = given.matching("slug", SLUG, SLUG_FORM)
        plans.append(_plan(given, zone, folder / "petitions", slug))
        if slug in {plan.slug for plan in plans[:-1]}:
            raise given.refuse("slug", f"must be another one: {slug} stands twice")
    return tuple(plans)


def _plan(given: Table, zone: ZoneInfo, texts: Path, stem: str) -> PetitionPlan:
    goal = given.number("goal", least=1)
    opens_at, closes_at = given.moment("opens_at", zone), given.moment("closes_at", zone)
    if opens_at and closes_at and opens_at >= closes_at:
        raise given.refuse("closes_at", "must be later than opens_at")
    return PetitionPlan(
        slug=given.matching("slug", SLUG, SLUG_FORM),
        goal=goal,
        minimum_age=given.number("minimum_age", least=0),
        wordings=_wordings(given, texts, stem),
        milestones=_milestones(given) or default_milestones(goal),
        fields=_fields(given.part("fields")),
        postcode=given.choice("region_is", _RegionIs, _RegionIs.REGION) is _RegionIs.POSTCODE,
        identity=given.choice("identity", IdentityKind, IdentityKind.ACCOUNT),
        opens_at=opens_at,
        closes_at=closes_at,
        grace=timedelta(minutes=_grace(given)),
        state=given.choice("state", Beginning, Beginning.OPEN),
    )


def _milestones(given: Table) -> tuple[int, ...]:
    milestones = given.counts("milestones")
    if len(milestones) > _MOST_MILESTONES:
        raise given.refuse("milestones", f"must be {_MOST_MILESTONES} at most")
    return milestones


def _fields(given: Table) -> Mapping[Field, Need]:
    known = {field.value for field in Field}
    for key in given.content:
        if key not in known:
            raise given.refuse(key, f"is no field: they are {', '.join(Field)}")
    return {field: given.choice(field.value, Need, ASKED_BY_DEFAULT[field]) for field in Field}


def _grace(given: Table) -> int:
    if "grace_minutes" not in given.content:
        return _GRACE_MINUTES
    minutes = given.number("grace_minutes", least=0)
    if minutes > _LONGEST_GRACE:
        raise given.refuse("grace_minutes", f"must be {_LONGEST_GRACE} at most, which is a week")
    return minutes


def _wordings(given: Table, texts: Path, stem: str) -> tuple[Wording, ...]:
    wordings = tuple(_wording(file, stem) for file in sorted(texts.glob(f"{stem}.*.md")))
    if not wordings:
        raise BadManifest(given.file, f"has a [{given.name}] and no {texts / stem}.<language>.md")
    return wordings


def _wording(file: Path, stem: str) -> Wording:
    language = file.name.removeprefix(f"{stem}.").removesuffix(".md")
    if not LANGUAGE.fullmatch(language):
        raise BadManifest(file, f"must have its language in its name, such as {stem}.es.md")
    try:
        page = frontmatter.loads(read(file))
    except (yaml.YAMLError, ValueError):
        raise BadManifest(file, "has lines between its --- marks that cannot be read") from None
    title, addressee = (
        " ".join(str(page.get(key) or "").split()) for key in ("title", "addressee")
    )
    body = page.content.strip()
    if not (title and addressee and body):
        raise BadManifest(file, "needs a title, an addressee and a text")
    if max(len(title), len(addressee)) > LINE_LIMIT:
        raise BadManifest(file, f"has a title or addressee longer than {LINE_LIMIT} characters")
    return Wording(language=language, title=title, addressee=addressee, body=body)
