"""An article on a phone: parts that join to the whole, and the part a quote stands in."""

from hypothesis import given
from hypothesis import strategies as st

from campaign.articles.parts import PART_LIMIT, opening, part_at, parts

_SENTENCE = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=30).map(
    lambda word: f"The word {word} is said here."
)
_BODIES = st.lists(
    st.lists(_SENTENCE, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=12
).map("\n\n".join)


@given(_BODIES)
def test_parts_join_to_the_whole_and_fit_a_screen(body: str) -> None:
    cut = parts(body)
    assert "".join(body[part.start : part.end] for part in cut) == body
    assert all(0 < part.end - part.start <= PART_LIMIT + 2 for part in cut)


@given(_BODIES, st.integers(0, 20_000))
def test_every_offset_has_its_part(body: str, offset: int) -> None:
    offset %= len(body)
    part = parts(body)[part_at(body, offset)]
    assert part.start <= offset < part.end


@given(_BODIES)
def test_the_opening_is_a_slice_of_the_article(body: str) -> None:
    assert opening(body) in body


def test_a_heading_stays_with_what_follows_it() -> None:
    body = "One sentence stands here.\n\n## A heading\n\nAnother sentence stands here."
    assert [body[part.start : part.end] for part in parts(body, 60)] == [
        "One sentence stands here.",
        "\n\n## A heading\n\nAnother sentence stands here.",
    ]
