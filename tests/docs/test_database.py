"""The page about the database says of every table what it holds and what /forget does."""

from collections.abc import Callable

from campaign.privacy import TABLES
from db.schema import metadata


def test_every_table_is_described_and_none_that_is_gone(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    assert sorted(rows("docs/database.md")) == sorted(metadata.tables)


def test_what_forget_does_is_what_the_program_does(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    described = {table: cells[-1] for table, cells in rows("docs/database.md").items()}
    assert described == {table: held.value for table, held in TABLES.items()}
