"""No public figure is so small that it points at somebody, nor can one be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from campaign.figures import SMALLEST, Groups, publishable

SIZES = st.integers(min_value=1, max_value=40)
NAMES = st.text("abcdef", min_size=1, max_size=4)
GROUPS = st.dictionaries(st.none() | NAMES, SIZES, max_size=12).map(lambda found: [*found.items()])


@given(GROUPS)
def test_no_group_that_is_shown_is_smaller_than_five(groups: list[tuple[str | None, int]]) -> None:
    found = publishable(groups)
    assert all(size >= SMALLEST for _, size in found.shown)
    assert found.others is None or found.others == 0 or found.others >= SMALLEST


@given(GROUPS)
def test_nobody_who_knows_the_total_can_work_out_a_small_group(
    groups: list[tuple[str | None, int]],
) -> None:
    found = publishable(groups)
    withheld = [size for name, size in groups if (name, size) not in found.shown]
    if any(size < SMALLEST for size in withheld) and found.shown:
        assert len(withheld) >= 2
        assert sum(withheld) >= SMALLEST


@given(GROUPS)
def test_what_is_shown_and_the_others_are_everybody(groups: list[tuple[str | None, int]]) -> None:
    found = publishable(groups)
    if found.others is not None:
        assert sum(size for _, size in found.shown) + found.others == sum(n for _, n in groups)


def test_groups_are_shown_as_they_are_when_none_is_small() -> None:
    assert publishable([("b", 5), ("a", 9)]) == Groups([("a", 9), ("b", 5)], 0)


def test_a_small_group_takes_the_next_with_it() -> None:
    assert publishable([("MX", 40), ("US", 6), ("AR", 2)]) == Groups([("MX", 40)], 8)


def test_what_is_too_small_altogether_is_not_told() -> None:
    assert publishable([("MX", 2), (None, 1)]) == Groups([], None)
