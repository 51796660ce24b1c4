"""The mailer that the settings ask for."""

from collections.abc import Callable
from datetime import datetime

from bot.mail import Smtp, sender_of, server_of
from bot.settings import Settings


def mailer(settings: Settings, now: Callable[[], datetime]) -> Smtp | None:
    """What hands in the campaign's mail; None where no server is named."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = server_of(settings.smtp_url.get_secret_value())
    return Smtp(server, sender_of(settings.mail_from), now)


def cannot_mail(slugs: list[str]) -> str:
    """The sentence about petitions that nobody can sign for want of a mail server."""
    return (
        f"{', '.join(slugs)}: asks for a confirmed mail address, and nobody can sign before "
        "SMTP_URL and MAIL_FROM name a mail server"
    )
