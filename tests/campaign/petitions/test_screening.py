"""Real names pass in every script; formulas, links, commands and tricks are told kindly."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.handover import safe
from campaign.petitions.screening import (
    FormulaInName,
    HiddenInName,
    LinkInName,
    NameRefused,
    TextRefused,
    Trait,
    check_name,
    check_text,
    trait_of,
)

REAL = (
    "O'Brien", "O’Brien", "Jean-Luc", "Ñandú", "李小龙", "محمد", "María José de la Cruz y Gómez",
    "X", "李", "Nuñez Jr.", "J. R. R. Tolkien", "Ma. de Jesús", "Ma.de los Ángeles", "D'Angelo",
    "Nguyễn Thị Ánh Tuyết", "Ὀδυσσεύς", "Владимир Ёлкин", "שָׁלוֹם", "ก้องภพ", "นํ้าฝน", "अनिल",
    "क्‍षितिज", "علی‌رضا", "ሰላም", "Björk Guðmundsdóttir", "Ægir", "ẞtraße", "Anne-Marie (Nana)",
    "Ana & Luis", "Dr. Sofía Ríos, PhD", "José Luis 2º", "Elizabeth II", "ʻOkina Kahananui",
    "Ana 🌸", "👩‍👧 Rosa", "Łukasz Żółć", "Z̈oë", "김철수", "たかはし　えり", "Fco. Javier", "A.B.",
    "St. John-Smythe", "Abdul-Rahman", "van der Berg", "Đặng", "Ŋaŋa", "Mª Carmen", "Guadalupe.",
)  # fmt: skip
NO_NAMES = (
    ("=cmd()", FormulaInName),
    ("＝1+1", FormulaInName),
    ("+SUM(A1)", FormulaInName),
    ("-2+3", FormulaInName),
    ("  =1", FormulaInName),
    ("/start", FormulaInName),
    ("/firmar ya", FormulaInName),
    ("@ana", LinkInName),
    ("join @freecoins now", LinkInName),
    ("ana@example.org", LinkInName),
    ("http://example.org", LinkInName),
    ("hxxp://x", LinkInName),
    ("www.example.org", LinkInName),
    ("t.me/freecoins", LinkInName),
    ("visit example.com", LinkInName),
    ("ganagratis.mx", LinkInName),
    ("example．ｃｏｍ", LinkInName),
    ("", NameRefused),
    ("12345", NameRefused),
    ("!!!", NameRefused),
    ("🌸🌸", NameRefused),
    ("...", NameRefused),
    ("A\u202eanA", HiddenInName),
    ("Ana\u200b", HiddenInName),
    ("A\u200dna", HiddenInName),
    ("A\x00na", HiddenInName),
    ("An\u2066a", HiddenInName),
    ("\u3164", HiddenInName),
    ("Ana\u3164", HiddenInName),
    ("\ufeffAna", HiddenInName),
    ("A\u00adna", HiddenInName),
    ("Ana\nLuis", HiddenInName),
    ("Z̴̡̛a̷l̸g̵o̶", HiddenInName),
    ("A" + "\u0301" * 5, HiddenInName),
    ("Ana\U000e0041", HiddenInName),
)


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_passes(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", REAL)
def test_it_passes_however_its_accents_are_written(name: str) -> None:
    for form in ("NFC", "NFD"):
        check_name(unicodedata.normalize(form, name))


@pytest.mark.parametrize(("name", "refusal"), NO_NAMES)
def test_what_is_no_name_is_refused_for_what_it_is(name: str, refusal: type[NameRefused]) -> None:
    with pytest.raises(NameRefused) as caught:
        check_name(name)
    assert type(caught.value) is refusal


_words = st.text(
    st.characters(categories=("Lu", "Ll"), exclude_characters="\u3164\uffa0"), min_size=1
)


@given(st.lists(_words, min_size=1, max_size=5), st.sampled_from([" ", "-", "'", "’", ". "]))
def test_words_of_letters_pass(parts: list[str], between: str) -> None:
    check_name(between.join(parts))


@given(st.text())
def test_what_passes_is_safe_in_a_table_and_shows_a_letter(text: str) -> None:
    if trait_of(text) is None:
        assert safe(text) == text
        assert any(unicodedata.category(sign).startswith("L") for sign in text)
        assert not any(unicodedata.category(sign) == "Cc" for sign in text)
        assert not set("\u200b\u200e\u200f\u202a\u202e\u2066\ufeff") & set(text)


@given(_words, st.sampled_from("\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\x07"))
def test_a_sign_that_hides_is_found_wherever_it_stands(word: str, hidden: str) -> None:
    for at in range(len(word) + 1):
        assert trait_of(word[:at] + hidden + word[at:]) is Trait.HIDDEN


@pytest.mark.parametrize(
    "text", ["06700", "See example.org/why", "First.\nSecond.", "¡Ya basta! 😡", "Nuevo León", "3°"]
)
def test_a_region_or_a_comment_may_be_more_than_a_name(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "/start", "a\u202eb", "a" + "\u0336" * 9, "\0"])
def test_a_region_or_a_comment_holds_no_tricks(text: str) -> None:
    with pytest.raises(TextRefused):
        check_text(text)
