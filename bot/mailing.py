"""The mailer that the settings ask for."""

from collections.abc import Callable
from datetime import datetime

from bot.mail import Smtp, sender_of, server_of
from bot.settings import Settings
from campaign.manifest import Manifest
from campaign.petitions import identity
from db.engine import Database


def mailer(settings: Settings, now: Callable[[], datetime]) -> Smtp | None:
    """What hands in the campaign's mail; None where no server is named."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = server_of(settings.smtp_url.get_secret_value())
    return Smtp(server, sender_of(settings.mail_from), now)


async def missing(settings: Settings, manifest: Manifest, database: Database) -> str | None:
    """What to say of petitions that nobody can sign for want of a mail server, if there are any."""
    if settings.smtp_url is not None:
        return None
    slugs = await identity.petitions_asking_for_mail(database, manifest.petitions)
    if not slugs:
        return None
    return (
        f"{', '.join(slugs)}: signing asks for a confirmed mail address, so nobody can sign before "
        "SMTP_URL and MAIL_FROM name a mail server"
    )
