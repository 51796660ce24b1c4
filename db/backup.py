"""A copy of the whole database of one moment, made while others read and write."""

import os
from pathlib import Path

from db import connection

_PAGES_AT_ONCE = 256


class BackupExists(Exception):
    "There is a file of that name already"

    def __init__(self, target: Path) -> None:
        super().__init__(f"{target} exists already: name a new file.")


def copy(path: Path, key: bytes | None, target: Path) -> None:
    """Copy the database at `path` to the new file `target`, encrypted with the same key.

    The copy is whole or not there at all. Raises `BackupExists`, and what opening raises.
    """
    if target.exists():
        raise BackupExists(target)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source = connection.plain(path, key)
    try:
        copied = connection.plain(unfinished, key, journal="DELETE")
        try:
            source.backup(copied, pages=_PAGES_AT_ONCE)
        finally:
            copied.close()
    finally:
        source.close()
    unfinished.rename(target)
