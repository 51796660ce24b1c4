"""Settings come from the environment and `.env`, and a bad one is told without its value."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, database_key, load
from db.key import KeyMalformed

KEY = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    names = {name.upper() for name in Settings.model_fields}
    for name in list(os.environ):
        if name.upper() in names:
            monkeypatch.delenv(name)
    return tmp_path


def env(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_nothing_set_means_the_rehearsal_with_its_own_database() -> None:
    settings = load()
    assert not settings.live
    assert settings.database == Path("data/rehearsal.db")
    assert settings.owners == ()
    assert settings.languages == ("en", "es")


def test_a_token_means_telegram_and_the_live_database() -> None:
    env("TELEGRAM_TOKEN=123456789:AAbb-_cc\nOWNERS=17, 4503599627370495,17\nLANGUAGES=ES\n")
    settings = load()
    assert settings.live
    assert settings.database == Path("data/pliego.db")
    assert settings.owners == (17, 4503599627370495)
    assert settings.languages == ("es",)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    env("CAMPAIGN=one\n")
    monkeypatch.setenv("CAMPAIGN", "two")
    assert load().campaign == Path("two")


def test_an_empty_token_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    env("TELEGRAM_TOKEN=123456789:AAbbcc\nOWNERS=\nREHEARSAL_PORT= \n")
    monkeypatch.setenv("TELEGRAM_TOKEN", "")
    settings = load()
    assert not settings.live
    assert settings.rehearsal_port == 8081


def test_unknown_keys_are_left_alone() -> None:
    env("SOMEBODY_ELSES=value\nREHEARSAL_PORT=0\n")
    assert load().rehearsal_port == 0


BAD = {
    "TELEGRAM_TOKEN": ["no-colon-s3cret", "abc:s3cret", "12345:s3 cret"],
    "TELEGRAM_API_URL": ["ftp://example.org", "example.org", "https://"],
    "DATABASE_URL": ["postgresql://u:s3cret@h/d", "sqlite://", "s3cret"],
    "REHEARSAL_DATABASE_URL": ["sqlite:///:memory:", "sqlite:///data/pliego.db"],
    "DATABASE_KEY": ["s3cret", "00"],
    "OWNERS": ["@emma", "1;2", "-5", "0", "9" * 30],
    "LANGUAGES": ["tlh", "en,xx", ","],
    "REHEARSAL_PORT": ["http", "65536", "-1"],
    "WEBHOOK_URL": ["http://example.org", "example.org"],
    "WEBHOOK_LISTEN": ["8443", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:99999"],
    "WEBHOOK_SECRET": ["s3cret with spaces", "ñ", "a" * 257],
    "EMBEDDER": ["bert", "e5,use"],
    "EMBEDDINGS_URL": ["127.0.0.1:11434", "https://me:s3cret@example.org/v1", "ftp://example.org"],
    "EMBEDDINGS_KEY": ["s3cret with spaces", "ñ"],
    "COMPOSER_URL": ["127.0.0.1:11434", "https://me:s3cret@example.org/v1", "ftp://example.org"],
    "COMPOSER_KEY": ["s3cret with spaces", "ñ"],
    "SMTP_URL": ["mail.example.org", "smtp://me:s3cret@example.org", "https://me:s3cret@h.org"],
    "MAIL_FROM": ["Free Internet", "sign@localhost", "<>"],
    "LOG_LEVEL": ["LOUD"],
    "HEALTH_PORT": ["yes"],
}


@pytest.mark.parametrize(("name", "value"), [(name, each) for name in BAD for each in BAD[name]])
def test_a_bad_value_gets_one_sentence_that_names_the_setting(name: str, value: str) -> None:
    env(f"{name}='{value}'\n")
    with pytest.raises(BadSettings) as caught:
        load()
    (sentence,) = caught.value.problems
    assert sentence.startswith(f"{name} must ")
    assert sentence.endswith(".")
    assert "s3cret" not in str(caught.value)


def test_every_bad_setting_is_told_at_once() -> None:
    env("REHEARSAL_PORT=x\nOWNERS=y,z\n")
    with pytest.raises(BadSettings) as caught:
        load()
    assert [sentence.split()[0] for sentence in caught.value.problems] == [
        "OWNERS",
        "REHEARSAL_PORT",
    ]


def test_a_bad_secret_is_in_no_chained_error() -> None:
    env("TELEGRAM_TOKEN=s3cret\n")
    with pytest.raises(BadSettings) as caught:
        load()
    assert caught.value.__context__ is None


def test_a_file_that_is_not_utf_8_is_told() -> None:
    Path(".env").write_bytes(b"CAMPAIGN=\xff\xfe\n")
    with pytest.raises(BadSettings, match=r"\.env must be UTF-8 text"):
        load()


def test_no_secret_shows_when_settings_are_printed() -> None:
    env(f"TELEGRAM_TOKEN=1:s3cret\nDATABASE_KEY={KEY}\nWEBHOOK_SECRET=h00k\n")
    settings = load()
    shown = repr(settings) + str(settings)
    assert not any(secret in shown for secret in ("s3cret", KEY, "h00k"))
    assert settings.secrets == ("1:s3cret", KEY, "h00k")


def test_an_embedder_by_http_needs_to_know_the_server_and_the_model() -> None:
    env("EMBEDDER=http\nEMBEDDINGS_URL=http://127.0.0.1:11434/v1\n")
    with pytest.raises(BadSettings, match="EMBEDDER=http must come with EMBEDDINGS_URL and"):
        load()
    env("EMBEDDER=HTTP\nEMBEDDINGS_URL=http://127.0.0.1:11434/v1/\nEMBEDDINGS_MODEL=bge-m3\n")
    settings = load()
    assert (settings.embedder, settings.embeddings_model) == ("http", "bge-m3")
    assert settings.embeddings_url == "http://127.0.0.1:11434/v1"


def test_the_key_of_the_embeddings_is_a_secret() -> None:
    env("EMBEDDINGS_KEY=sk-s3cret\n")
    assert "sk-s3cret" not in repr(load())
    assert "sk-s3cret" in load().secrets


def test_the_webhook_secret_is_new_at_each_start_unless_given() -> None:
    env("WEBHOOK_SECRET=\n")
    first, second = load().webhook_secret, load().webhook_secret
    assert first.get_secret_value() != second.get_secret_value()
    assert len(first.get_secret_value()) >= 32


def test_the_place_to_listen_may_be_an_ipv6_address() -> None:
    env("WEBHOOK_LISTEN=[::1]:443\n")
    assert load().webhook_socket == ("::1", 443)


def test_the_key_is_made_on_the_first_run_and_found_on_the_next() -> None:
    first = database_key(load())
    assert database_key(load()) == first
    assert stat.S_IMODE(Path("keys/database.key").stat().st_mode) == 0o600


def test_a_key_in_the_settings_needs_no_file() -> None:
    env(f"DATABASE_KEY={KEY}\n")
    assert database_key(load()) == bytes.fromhex(KEY)
    assert not Path("keys").exists()


def test_a_key_that_is_asked_for_is_kept_nowhere(folder: Path) -> None:
    env("DATABASE_KEY=prompt\n")
    assert database_key(load(), ask=lambda: KEY) == bytes.fromhex(KEY)
    assert [file.name for file in folder.rglob("*")] == [".env"]


def test_a_key_may_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    env("DATABASE_KEY=prompt\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO(KEY + "\n"))
    assert database_key(load()) == bytes.fromhex(KEY)


def test_nothing_typed_is_told_in_one_sentence() -> None:
    env("DATABASE_KEY=prompt\n")
    with pytest.raises(BadSettings, match="no key was typed"):
        database_key(load(), ask=lambda: "")


def test_a_mistyped_key_is_not_shown() -> None:
    env("DATABASE_KEY=prompt\n")
    with pytest.raises(KeyMalformed) as caught:
        database_key(load(), ask=lambda: "s3cret")
    assert "s3cret" not in str(caught.value)


def test_a_composer_comes_with_its_model_and_its_key_is_a_secret() -> None:
    env("COMPOSER_URL=http://127.0.0.1:11434/v1\n")
    with pytest.raises(BadSettings, match="COMPOSER_URL must come with COMPOSER_MODEL"):
        load()
    env("COMPOSER_URL=http://127.0.0.1:11434/v1/\nCOMPOSER_MODEL=qwen3\nCOMPOSER_KEY=sk-s3cret\n")
    settings = load()
    assert settings.composer_url == "http://127.0.0.1:11434/v1"
    assert "sk-s3cret" in settings.secrets
    assert "sk-s3cret" not in repr(settings)


def test_a_mail_server_needs_a_sender_and_its_password_is_never_shown() -> None:
    env("SMTP_URL=smtps://me:s3cret%40word@mail.example.org\n")
    with pytest.raises(BadSettings, match=r"SMTP_URL must come with MAIL_FROM\."):
        load()
    env("SMTP_URL=smtps://me:s3cret%40word@mail.example.org\nMAIL_FROM=A <a@example.org>\n")
    settings = load()
    assert "s3cret" not in repr(settings)
    assert "s3cret@word" in settings.secrets
