"""Links between the project's pages lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")])


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def resolves(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    leads_to = (page.parent / path).resolve() if path else page
    if not leads_to.exists() or not leads_to.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors(leads_to)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    inner = [target for target in targets if not target.startswith(("http://", "https://"))]
    assert [target for target in inner if not resolves(page, target)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#\s]+)", prose(page))
        waiting += [
            (page.parent / target).resolve()
            for target in targets
            if "://" not in target and (page.parent / target).exists()
        ]
    assert set(ROOT.glob("docs/*.md")) <= reached
