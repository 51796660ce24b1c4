"""The keys that proofs need. They are made when they are first asked for, and live in the file."""

import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection

from campaign.proofs.note import Signer, is_name
from db import secrets as kept

_ORIGIN, _SIGNING = "log origin", "log signing"
_PSEUDONYM, _CODE = "pseudonym", "receipt code"
_SIZE = 32


@dataclass(frozen=True)
class Keys:
    """`origin` is the log's name; `pseudonym` and `code` are keys for HMAC-SHA-256."""

    origin: str
    signing: bytes = field(repr=False)
    pseudonym: bytes = field(repr=False)
    code: bytes = field(repr=False)

    @property
    def signer(self) -> Signer:
        """The log's key, ready to sign."""
        return _signer(self.origin, self.signing)


def keys_in(conn: Connection) -> Keys:
    """The keys. The first call makes them, and must be within a transaction that may write."""
    held = kept.every(conn)
    origin = held.get(_ORIGIN)
    return Keys(
        origin=origin.decode() if origin else name_log(conn, _nameless()),
        signing=held.get(_SIGNING) or secret(conn, _SIGNING),
        pseudonym=held.get(_PSEUDONYM) or secret(conn, _PSEUDONYM),
        code=held.get(_CODE) or secret(conn, _CODE),
    )


def has_keys(conn: Connection) -> bool:
    """Whether the keys were made, as the bot does when it first starts and names the log."""
    return {_ORIGIN, _SIGNING, _PSEUDONYM, _CODE} <= kept.every(conn).keys()


def name_log(conn: Connection, origin: str) -> str:
    """Name the log, such as `t.me/free_internet_bot`, unless it has a name; the name it has.

    A name is for ever, since every checkpoint bears it. Raises `ValueError` for what is no name.
    """
    if not is_name(origin):
        raise ValueError(f"a log cannot be called {origin!r}")
    held = kept.every(conn).get(_ORIGIN)
    if held is not None:
        return held.decode()
    kept.add(conn, _ORIGIN, origin.encode())
    return origin


def secret(conn: Connection, name: str) -> bytes:
    """The 32 random bytes kept under this name, made now if there are none."""
    held = kept.every(conn).get(name)
    if held is not None:
        return held
    made = secrets.token_bytes(_SIZE)
    kept.add(conn, name, made)
    return made


def _nameless() -> str:
    """A name for a log whose bot has none yet: nothing on the internet can be called so."""
    return f"pliego.invalid/{secrets.token_hex(8)}"


@lru_cache(maxsize=4)
def _signer(origin: str, seed: bytes) -> Signer:
    return Signer(origin, seed)
