"""Passages and sentences: where they begin and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.articles.passages import is_heading, passages
from campaign.articles.prose import tidy
from campaign.articles.sentences import sentences

PROSE = st.text(alphabet=st.sampled_from("ab A.!?…¿“”»()[]—-# \n'\"1é\u3002"), max_size=400)


def _split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Then Gen. H.R. McMaster spoke.", "He left."],
        ["It is in the U.S. Senate.", "He left the U.S.", "The end."],
        ["El Sr. Gil, de EE. UU., vino a ver a la Dra. Luz.", "Se fue."],
        ["Hay medios, p. ej. diarios.", "Se fue."],
        ["He said: “A fraud would release a tiger.”", "“Why?” she asked.", "No."],
        ["Dijo: «Vamos».", "—¿Ya?", "—¡Sí!"],
        ["It is done in this one ... We are changing it.", "Done…", "Next."],
        ["Acme Inc. filed it.", "See no. 5 (in full. All of it) there."],
        ["It cost 3.5 million in 1999.", "25 people left."],
        ["第一句。", "第二句。"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    joined = "".join(expected) if "。" in expected[0] else " ".join(expected)
    assert _split(joined) == expected


def test_a_list_marker_belongs_to_no_sentence() -> None:
    assert _split("- one item\n- Two items. More.\n3. Third") == [
        "one item",
        "Two items.",
        "More.",
        "Third",
    ]


@given(PROSE)
def test_sentences_lie_in_order_and_cover_every_letter(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {at for sentence in found for at in range(sentence.start, sentence.end)}
    letters = {at for at, char in enumerate(text) if char.isalpha()}
    assert letters <= covered


@given(PROSE, st.integers(5, 60))
def test_passages_cover_the_body_without_overlap(text: str, limit: int) -> None:
    body = tidy(text)
    found = passages(body, limit)
    assert all(0 < passage.end - passage.start <= limit for passage in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    at = 0
    for paragraph in body.split("\n\n"):
        if not is_heading(paragraph):
            inked = {at + i for i, char in enumerate(paragraph) if not char.isspace()}
            assert inked <= covered
        at += len(paragraph) + 2


def test_a_heading_is_kept_apart_and_told() -> None:
    body = "## First\n\nOne. Two.\n\n## Second\n\nThree."
    found = passages(body)
    assert [(body[p.start : p.end], p.heading) for p in found] == [
        ("One. Two.", "First"),
        ("Three.", "Second"),
    ]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    body = "A sentence of some length stands here. " * 60
    found = passages(tidy(body))
    assert len(found) > 1
    assert all(body[p.end - 1] == "." for p in found)
