"""Questions as people type them."""

from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.spelling import LONGEST, clean, folded_aliases, spell_out


def test_abbreviations_of_chats_are_spelled_out() -> None:
    assert spell_out("xq protestaron pa q", "es") == "por qué protestaron para qué"
    assert spell_out("X q dijo d eso", "es") == "por qué dijo de eso"
    assert spell_out("whats x", "en") == "what is x"


def test_cleaning_folds_widths_and_drops_controls() -> None:
    assert clean("  \x00Ｗｈａｔ\u200b\n is\tthis\ufeff ") == "What is this"


def test_an_alias_is_one_word_with_the_words_it_stands_for() -> None:
    aliases = folded_aliases({"AMLO": "Andrés Manuel", "two words": "x"})
    assert aliases == {"amlo": ("andres", "manuel")}


@given(st.text())
def test_a_cleaned_question_is_short_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST
    assert all(char.isprintable() or char.isspace() for char in cleaned)


def test_a_question_of_a_million_characters_is_cut() -> None:
    assert len(clean("ﷺ" * 1_000_000)) == LONGEST
