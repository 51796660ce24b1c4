"""The key of the database: 32 random bytes that live apart from the data they open."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32
_HEX = re.compile(r"\A[0-9a-fA-F]{64}\Z")


class KeyMissing(Exception):
    "The database is there and its key file is not"

    def __init__(self, database: Path, key_file: Path) -> None:
        super().__init__(
            f"The database {database} is encrypted and its key file {key_file} is missing: "
            "put the key file back, or set DATABASE_KEY."
        )


class KeyMalformed(Exception):
    "The key is not 64 hexadecimal digits"

    def __init__(self, source: str) -> None:
        super().__init__(f"The key in {source} must be 64 hexadecimal digits and nothing else.")


class KeyExposed(Exception):
    "Others can read the key file"

    def __init__(self, key_file: Path) -> None:
        super().__init__(
            f"Others on this machine can read the key file {key_file}: run chmod 600 {key_file}."
        )


class KeyBesideData(Exception):
    "The key file lies in the folder that it is meant to protect"

    def __init__(self, key_file: Path, folder: Path) -> None:
        super().__init__(
            f"The key file {key_file} lies in the data folder {folder}, where a backup would take "
            "both: set DATABASE_KEY_FILE to a path outside it."
        )


def parse(text: str, source: str) -> bytes:
    """The key written as 64 hexadecimal digits; raises `KeyMalformed`, never showing the text."""
    text = text.strip()
    if not _HEX.match(text):
        raise KeyMalformed(source)
    return bytes.fromhex(text)


def load_or_create(key_file: Path, database: Path) -> bytes:
    """The key in `key_file`, made (mode 600) on the first run, before there is a database.

    Raises `KeyMissing` when the database is already there: a new key could only hide its contents.
    """
    if key_file.resolve().is_relative_to(database.resolve().parent):
        raise KeyBesideData(key_file, database.resolve().parent)
    if not key_file.exists():
        if database.exists():
            raise KeyMissing(database, key_file)
        _create(key_file)
    if key_file.stat().st_mode & 0o077:
        raise KeyExposed(key_file)
    return parse(key_file.read_text(encoding="ascii", errors="replace"), str(key_file))


def _create(key_file: Path) -> None:
    """Whole or not at all: a crash in between leaves no empty file to be taken for a key."""
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = key_file.with_name(f".{key_file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another program began at the same moment: its key holds
        os.link(draft, key_file)
    draft.unlink()
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name could be lost with the power, and the database with it
    finally:
        os.close(folder)
