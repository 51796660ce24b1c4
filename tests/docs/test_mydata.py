"""The page about /mydata explains every key that the file can have, and none that it cannot."""

import re
from collections.abc import Callable
from datetime import datetime

from campaign import privacy
from db.engine import Database
from tests.campaign.conftest import campaign_in
from tests.campaign.test_privacy import ANA, leave_traces

PAGE = "docs/mydata.md"


def explained(page: str) -> dict[str, set[str]]:
    """The keys that each part's list explains, by part."""
    parts = re.split(r"^## `(\w+)`$", page, flags=re.MULTILINE)[1:]
    return {
        name: {
            key
            for line in re.findall(r"^- (.*?):", text, re.MULTILINE)
            for key in re.findall(r"`(\w+)`", line)
        }
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_part_has_its_section_in_the_order_of_the_file(page: Callable[[str], str]) -> None:
    assert list(explained(page(PAGE))) == list(privacy.PARTS)


async def test_every_key_is_explained_and_none_that_is_gone(
    database: Database, now: datetime, page: Callable[[str], str]
) -> None:
    campaign = await campaign_in(database, now)
    await leave_traces(campaign, ANA)
    held = await privacy.everything_about(campaign.database, ANA)
    given = {name: {key for row in rows for key in row} for name, rows in held.parts.items()}
    assert explained(page(PAGE)) == given


def test_what_is_pseudonymous_is_called_so(page: Callable[[str], str]) -> None:
    assert "**pseudonymous**" in page(PAGE)
