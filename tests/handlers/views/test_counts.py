"""A public count is exact, or moves in steps; either way what it says is true."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.views import counts
from handlers.wording import words

EN, ES = words("en"), words("es")


@pytest.fixture
def in_hundreds() -> Iterator[None]:
    token = counts.STEP.set(100)
    yield
    counts.STEP.reset(token)


def _said(count: int, language: str = "en") -> str:
    return counts.counted(words(language), "sign.count", count, goal=5000)


def test_by_default_a_count_is_exact() -> None:
    assert _said(1) == "<b>1</b> signature so far; the goal is 5,000."
    assert _said(1234) == "<b>1,234</b> signatures so far; the goal is 5,000."


@pytest.mark.usefixtures("in_hundreds")
def test_in_steps_it_says_no_more_than_it_should() -> None:
    assert _said(1234) == "<b>1,200 or more</b> signatures so far; the goal is 5,000."
    assert _said(1234, "es") == "<b>1,200 o más</b> firmas hasta ahora; la meta es 5,000."
    assert _said(1) == _said(99) == "<b>0 to 99</b> signatures so far; the goal is 5,000."
    assert counts.plainly_counted(ES, "inline.count", 34, goal=50) == "0 a 99 firmas de 50"


@given(count=st.integers(0, 10**7), step=st.integers(2, 10**4))
def test_within_a_step_nobody_can_tell_one_count_from_another(count: int, step: int) -> None:
    token = counts.STEP.set(step)
    try:
        first, last = count - count % step, count - count % step + step - 1
        said = _said(count)
        assert said == _said(first) == _said(last)
        assert said != _said(last + 1)
        numbers = [int(each.replace(",", "")) for each in re.findall(r"[\d,]+", said)]
        assert numbers[0] <= count
    finally:
        counts.STEP.reset(token)
