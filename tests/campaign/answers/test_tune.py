"""A campaign's own threshold: the trade is shown, and kept where the campaign is described."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.figures import Outcome
from campaign.answers.tune import best, trades, write, written


def _outcome(confidence: float, *, right: bool, answerable: bool = True) -> Outcome:
    return Outcome("en", answerable, 0, right, answered=False, confidence=confidence, seconds=0)


def test_the_best_threshold_lies_between_right_and_false_answers() -> None:
    asked = [
        _outcome(0.9, right=True),
        _outcome(0.6, right=True),
        _outcome(0.3, right=False, answerable=False),
        _outcome(0.1, right=False, answerable=False),
    ]
    found = best(trades(asked))
    assert 0.3 < found.threshold <= 0.6
    assert (found.answered_right, found.answerable) == (2, 2)
    assert (found.false_answers, found.unanswerable) == (0, 2)


def test_a_higher_threshold_never_answers_more() -> None:
    asked = [_outcome(step / 10, right=True) for step in range(10)]
    offered = trades(asked)
    assert [each.answered_right for each in offered] == sorted(
        (each.answered_right for each in offered), reverse=True
    )


MANIFESTS = [
    "[campaign]\nslug = 'a'\n",
    "[campaign]\nslug = 'a'\n\n[answers]\nsample_questions.en = ['Why?']\n",
    "[answers]\nthreshold = 0.9 # ours\nother = 1\n\n[answers.aliases]\nAMLO = 'A'\n",
    "[answers.aliases]\nthreshold = 'a word'\n",
    "[answers]",
]


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_threshold_is_written_and_all_else_stays(manifest: str) -> None:
    before = tomllib.loads(manifest)
    after = tomllib.loads(written(manifest, 0.35))
    assert after["answers"].pop("threshold") == 0.35
    before.get("answers", {}).pop("threshold", None)
    assert after == {"answers": {}, **before}


@given(st.sampled_from(MANIFESTS), st.sampled_from([0.05, 0.5, 0.95]))
def test_writing_twice_is_writing_once(manifest: str, threshold: float) -> None:
    once = written(manifest, threshold)
    assert written(once, threshold) == once


def test_the_file_is_changed_all_or_nothing(tmp_path: Path) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(MANIFESTS[1], "utf-8")
    write(file, 0.4)
    assert tomllib.loads(file.read_text("utf-8"))["answers"]["threshold"] == 0.4
    assert [each.name for each in tmp_path.iterdir()] == ["campaign.toml"]
