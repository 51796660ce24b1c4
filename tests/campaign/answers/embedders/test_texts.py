"""What embedders are given, whatever people write."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.embedders import texts

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=3_000)


def test_an_ordinary_text_is_left_as_it_is() -> None:
    text = "¿Quién creó los bots del «gasolinazo»? — 1,200 cuentas."
    assert texts.question(text) == text


def test_white_space_is_folded_and_control_characters_go() -> None:
    assert texts.passage(" a\n\n b\x00\x07c\u200bd\ud800e ") == "a bcde"


def test_accents_typed_apart_are_joined() -> None:
    assert texts.question("mani\u0301aco") == "maníaco"


def test_what_grows_under_nfkc_is_cut_after_it_grew() -> None:
    grown = texts.question("\ufdfa" * 600)
    assert len(grown) == texts.QUESTION
    assert "\ufdfa" not in grown


def test_a_question_is_cut_at_600_characters_and_a_passage_at_1200() -> None:
    assert len(texts.question("a" * 1_000_000)) == 600
    assert len(texts.passage("a" * 1_000_000)) == 1_200


@pytest.mark.parametrize("flood", ["\u0301", "\u0323\u0301", "😀", "\ufdfa", " ", "\x00", "\ud800"])
def test_a_megabyte_of_anything_becomes_little(flood: str) -> None:
    assert len(texts.passage("a" + flood * (1_000_000 // len(flood)))) <= texts.PASSAGE


@given(ANYTHING)
def test_any_text_becomes_normal_printable_and_short(text: str) -> None:
    cleaned = texts.passage(text)
    assert len(cleaned) <= texts.PASSAGE
    assert unicodedata.is_normalized("NFKC", cleaned)
    assert not {unicodedata.category(each)[0] for each in cleaned} & {"C"}
    assert cleaned.encode()[:1] != b" "


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert texts.question(texts.question(text)) == texts.question(text)
