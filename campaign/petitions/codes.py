"""The receipt code: what a signer holds to reach their signature from another account.

`<petition>-<number>-<10 characters>`, such as `1-4213-7KQ2M9XH0D`. It is derived, never stored: the
characters are the first 50 bits of an HMAC-SHA-256 over petition, number and account, in
Crockford's base 32 (no I, L, O or U). A signature that moves to another account gets another
code, and the old one ends.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_KNOWN = frozenset(ALPHABET)
_BITS = 5
_LOOKALIKES = str.maketrans("OIL", "011")
# What people, keyboards and line breaks make of a dash.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−_.·]+")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class ReceiptCode:
    """A code that was read: which signature it names, and the characters that must prove it."""

    petition_id: int
    number: int
    proof: str

    def __str__(self) -> str:
        return f"{self.petition_id}-{self.number}-{self.proof}"


def code_of(key: bytes, petition_id: int, number: int, person_id: int) -> ReceiptCode:
    """The code of that person's signature."""
    told = f"receipt code\n{petition_id}\n{number}\n{person_id}".encode()
    digest = int.from_bytes(hmac.digest(key, told, hashlib.sha256))
    excess = hashlib.sha256().digest_size * 8 - LENGTH * _BITS
    proof = "".join(
        ALPHABET[digest >> excess + _BITS * place & 0x1F] for place in reversed(range(LENGTH))
    )
    return ReceiptCode(petition_id, number, proof)


def proves(key: bytes, code: ReceiptCode, person_id: int) -> bool:
    """Whether the code is that of this person's signature; takes the same time for any other."""
    right = code_of(key, code.petition_id, code.number, person_id)
    return hmac.compare_digest(code.proof.encode(), right.proof.encode())


def read(said: str) -> ReceiptCode | None:
    """The code that was typed, however: in any case, O for 0, I or L for 1, spaces for dashes.

    None for what cannot be one. Only the first dash has to be there, in some form.
    """
    typed = unicodedata.normalize("NFKC", said).upper().translate(_LOOKALIKES)
    petition, *parts = [part for part in _BETWEEN.split(typed) if part] or [""]
    rest = "".join(parts)
    number, proof = rest[:-LENGTH], rest[-LENGTH:]
    whole = _NUMBER.fullmatch(petition) and _NUMBER.fullmatch(number) and set(proof) <= _KNOWN
    return ReceiptCode(int(petition), int(number), proof) if whole else None
