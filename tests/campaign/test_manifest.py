"""A campaign's folder is read whole, or told in one sentence what is wrong with it."""

from pathlib import Path

import pytest

from campaign import manifest
from campaign.manifest import BadManifest, Contact, Responsible

GOOD = """
[campaign]
slug = "free-internet"
time_zone = "America/Mexico_City"
default_language = "es"
name.en = "Free Internet"
name.es = "Internet libre"
about.es = "Pedimos un internet libre."

[contact]
name = "Example"
email = "hello@example.org"

[responsible]
name = "Example organization"
address = "Calle Ejemplo 123"
contact = "privacy@example.org"

[petition]
slug = "free-internet"
goal = 1000
minimum_age = 16

[answers]
sample_questions.es = ["¿Quién?", "¿Cuándo?"]
aliases.AMLO = "Andrés Manuel López Obrador"
"""
PETITION = "---\ntitle: Que sea libre\naddressee: Las plataformas\n---\n\nPedimos esto.\n"
ALIAS = 'aliases.AMLO = "Andrés Manuel López Obrador"'
EXAMPLE = Path(__file__).parents[2] / "examples" / "free-internet"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "campaign.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "petition.es.md").write_text(PETITION, encoding="utf-8")
    return tmp_path


def _change(folder: Path, old: str, new: str) -> None:
    assert old in GOOD
    (folder / "campaign.toml").write_text(GOOD.replace(old, new), encoding="utf-8")


def _told(folder: Path) -> str:
    with pytest.raises(BadManifest) as refused:
        manifest.load(folder)
    told = str(refused.value)
    assert str(folder) in told
    assert "\n" not in told
    return told


def test_all_that_the_folder_says_is_read(folder: Path) -> None:
    read = manifest.load(folder)
    assert (read.slug, read.time_zone, read.default_language) == (
        "free-internet",
        "America/Mexico_City",
        "es",
    )
    assert read.contact == Contact("Example", "hello@example.org")
    assert read.responsible == Responsible(
        "Example organization", "Calle Ejemplo 123", "privacy@example.org"
    )
    assert read.aliases == {"AMLO": "Andrés Manuel López Obrador"}
    assert read.sample_questions == {"es": ("¿Quién?", "¿Cuándo?")}
    assert read.articles == folder / "articles"
    assert read.petition is not None
    assert (read.petition.goal, read.petition.minimum_age) == (1000, 16)
    (wording,) = read.petition.wordings
    assert vars(wording) == {
        "language": "es",
        "title": "Que sea libre",
        "addressee": "Las plataformas",
        "body": "Pedimos esto.",
    }


def test_a_text_is_given_in_the_readers_language_or_the_campaigns_own(folder: Path) -> None:
    read = manifest.load(folder)
    assert read.in_language(read.name, "en") == "Free Internet"
    assert read.in_language(read.name, "pt") == "Internet libre"
    assert read.in_language(read.about, "en") == "Pedimos un internet libre."


def test_what_may_be_left_out_may_be_left_out(folder: Path) -> None:
    text = GOOD.partition("[responsible]")[0]
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    read = manifest.load(folder)
    assert (read.responsible, read.petition) == (None, None)
    assert (read.aliases, read.sample_questions) == ({}, {})


