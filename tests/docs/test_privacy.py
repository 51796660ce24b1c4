"""The page about people's data names every table that may hold some, and no other."""

import re
from collections.abc import Callable

from bot.settings import Settings
from campaign.privacy import TABLES, Held, accounts, forgetting, retention
from campaign.questions import LINK_LASTS
from handlers.clearing import TRAILING

PAGE = "docs/privacy.md"


def test_every_table_that_may_hold_a_person_is_there_and_no_other(
    page: Callable[[str], str],
) -> None:
    rows = [line for line in page(PAGE).splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[0])]
    assert sorted(named) == sorted(name for name, held in TABLES.items() if held != Held.NOTHING)


def test_every_row_says_what_why_and_how_long(page: Callable[[str], str]) -> None:
    rows = [line for line in page(PAGE).splitlines() if line.startswith("| `")]
    assert all(len([cell for cell in row.strip("| ").split(" | ") if cell]) == 4 for row in rows)


def test_its_numbers_are_the_programs(page: Callable[[str], str]) -> None:
    text = page(PAGE)
    assert f"erased {accounts.KEPT_FOR.days} days later" in text.replace("\n", " ")
    assert f"{LINK_LASTS.days} days at most" in text
    assert f"{forgetting.DELETABLE_FOR.days * 24} hours" in text
    assert retention.NOTICE.days == 7
    assert "a week before" in text
    assert TRAILING == 1000
    assert "a thousand ids" in text


def test_the_settings_that_it_names_are_there(page: Callable[[str], str]) -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", page(PAGE)))
    assert named <= {name.upper() for name in Settings.model_fields}
