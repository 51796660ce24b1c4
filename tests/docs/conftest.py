"""The project's pages, as tests of documents read them."""

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Rows = dict[str, list[str]]


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def page() -> Callable[[str], str]:
    """The text of a page, by its path from the root."""
    return lambda path: (ROOT / path).read_text(encoding="utf-8")


@pytest.fixture
def rows(page: Callable[[str], str]) -> Callable[[str], Rows]:
    """The tables of a page: the other cells of each row, by what its first cell has in code."""

    def read(path: str) -> Rows:
        found: Rows = {}
        for line in page(path).splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            if line.startswith("| `"):
                found[cells[0].strip("`")] = cells[1:]
        return found

    return read
