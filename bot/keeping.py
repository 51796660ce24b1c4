"""What the settings say of people's data: how long it is kept, and which servers receive some."""

from urllib.parse import urlsplit

from bot.settings import Settings
from campaign.privacy import Keeping

_HERE = {"127.0.0.1", "::1", "localhost"}


def keeping(settings: Settings) -> Keeping:
    """The values that the notices to people are made from."""
    embeds = settings.embedder == "http" and settings.embeddings_url
    return Keeping(
        retention_months=settings.retention_months,
        backup_days=settings.backup_days,
        embeddings=_host(settings.embeddings_url) if embeds else None,
        mail=_host(settings.smtp_url.get_secret_value()) if settings.smtp_url else None,
    )


def _host(url: str | None) -> str:
    """The host, empty where it is this machine."""
    host = urlsplit(url or "").hostname or ""
    return "" if host in _HERE else host