def test_the_example_is_a_good_folder() -> None:
    read = manifest.load(EXAMPLE)
    assert read.petition is not None
    assert {wording.language for wording in read.petition.wordings} == {"en", "es"}


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "CAMPAIGN must name a campaign's folder" in _told(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_told(folder: Path) -> None:
    assert "CAMPAIGN must name a campaign's folder" in _told(folder / "petition.es.md")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").mkdir()
    assert "cannot be read" in _told(tmp_path)


def test_what_is_no_toml_is_told_with_its_line(folder: Path) -> None:
    (folder / "campaign.toml").write_text("[campaign\nslug", encoding="utf-8")
    assert "line 1" in _told(folder)


@pytest.mark.parametrize("name", ["campaign.toml", "petition.es.md"])
def test_what_is_no_utf_8_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes("name = 'Año'".encode("latin-1"))
    told = _told(folder)
    assert name in told
    assert "UTF-8" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('slug = "free-internet"\ntime', "time", "campaign.slug is missing"),
        ('slug = "free-internet"\ntime', "slug = 'a b'\ntime", "campaign.slug must be up to 48"),
        ('slug = "free-internet"\ngoal', f"slug = '{'x' * 49}'\ngoal", "petition.slug must be"),
        ('slug = "free-internet"\ngoal', "slug = ''\ngoal", "petition.slug must be a text"),
        ("America/Mexico_City", "Mexico", "not 'Mexico'"),
        ("America/Mexico_City", "America", "campaign.time_zone must be a zone"),
        ("America/Mexico_City", "../../etc/passwd", "campaign.time_zone must be a zone"),
        ('"America/Mexico_City"', "7", "campaign.time_zone must be a text"),
        ('default_language = "es"', 'default_language = "Spanish"', "two letters such as es"),
        ('default_language = "es"', 'default_language = "en"', "campaign.about.en is missing"),
        ('name.es = "Internet libre"\n', "", "campaign.name.es is missing"),
        ('name.es = "Internet libre"\n', 'name.es = "  "\n', "campaign.name.es must be a text"),
        ('name.en = "Free Internet"', "name.en = 1", "campaign.name.en must be a text"),
        (
            'name.en = "Free Internet"\nname.es = "Internet libre"',
            'name = "Free"',
            "campaign.name must be a table",
        ),
        ("Pedimos un internet libre.", "x" * 1001, "campaign.about.es is longer than 1000"),
        ("Internet libre", "x" * 201, "campaign.name.es is longer than 200"),
        ("[contact]", "[people]", "contact is missing"),
        ('email = "hello@example.org"', "", "contact.email is missing"),
        ('address = "Calle Ejemplo 123"', "", "responsible.address is missing"),
        ("goal = 1000", "goal = 0", "petition.goal must be a whole number of at least 1"),
        ("goal = 1000", 'goal = "many"', "petition.goal must be a whole number"),
        ("goal = 1000", "goal = true", "petition.goal must be a whole number"),
        ("minimum_age = 16", "minimum_age = -1", "petition.minimum_age must be"),
        ("minimum_age = 16", "", "petition.minimum_age is missing"),
        ('["¿Quién?", "¿Cuándo?"]', '"¿Quién?"', "answers.sample_questions.es must be a list"),
        ('["¿Quién?", "¿Cuándo?"]', "[1]", "answers.sample_questions.es.0 must be a text"),
        (ALIAS, "aliases = 3", "answers.aliases must be a table"),
        (ALIAS, "aliases.AMLO = []", "answers.aliases.AMLO must be a text"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_named(folder: Path, old: str, new: str, told: str) -> None:
    _change(folder, old, new)
    assert told in _told(folder)


@pytest.mark.parametrize("text", ["campaign = 3", "campaign = []", ""])
def test_a_file_without_the_campaign_is_told(folder: Path, text: str) -> None:
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    assert "campaign " in _told(folder)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("petition.es.md", "Only a text.", "needs a title, an addressee and a text"),
        ("petition.es.md", "---\ntitle: T\naddressee: A\n---\n", "needs a title"),
        ("petition.es.md", "---\ntitle: [\n---\nText.", "cannot be read"),
        ("petition.es.md", "---\n- a list\n---\nText.", "needs a title"),
        ("petition.es.md", f"---\ntitle: {'T' * 201}\naddressee: A\n---\nB", "longer than 200"),
        ("petition.spanish.md", PETITION, "such as petition.es.md"),
        ("petition..md", PETITION, "such as petition.es.md"),
    ],
)
def test_a_petition_that_cannot_be_read_is_told(
    folder: Path, name: str, text: str, told: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert told in _told(folder)


def test_a_petition_without_its_text_is_told(folder: Path) -> None:
    (folder / "petition.es.md").unlink()
    assert "petition.<language>.md" in _told(folder)
