"""The last backup that holds somebody is gone on a day at the campaign's own clock."""

from datetime import UTC, date, datetime

import pytest

from campaign.privacy import Keeping

EVENING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Mexico_City", date(2026, 12, 24)), ("Asia/Tokyo", date(2026, 12, 25))],
)
def test_the_day_is_the_campaigns(zone: str, day: date) -> None:
    assert Keeping(backup_days=30).last_backup(EVENING, zone) == day


@pytest.mark.parametrize("days", [None, 0])
def test_where_there_is_none_or_nobody_knows_there_is_no_day(days: int | None) -> None:
    assert Keeping(backup_days=days).last_backup(EVENING, "Asia/Tokyo") is None
