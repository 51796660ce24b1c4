"""A passage is found again in its translation, and nothing is taken for it that is not whole."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.articles.alignment import LONGEST, counterpart
from campaign.articles.passages import passages
from campaign.articles.sentences import sentences
from campaign.articles.sources import read

FOLDER = Path(__file__).parents[3] / "examples" / "free-internet" / "articles"
WORKS = sorted(path.name.removesuffix(".en.md") for path in FOLDER.glob("*.en.md"))


def body(work: str, language: str) -> str:
    name = f"{work}.{language}.md"
    return read(name, (FOLDER / name).read_bytes()).body


def aligned(source: str, quote: str, translation: str) -> str | None:
    start = source.index(quote)
    found = counterpart(source, start, start + len(quote), translation)
    return None if found is None else translation[found[0] : found[1]]


def test_the_same_paragraph_and_sentence_are_found_by_their_number() -> None:
    english, spanish = body("02-lopez-obrador", "en"), body("02-lopez-obrador", "es")
    quote = (
        "In 2006, López Obrador lost the presidential election by less than one percent, and the "
        "article says that many people regard that election as stolen."
    )
    assert aligned(english, quote, spanish) == (
        "En 2006, López Obrador perdió la elección presidencial por menos del uno por ciento, y el "
        "artículo dice que mucha gente considera robada esa elección."
    )


@pytest.mark.parametrize("work", WORKS)
def test_a_translation_that_lacks_a_paragraph_is_read_by_figures_and_names(work: str) -> None:
    english, spanish = body(work, "en"), body(work, "es")
    whole = passages(spanish)
    if len(whole) < 3 or len(passages(english)) != len(whole):
        pytest.skip("this work has no paragraph to lose, or its translation lacks one already")
    without = spanish[: whole[0].start] + spanish[whole[1].start :]
    right = 0
    for number, passage in list(enumerate(passages(english)))[1:]:
        found = counterpart(english, passage.start, passage.end, without)
        paragraph = spanish[whole[number].start : whole[number].end]
        right += found is not None and without[found[0] : found[1]] in paragraph
    assert right >= 0.75 * (len(whole) - 1)


@pytest.mark.parametrize("work", WORKS)
def test_what_is_found_is_whole_sentences_of_at_most_a_quotes_length(work: str) -> None:
    english, spanish = body(work, "en"), body(work, "es")
    bounds = {each for one in sentences(spanish) for each in (one.start, one.end)}
    told = sentences(english)
    for first, last in combinations(range(len(told)), 2):
        if last - first > 2:
            continue
        found = counterpart(english, told[first].start, told[last].end, spanish)
        assert found is not None
        assert set(found) <= bounds
        assert found[1] - found[0] <= LONGEST or _one_sentence(spanish, *found)


def _one_sentence(text: str, start: int, end: int) -> bool:
    return len(sentences(text, start, end)) == 1


def test_where_nothing_is_alike_nothing_is_found() -> None:
    there = "Uno.\n\nDos.\n\nTres."
    assert counterpart("Only this.", 0, 10, "") is None
    assert counterpart("Only this.", 5, 4, there) is None
    assert counterpart("Only this.", 40, 50, there) is None


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_two_texts_are_aligned_without_an_error(
    source: str, translation: str, start: int, end: int
) -> None:
    found = counterpart(source, start, end, translation)
    assert found is None or 0 <= found[0] < found[1] <= len(translation)
