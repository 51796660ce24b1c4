"""How long things are kept here and where some go, as whoever runs the campaign set it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DEFAULT_MONTHS = 3


@dataclass(frozen=True)
class Keeping:
    """What the settings say of the data. Hosts are empty for a server on the same machine.

    `backup_days` is None where nobody said how long backups are kept, 0 where there are none.
    `embeddings`, `mail` are None where no such server is used.
    """

    retention_months: int = DEFAULT_MONTHS
    backup_days: int | None = None
    embeddings: str | None = None
    mail: str | None = None

    def last_backup(self, now: datetime, time_zone: str) -> date | None:
        """The day by which the last backup made before `now` is gone; None where nobody knows."""
        if not self.backup_days:
            return None
        return (now.astimezone(ZoneInfo(time_zone)) + timedelta(days=self.backup_days)).date()
