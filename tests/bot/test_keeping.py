"""What people are told of their data is what the settings say."""

from typing import Any

import pytest

from bot.keeping import keeping
from bot.settings import Settings
from campaign.privacy import Keeping


def _keeping(**given: Any) -> Keeping:
    return keeping(Settings(**given))


def test_without_settings_nothing_is_claimed_of_backups_or_servers() -> None:
    assert _keeping() == Keeping(retention_months=3, backup_days=None, embeddings=None, mail=None)


def test_terms_are_the_settings_own() -> None:
    found = _keeping(retention_months=6, backup_days=0)
    assert (found.retention_months, found.backup_days) == (6, 0)


@pytest.mark.parametrize(
    ("url", "embedder", "host"),
    [
        ("https://vectors.example.net/v1", "http", "vectors.example.net"),
        ("http://127.0.0.1:11434/v1", "http", ""),
        ("http://localhost/v1", "http", ""),
        ("https://vectors.example.net/v1", "none", None),
    ],
)
def test_an_embeddings_server_is_named_where_it_is_used(
    url: str, embedder: str, host: str | None
) -> None:
    found = _keeping(embedder=embedder, embeddings_url=url, embeddings_model="m")
    assert found.embeddings == host


def test_a_mail_server_is_named_without_who_signs_in_there() -> None:
    found = _keeping(
        smtp_url="smtps://me:secret@mail.example.net", mail_from="Free <sign@example.net>"
    )
    assert found.mail == "mail.example.net"
