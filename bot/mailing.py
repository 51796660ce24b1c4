"""The mailer that the settings ask for; in the rehearsal, one that sends nothing."""

from collections.abc import Callable
from datetime import datetime

from rich.console import Console

from bot.mail import Smtp, sender_of, server_of
from bot.settings import Settings
from campaign.manifest import Manifest
from campaign.petitions import identity
from campaign.petitions.addresses import Address
from campaign.petitions.identity import Mailer
from db.engine import Database

console = Console(highlight=False)


class Shown:
    """The rehearsal's mail: shown at the terminal, since nothing leaves the machine there."""

    async def send(self, to: Address, subject: str, body: str) -> None:
        """Show it."""
        console.print(f"Mail to {to}. {subject}\n\n{body}", markup=False)


def mailer(settings: Settings, now: Callable[[], datetime]) -> Mailer | None:
    """What hands in the campaign's mail; None where no server is named."""
    return smtp(settings, now) if settings.live else Shown()


def smtp(settings: Settings, now: Callable[[], datetime]) -> Smtp | None:
    """The mail server of the settings, if any."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = server_of(settings.smtp_url.get_secret_value())
    return Smtp(server, sender_of(settings.mail_from), now)


async def missing(settings: Settings, manifest: Manifest, database: Database) -> str | None:
    """The sentence about petitions that want a mail server which is not named, if there are any."""
    if settings.smtp_url is not None:
        return None
    slugs = await identity.petitions_asking_for_mail(database, manifest.petitions)
    if not slugs:
        return None
    asking = f"{', '.join(slugs)}: signing asks for a confirmed mail address, "
    if settings.live:
        return f"{asking}so nobody can sign before SMTP_URL and MAIL_FROM name a mail server"
    return (
        f"{asking}which the rehearsal shows at the terminal; live it takes SMTP_URL and MAIL_FROM"
    )
