"""A delivery takes the same memory, however many signed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.long
def test_ten_times_the_signatures_take_no_more_memory(tmp_path: Path) -> None:
    few, many = (peak(tmp_path / str(number), number) for number in (4_000, 40_000))
    assert many < few + 25_000  # KiB


def peak(folder: Path, number: int) -> int:
    folder.mkdir()
    script = Path(__file__).with_name("hand_over.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(number)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    return int(done.stdout)
