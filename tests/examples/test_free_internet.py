"""The example campaign is whole, bilingual, and honest about its one source."""

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGN = ROOT / "examples" / "free-internet"
SOURCE = ROOT.parent / "shared" / "articles" / "us-election-meddling-part-2.txt"
LANGUAGES = ("en", "es")
ARTICLES = sorted((CAMPAIGN / "articles").glob("*.md"))
WORKS = sorted({path.name.removesuffix(".md").rpartition(".")[0] for path in ARTICLES})
TEXTS = [*ARTICLES, *sorted(CAMPAIGN.glob("petition.*.md")), *sorted(CAMPAIGN.glob("open-*.md"))]
LONGEST_SHARED_RUN = 7  # words in a row; eight would be copying

each_article = pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
each_work = pytest.mark.parametrize("work", WORKS)
each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def read(path: Path) -> tuple[dict[str, Any], str]:
    post = frontmatter.loads(path.read_text(encoding="utf-8"))
    return dict(post.metadata), str(post.content)


def paragraphs(body: str) -> list[str]:
    return [part for part in body.split("\n\n") if part.strip()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    spoken = words(text)
    return {tuple(spoken[at : at + length]) for at in range(len(spoken) - length + 1)}


def settings() -> dict[str, Any]:
    return tomllib.loads((CAMPAIGN / "campaign.toml").read_text(encoding="utf-8"))


def test_there_are_at_least_eight_works() -> None:
    assert len(WORKS) >= 8


@each_work
def test_every_work_is_there_in_both_languages(work: str) -> None:
    for language in LANGUAGES:
        assert (CAMPAIGN / "articles" / f"{work}.{language}.md").is_file()


@each_work
def test_both_translations_have_the_same_paragraphs(work: str) -> None:
    english, spanish = (
        paragraphs(read(CAMPAIGN / "articles" / f"{work}.{language}.md")[1])
        for language in LANGUAGES
    )
    assert len(english) == len(spanish)
    for one, other in zip(english, spanish, strict=True):
        assert re.findall(r"\d{2,}", one) == re.findall(r"\d{2,}", other)
        assert one.count("“") == other.count("“")


@each_article
def test_the_front_matter_is_complete(path: Path) -> None:
    meta, _ = read(path)
    work, _, language = path.stem.rpartition(".")
    assert meta.keys() == {
        "title",
        "author",
        "publisher",
        "published",
        "link",
        "language",
        "work",
        "sources",
    }
    assert meta["work"] == work
    assert meta["language"] == language
    assert meta["published"] == dt.date(2026, 11, 24)
    assert meta["link"] == "https://www.wsws.org"
    assert len(meta["sources"]) == 1
    assert all(meta.values())


@each_article
def test_an_article_has_180_to_400_words(path: Path) -> None:
    assert 180 <= len(read(path)[1].split()) <= 400


@each_article
def test_an_article_names_its_source(path: Path) -> None:
    _, body = read(path)
    for part in ("González", "Lobo", "World Socialist Web Site", "2018"):
        assert part in body


@each_article
def test_no_sentence_leans_on_a_pronoun_for_its_subject(path: Path) -> None:
    _, body = read(path)
    leaning = r"(?:^|[.!?]”? )(?:He|She|They|Él|Ella|Ellos|Ellas|Ambos) "
    assert not re.findall(leaning, body, flags=re.MULTILINE)


@each_text
def test_quotation_marks_are_curly_and_close(path: Path) -> None:
    _, body = read(path)
    assert not set('"«»') & set(body)
    assert re.fullmatch(r"[^“”]*(?:“[^“”]+”[^“”]*)*", body)


@each_text
def test_nothing_is_copied_from_the_source_article(path: Path) -> None:
    if not SOURCE.is_file():
        pytest.skip("the source article is not on this machine")
    source = runs(SOURCE.read_text(encoding="utf-8"), LONGEST_SHARED_RUN + 1)
    shared = runs(read(path)[1], LONGEST_SHARED_RUN + 1) & source
    assert {" ".join(run) for run in shared} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_petition_asks_somebody_for_numbered_things(language: str) -> None:
    meta, body = read(CAMPAIGN / f"petition.{language}.md")
    assert meta["title"]
    assert meta["addressee"]
    assert re.findall(r"^(\d+)\. ", body, flags=re.MULTILINE) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ["petition", "open-letter"])
def test_petition_and_letter_match_in_both_languages(name: str) -> None:
    english, spanish = (read(CAMPAIGN / f"{name}.{language}.md") for language in LANGUAGES)
    assert english[0].keys() == spanish[0].keys() == {"title", "addressee"}
    assert len(paragraphs(english[1])) == len(paragraphs(spanish[1]))


def test_the_campaign_has_its_tables_and_keys() -> None:
    found = settings()
    assert found.keys() == {"campaign", "contact", "responsible", "petition", "answers"}
    assert found["campaign"].keys() == {
        "slug",
        "time_zone",
        "default_language",
        "name",
        "about",
    }
    assert found["contact"].keys() == {"name", "email"}
    assert found["responsible"].keys() == {"name", "address", "contact"}
    assert found["petition"] == {
        "slug": "free-internet",
        "goal": 1000,
        "minimum_age": 16,
        "milestones": [100, 250, 500, 750, 1000],
        "identity": "account",
        "grace_minutes": 60,
        "fields": {
            "name": "optional",
            "country": "optional",
            "region": "off",
            "comment": "optional",
        },
    }
    assert found["answers"].keys() == {"sample_questions", "aliases"}
    for per_language in (found["campaign"]["name"], found["campaign"]["about"]):
        assert per_language.keys() == set(LANGUAGES)


def test_each_language_has_six_sample_questions() -> None:
    samples = settings()["answers"]["sample_questions"]
    assert {language: len(samples[language]) for language in samples} == {"en": 6, "es": 6}


def test_an_alias_does_not_hide_inside_what_it_stands_for() -> None:
    for alias, name in settings()["answers"]["aliases"].items():
        assert alias.casefold() not in words(name)
