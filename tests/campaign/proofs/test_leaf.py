"""A leaf's two parts: the line that everyone sees, and what it commits to."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.proofs.leaf import (
    COUNTS,
    BadLeaf,
    Kind,
    Leaf,
    canonical,
    commit,
    private_part,
    pseudonym_of,
)

LEAF = Leaf("free-internet", Kind.SIGNED, date(2026, 11, 24), b"\xab" * 32)


def test_a_leaf_is_one_line() -> None:
    assert LEAF.line() == f"free-internet signed 2026-11-24 {'ab' * 32}"


@given(
    st.from_regex(r"[A-Za-z0-9_-]{1,48}", fullmatch=True),
    st.sampled_from(Kind),
    st.dates(min_value=date(1000, 1, 1)),
    st.binary(min_size=32, max_size=32),
)
def test_a_leaf_comes_back_from_its_line(
    slug: str, kind: Kind, day: date, commitment: bytes
) -> None:
    leaf = Leaf(slug, kind, day, commitment)
    assert Leaf.parse(leaf.line()) == leaf


@pytest.mark.parametrize(
    "line",
    [
        "",
        LEAF.line().upper(),
        f"{LEAF.line()} ",
        f"{LEAF.line()}\n",
        LEAF.line().replace(" ", "  ", 1),
        LEAF.line().replace("signed", "sung"),
        LEAF.line().replace("11-24", "11-31"),
        LEAF.line()[:-1],
        LEAF.line().replace("2026", "２０２６"),
    ],
)
def test_a_line_that_is_written_another_way_is_no_leaf(line: str) -> None:
    with pytest.raises(BadLeaf):
        Leaf.parse(line)


def test_the_private_part_is_json_in_one_exact_form() -> None:
    said = private_part(
        version=2,
        language="es",
        number=7,
        pseudonym="0f" * 16,
        refers_to=None,
        at=datetime(2026, 11, 24, 9, 30, 1, 5, tzinfo=timezone(timedelta(hours=-6))),
    )
    assert said == (
        '{"language":"es","number":7,"pseudonym":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",'
        '"refers_to":null,"time":"2026-11-24T15:30:01Z","version":2}'
    )


def test_a_commitment_is_the_hash_of_salt_and_private_part() -> None:
    assert commit(b"s" * 32, "{}") == hashlib.sha256(b"s" * 32 + b"{}").digest()


def test_a_signer_has_one_pseudonym_in_a_petition_and_another_in_each_other() -> None:
    key = b"k" * 32
    assert pseudonym_of(key, "one", 7) == pseudonym_of(key, "one", 7)
    others = [pseudonym_of(key, "two", 7), pseudonym_of(key, "one", 8), pseudonym_of(b"", "one", 7)]
    assert pseudonym_of(key, "one", 7) not in others


def test_every_kind_counts_one_way_or_the_other_or_not_at_all() -> None:
    assert set(COUNTS) == set(Kind)
    assert COUNTS[Kind.SIGNED] == COUNTS[Kind.RESTORED] == 1
    assert COUNTS[Kind.WITHDRAWN] == COUNTS[Kind.INVALIDATED] == -1


@given(
    st.integers(1),
    st.from_regex(r"[a-z]{2}", fullmatch=True),
    st.none() | st.integers(0),
    st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
)
def test_a_private_part_is_the_canonical_json_of_what_it_says(
    number: int, language: str, refers_to: int | None, at: datetime
) -> None:
    text = private_part(
        version=3,
        language=language,
        number=number,
        pseudonym="0f" * 16,
        refers_to=refers_to,
        at=at,
    )
    said = json.loads(text)
    assert canonical(said) == text
    assert (said["number"], said["refers_to"], said["version"]) == (number, refers_to, 3)
    assert said["time"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")
