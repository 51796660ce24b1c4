"""Quantities and dates are the same facts in English and in Spanish, in digits and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.composer.dates import dates
from campaign.answers.composer.numerals import quantities


@pytest.mark.parametrize(
    ("english", "spanish", "fact"),
    [
        ("2,000,000", "dos millones", "2000000"),
        ("two million", "2 millones", "2000000"),
        ("2.5 million", "2.5 millones", "2500000"),
        ("two billion", "dos mil millones", "2000000000"),
        ("one trillion", "un billón", "1000000000000"),
        ("half", "la mitad", "~half"),
        ("two-thirds", "dos tercios", "2thirds"),
        ("three quarters", "tres cuartos", "3quarters"),
        ("85 percent", "85 por ciento", "85%"),
        ("eighty-five per cent", "ochenta y cinco %", "85%"),
        ("forty-three", "cuarenta y tres", "43"),
        ("one hundred and twenty", "ciento veinte", "120"),
        ("two thousand and eighteen", "dos mil dieciocho", "2018"),
        ("nineteen hundred", "mil novecientos", "1900"),
        ("third", "tercera", "3th"),
        ("the 3rd", "el tercero", "3th"),
        ("hundreds", "cientos", "~100"),
        ("tens", "decenas", "~tens"),
        ("thousands", "miles", "~1000"),
        ("a decade", "una década", "~decade"),
        ("most", "la mayoría", "~most"),
        ("thirty-one thousand", "treinta y un mil", "31000"),
    ],
)
def test_a_quantity_is_one_fact_in_both_languages(english: str, spanish: str, fact: str) -> None:
    assert quantities(english, "en") == quantities(spanish, "es") == {fact}


@pytest.mark.parametrize(
    ("text", "language", "facts"),
    [
        ("two, three", "en", {"2", "3"}),
        ("dos y tres", "es", {"2", "3"}),
        ("2018 and three", "en", {"2018", "3"}),
        ("once upon a time", "en", set()),
        ("once", "es", {"11"}),
        ("1.200", "es", {"form:1.200"}),
        ("1.200", "en", {"1.2"}),
        ("the 1990s", "en", {"form:1990s"}),
        ("G20", "en", {"form:g20"}),
        ("el vigésimo", "es", {"form:vigesimo"}),
        ("doce people", "en", {"form:doce"}),
        ("twelve personas", "es", {"form:twelve"}),
        ("medio millón", "es", {"500000"}),
        ("los medios", "es", set()),
        ("un hombre y una mujer", "es", set()),
    ],
)
def test_what_cannot_be_told_equals_only_itself(text: str, language: str, facts: set[str]) -> None:
    assert quantities(text, language) == facts


@given(st.integers(0, 999_999))
def test_a_number_in_digits_is_its_value_however_it_is_grouped(number: int) -> None:
    fact = {str(number)}
    assert quantities(str(number), "en") == quantities(f"{number:,}", "en") == fact
    assert quantities(str(number), "es") == quantities(f"{number:,}", "es") == fact


@given(st.text(), st.sampled_from(["en", "es"]))
def test_any_text_has_its_facts(text: str, language: str) -> None:
    assert isinstance(quantities(text, language) | dates(text, language, doubtful=True), frozenset)


def test_a_date_is_the_same_facts_in_both_languages() -> None:
    whole = {"month:5", "day:5/1", "month:2018-5", "date:2018-5-1"}
    for text in ("May 1, 2018", "1 May 2018", "1st of May 2018", "2018-05-01"):
        assert dates(text, "en", doubtful=False) == whole
    for text in ("1 de mayo de 2018", "1 de Mayo del 2018", "2018-05-01"):
        assert dates(text, "es", doubtful=False) == whole


def test_a_weekday_is_the_same_fact_in_both_languages() -> None:
    assert dates("on Monday", "en", doubtful=False) == dates("el lunes", "es", doubtful=False)


def test_a_verb_is_no_month() -> None:
    assert dates("We may march on.", "en", doubtful=True) == frozenset()
    assert dates("May we? March on.", "en", doubtful=False) == frozenset()
    assert dates("May we? March on.", "en", doubtful=True) == {"month:5", "month:3"}
