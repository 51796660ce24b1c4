"""The confidence from which on a quote is an answer, found for a campaign's own questions."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campaign.answers.figures import Outcome, refusals

_HEADER = re.compile(r"^\[answers\][^\n]*\n", re.MULTILINE)
_LINE = re.compile(r"^threshold *=[^\n]*\n", re.MULTILINE)
_STEPS = 20
_WROTE = "# from this confidence on a quote is an answer; found by: pliego answers tune"


@dataclass(frozen=True, slots=True)
class Trade:
    """What a threshold gives and what it costs, in questions of so many."""

    threshold: float
    answered_right: int
    answerable: int
    false_answers: int
    unanswerable: int

    @property
    def worth(self) -> float:
        """The share of right answers less the share of false ones."""
        right = self.answered_right / max(1, self.answerable)
        return right - self.false_answers / max(1, self.unanswerable)


def trades(outcomes: Sequence[Outcome]) -> list[Trade]:
    """The trade at every twentieth of confidence."""
    answerable = [each for each in outcomes if each.answerable]
    refused = refusals(outcomes)
    return [
        Trade(
            threshold=step / _STEPS,
            answered_right=sum(x.right and x.confidence >= step / _STEPS for x in answerable),
            answerable=len(answerable),
            false_answers=sum(sure >= step / _STEPS for sure, _ in refused),
            unanswerable=len(refused),
        )
        for step in range(1, _STEPS)
    ]


def best(offered: Sequence[Trade]) -> Trade:
    """The trade that is worth most; of equals, one in the middle of them."""
    most = max(each.worth for each in offered)
    equals = [each for each in offered if each.worth == most]
    return equals[len(equals) // 2]


def written(manifest: str, threshold: float) -> str:
    """A campaign's file with this threshold in its `[answers]`, and all else as it was.

    Raises `tomllib.TOMLDecodeError` where the table is written in a way that is not foreseen.
    """
    line = f"threshold = {threshold:.2f}  {_WROTE}\n"
    manifest = f"{manifest.rstrip()}\n"
    header = _HEADER.search(manifest)
    if header is None:
        changed = f"{manifest}\n[answers]\n{line}"
    else:
        after = manifest.find("\n[", header.end())
        end = len(manifest) if after < 0 else after
        table = manifest[header.end() : end]
        kept, found = _LINE.subn(line, table, count=1)
        changed = manifest[: header.end()] + (kept if found else line + table) + manifest[end:]
    tomllib.loads(changed)
    return changed


def write(file: Path, threshold: float) -> None:
    """Keep a threshold in a campaign's file, all or nothing."""
    changed = written(file.read_text("utf-8"), threshold)
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(changed, "utf-8")
    beside.replace(file)
