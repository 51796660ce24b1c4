"""Mail goes to the server of the settings, and in the rehearsal nowhere."""

from datetime import UTC, datetime

import pytest

from bot import mailing
from bot.mail import Smtp
from bot.settings import Settings
from campaign.petitions import addresses


def settings(**given: str) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]


def now() -> datetime:
    return datetime(2026, 11, 24, tzinfo=UTC)


MAIL = {"smtp_url": "smtps://u:p@mail.example.org", "mail_from": "sign@example.org"}
TOKEN = {"telegram_token": "123456789:AAbbcc"}


def test_a_live_run_mails_through_the_server_that_is_named() -> None:
    assert isinstance(mailing.mailer(settings(**MAIL, **TOKEN), now), Smtp)
    assert mailing.mailer(settings(**TOKEN), now) is None


async def test_in_the_rehearsal_mail_is_shown_and_sent_nowhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)
    shown = mailing.mailer(settings(**MAIL), now)
    assert isinstance(shown, mailing.Shown)
    await shown.send(addresses.parse("ana@example.org"), "Your code: 012345", "[b]Hello[/b]")
    said = capsys.readouterr().out
    assert "Mail to ana@example.org. Your code: 012345" in said
    assert "[b]Hello[/b]" in said
