"""What a process and those that it started take: the proportional set size, as Linux tells it."""

import os
from pathlib import Path

_PROC = Path("/proc")


def pss_of_tree(pid: int | None = None) -> float:
    """Megabytes (of 1,000,000 bytes) of a process and all below it; pages shared count in part."""
    return sum(_pss(each) for each in _tree(pid or os.getpid())) / 1_000_000


def _tree(root: int) -> list[int]:
    parents = {int(each.name): _parent(each) for each in _PROC.iterdir() if each.name.isdigit()}
    found = [root]
    for pid in found:
        found += [each for each, parent in parents.items() if parent == pid]
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0  # it ended meanwhile


def _pss(pid: int) -> int:
    try:
        told = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:"))
