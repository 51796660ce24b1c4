"""The petitions of a folder, with their terms, are read whole or told in one sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign import manifest
from campaign.manifest import BadManifest, Beginning, PetitionPlan
from campaign.terms import Field, IdentityKind, Need

HEAD = """
[campaign]
slug = "river"
time_zone = "America/Mexico_City"
default_language = "es"
name.es = "Río limpio"
about.es = "Pedimos un río limpio."

[contact]
name = "Example"
email = "hello@example.org"
"""
OWN = '[petition]\nslug = "river"\ngoal = 1000\nminimum_age = 16\n'
OTHER = '[[petitions]]\nslug = "{slug}"\ngoal = 50\nminimum_age = 18\n'
TEXT = "---\ntitle: Que esté limpio\naddressee: El ayuntamiento\n---\n\nPedimos esto.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "petition.es.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "petitions").mkdir()
    for name in ("lake.es.md", "lake.en.md", "sea.es.md"):
        (tmp_path / "petitions" / name).write_text(TEXT, encoding="utf-8")
    return tmp_path


def _load(folder: Path, *parts: str) -> tuple[PetitionPlan, ...]:
    (folder / "campaign.toml").write_text("\n".join((HEAD, *parts)), encoding="utf-8")
    return manifest.load(folder).petitions


def _one(folder: Path, terms: str = "") -> PetitionPlan:
    (plan,) = _load(folder, OWN + terms)
    return plan


def test_a_campaign_has_its_own_petition_first_and_as_many_others(folder: Path) -> None:
    plans = _load(folder, OWN, OTHER.format(slug="lake"), OTHER.format(slug="sea"))
    assert [plan.slug for plan in plans] == ["river", "lake", "sea"]
    assert {wording.language for wording in plans[1].wordings} == {"en", "es"}
    assert manifest.load(folder).petition == plans[0]


def test_a_campaign_may_have_none_of_its_own(folder: Path) -> None:
    (plan,) = _load(folder, OTHER.format(slug="lake"))
    assert manifest.load(folder).petition == plan


def test_what_is_left_out_has_sensible_values(folder: Path) -> None:
    plan = _one(folder)
    assert plan.milestones == (100, 250, 500, 750, 1000)
    assert plan.fields == {
        Field.NAME: Need.OPTIONAL,
        Field.COUNTRY: Need.OPTIONAL,
        Field.REGION: Need.OFF,
        Field.COMMENT: Need.OPTIONAL,
    }
    assert (plan.identity, plan.postcode, plan.state) == (
        IdentityKind.ACCOUNT,
        False,
        Beginning.OPEN,
    )
    assert (plan.opens_at, plan.closes_at, plan.grace) == (None, None, timedelta(hours=1))


def test_every_term_can_be_given(folder: Path) -> None:
    plan = _one(
        folder,
        'milestones = [500, 10, 500]\nidentity = "contact"\nstate = "draft"\n'
        'grace_minutes = 0\nregion_is = "postcode"\n'
        'fields.region = "required"\nfields.comment = "off"\n',
    )
    assert plan.milestones == (10, 500)
    assert (plan.identity, plan.state) == (IdentityKind.CONTACT, Beginning.DRAFT)
    assert (plan.grace, plan.postcode) == (timedelta(0), True)
    assert plan.fields is not None
    assert plan.fields[Field.REGION] is Need.REQUIRED
    assert plan.fields[Field.COMMENT] is Need.OFF


def test_a_time_without_a_zone_is_at_the_campaign_s_clock(folder: Path) -> None:
    plan = _one(folder, "opens_at = 2027-05-01T09:00:00\ncloses_at = 2027-05-31T18:00:00Z\n")
    assert plan.opens_at == datetime(2027, 5, 1, 15, tzinfo=UTC)
    assert plan.closes_at == datetime(2027, 5, 31, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ("milestones = 5", "petition.milestones must be a list of whole numbers"),
        ("milestones = [0]", "petition.milestones must be a list of whole numbers"),
        ("milestones = [true]", "petition.milestones must be a list of whole numbers"),
        (f"milestones = {list(range(1, 22))}", "petition.milestones must be 20 at most"),
        ('identity = "passport"', "petition.identity must be one of account, contact, email"),
        ("identity = 3", "petition.identity must be one of"),
        ('identity = ["email"]', "petition.identity must be one of"),
        ('state = "closed"', "petition.state must be one of draft, open"),
        ('region_is = "planet"', "petition.region_is must be one of region, postcode"),
        ("fields = 3", "petition.fields must be a table"),
        ('fields.age = "off"', "petition.fields.age is no field: they are name, country"),
        ('fields.name = "maybe"', "petition.fields.name must be one of off, optional"),
        ('opens_at = "soon"', "petition.opens_at must be a date and a time such as"),
        ("opens_at = 2027-05-01", "petition.opens_at must be a date and a time"),
        (
            "opens_at = 2027-05-01T09:00:00\ncloses_at = 2027-05-01T09:00:00",
            "petition.closes_at must be later than opens_at",
        ),
        ("grace_minutes = -1", "petition.grace_minutes must be a whole number"),
        ("grace_minutes = 99999", "petition.grace_minutes must be 10080 at most"),
    ],
)
def test_each_term_that_is_wrong_is_named(folder: Path, terms: str, told: str) -> None:
    with pytest.raises(BadManifest) as refused:
        _one(folder, terms)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("[petitions]",), "petitions must be written as [[petitions]]"),
        (("[[petitions]]\ngoal = 1",), "petitions.0.slug is missing"),
        ((OTHER.format(slug="moon"),), "petitions/moon.<language>.md"),
        ((OTHER.format(slug="lake"), OTHER.format(slug="lake")), "lake stands twice"),
        ((OWN.replace("river", "lake"), OTHER.format(slug="lake")), "petitions.0.slug must be"),
    ],
)
def test_a_list_of_petitions_that_is_wrong_is_told(
    folder: Path, parts: tuple[str, ...], told: str
) -> None:
    with pytest.raises(BadManifest) as refused:
        _load(folder, *parts)
    assert told in str(refused.value)
