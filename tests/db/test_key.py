"""The key: made once, kept apart, and never shown."""

import os
from pathlib import Path

import pytest

from db import key as keys


def test_the_first_run_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    key_file = tmp_path / "keys" / "database.key"
    made = keys.load_or_create(key_file, tmp_path / "data" / "pliego.db")
    assert len(made) == keys.KEY_BYTES
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert keys.load_or_create(key_file, tmp_path / "data" / "pliego.db") == made


def test_a_key_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise BlockingIOError

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fail)
        with pytest.raises(BlockingIOError):
            keys.load_or_create(tmp_path / "keys" / "k", tmp_path / "data" / "p.db")
    assert not (tmp_path / "keys" / "k").exists()
    assert len(keys.load_or_create(tmp_path / "keys" / "k", tmp_path / "data" / "p.db")) == 32


def test_a_database_without_its_key_is_not_given_a_new_one(tmp_path: Path) -> None:
    database = tmp_path / "data" / "pliego.db"
    database.parent.mkdir()
    database.write_bytes(b"anything")
    with pytest.raises(keys.KeyMissing, match="put the key file back"):
        keys.load_or_create(tmp_path / "keys" / "database.key", database)
    assert not (tmp_path / "keys" / "database.key").exists()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key_file = tmp_path / "keys" / "database.key"
    keys.load_or_create(key_file, tmp_path / "data" / "pliego.db")
    key_file.chmod(0o644)
    with pytest.raises(keys.KeyExposed, match="chmod 600"):
        keys.load_or_create(key_file, tmp_path / "data" / "pliego.db")


def test_a_key_beside_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyBesideData, match="outside it"):
        keys.load_or_create(tmp_path / "data" / "keys" / "k", tmp_path / "data" / "pliego.db")


def test_a_malformed_key_is_refused_without_showing_it() -> None:
    with pytest.raises(keys.KeyMalformed) as refusal:
        keys.parse("abcd", "DATABASE_KEY")
    assert "abcd" not in str(refusal.value)
