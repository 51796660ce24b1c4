"""What is typed for a field is taken as people write it, or refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.petitions import NAME_LIMIT, NameTooLong
from campaign.petitions.amendments import (
    COMMENT_LIMIT,
    REGION_LIMIT,
    CommentTooLong,
    RegionTooLong,
)
from campaign.petitions.countries import ISO_3166
from campaign.petitions.screening import NameRefused, TextRefused
from campaign.refusals import Refusal
from handlers import fields
from handlers.fields import NotAName, RegionEmpty, UnknownCountry
from handlers.wording import words


def test_there_are_the_countries_of_iso_3166_and_no_others() -> None:
    assert len(ISO_3166) == 249
    assert {"MX", "ES", "TW", "PS", "AX"} <= ISO_3166
    assert not {"EU", "UN", "ZZ", "XK", "UK", "EA", "IC"} & ISO_3166


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", sorted(ISO_3166))
def test_every_country_is_known_by_its_name_and_its_code(language: str, code: str) -> None:
    called = words(language).country(code)
    assert called != code
    for said in (called, called.upper(), called.casefold(), code, code.lower()):
        assert fields.country(said) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("mexico", "MX"),
        ("MÉXICO", "MX"),
        (" ee. uu. ", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Inglaterra", "GB"),
        ("peru", "PE"),
        ("Cote d'Ivoire", "CI"),
    ],
)
def test_a_country_is_taken_as_people_write_it(said: str, code: str) -> None:
    assert fields.country(said) == code


@pytest.mark.parametrize("said", ["", "Atlantis", "EU", "un", "ZZ", "Oaxaca", "123", "?"])
def test_what_is_no_country_is_refused(said: str) -> None:
    with pytest.raises(UnknownCountry):
        fields.country(said)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("Who are you?", NotAName),
        ("x" * (NAME_LIMIT + 1), NameTooLong),
        ("...", NameRefused),
        ("=1+1", NameRefused),
        ("", NameRefused),
    ],
)
def test_what_is_no_name_is_refused(said: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        fields.name(said)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("", RegionEmpty),
        ("...", RegionEmpty),
        ("x" * (REGION_LIMIT + 1), RegionTooLong),
        ("=A1", TextRefused),
    ],
)
def test_what_is_no_region_is_refused(said: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        fields.region(said)


def test_a_comment_may_be_long_and_joyful_and_not_a_formula() -> None:
    assert fields.comment("  For\n my children ✊ ") == "For my children ✊"
    with pytest.raises(CommentTooLong):
        fields.comment("x" * (COMMENT_LIMIT + 1))
    with pytest.raises(TextRefused):
        fields.comment("=SUM(A1)")


def test_a_postcode_is_a_region() -> None:
    assert fields.region(" 68000 ") == "68000"
    assert fields.region("SW1A 1AA") == "SW1A 1AA"


@given(st.text(max_size=600), st.sampled_from(["name", "country", "region", "comment"]))
def test_any_text_is_taken_whole_or_refused(said: str, field: str) -> None:
    try:
        taken = getattr(fields, field)(said)
    except Refusal:
        return
    assert taken == " ".join(taken.split())
    assert len(taken) <= {"name": NAME_LIMIT, "country": 2, "region": REGION_LIMIT}.get(
        field, COMMENT_LIMIT
    )
