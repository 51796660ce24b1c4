"""Checkpoints as signed notes, in the form that others' tools read: C2SP `signed-note` 1.0.0 and
`tlog-checkpoint`. Extension lines say the time and the count of each petition.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from campaign.ledger import HASH_SIZE, SIZE_LIMIT
from campaign.proofs.leaf import timestamp

_ED25519 = b"\x01"
_ID_SIZE, _KEY_SIZE, _SIGNATURE_SIZE = 4, 32, 64
_SIZE = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)
_COUNT = re.compile(r"count (\S+) (0|[1-9][0-9]{0,18})", re.ASCII)
_NOTE_LIMIT = 1_000_000  # bytes: room for some thousand petitions and signatures


class BadNote(ValueError):
    "The text is no checkpoint that this key signed"


class BadKey(ValueError):
    "The text is no verifier key of an Ed25519 key"


@dataclass(frozen=True)
class Checkpoint:
    """The ledger at a moment: how many leaves, under which root, and what each petition counts."""

    origin: str
    size: int
    root: bytes
    at: datetime
    counts: Mapping[str, int]

    def body(self) -> str:
        """The text that is signed."""
        lines = [
            self.origin,
            str(self.size),
            base64.b64encode(self.root).decode(),
            f"time {timestamp(self.at)}",
            *(f"count {slug} {count}" for slug, count in sorted(self.counts.items())),
        ]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a log's key, and the log's name; its text is `name+hash+key`."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell which key signed."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encode(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key that this text says; raises `BadKey`."""
        name, id_, key = [*text.split("+", 2), "", ""][:3]
        try:
            raw = _decode(key)
        except BadNote:
            raise BadKey("The key is damaged.") from None
        parsed = cls(name, raw[1:])
        if not is_name(name) or raw[:1] != _ED25519 or len(raw) != 1 + _KEY_SIZE:
            raise BadKey("This is no verifier key: it looks like name+hash+key.")
        if parsed.id.hex() != id_:
            raise BadKey("The key is damaged: its parts do not belong together.")
        return parsed


class Signer:
    """A log's key, from its 32 secret bytes."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifierKey(name, self._private.public_key().public_bytes_raw())
        self._id = self.key.id

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note."""
        return self.sign_text(checkpoint.body())

    def sign_text(self, text: str) -> str:
        """Any text that ends a line, as a signed note."""
        signature = self._id + self._private.sign(text.encode())
        return f"{text}\n— {self.key.name} {_encode(signature)}\n"


def is_name(name: str) -> bool:
    """Whether a log may be called so: no spaces, no plus, no control characters, nothing empty."""
    return bool(name) and "+" not in name and name.isprintable() and not re.search(r"\s", name)


def open_note(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint that this key signed; raises `BadNote`."""
    return _read(signed_text(note, key), key.name)


def signed_text(note: str, key: VerifierKey) -> str:
    """The text that this key signed; raises `BadNote`.

    Other keys may have signed as well (witnesses do): their signatures are passed over.
    """
    text, signatures = _split(note)
    _must_be_signed(text, signatures, key)
    return text


def _split(note: str) -> tuple[str, list[str]]:
    if len(note) > _NOTE_LIMIT or any(ord(letter) < 32 and letter != "\n" for letter in note):
        raise BadNote("This is no signed note.")
    body, blank, signed = note.rpartition("\n\n")
    if not blank or not body or not signed.endswith("\n"):
        raise BadNote("This is no signed note.")
    return f"{body}\n", signed[:-1].split("\n")


def _must_be_signed(body: str, signatures: Sequence[str], key: VerifierKey) -> None:
    known = False
    for line in signatures:
        name, signature = _signature_in(line)
        if name != key.name or signature[:_ID_SIZE] != key.id:
            continue
        try:
            _public(key.public).verify(signature[_ID_SIZE:], body.encode())
        except InvalidSignature:
            raise BadNote("The signature does not fit: a letter was changed.") from None
        known = True
    if not known:
        raise BadNote("Another key signed this, or none.")


def _signature_in(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not is_name(parts[1]):
        raise BadNote("A signature line is damaged.")
    signature = _decode(parts[2])
    if len(signature) <= _ID_SIZE:
        raise BadNote("A signature line is damaged.")
    return parts[1], signature


def _read(body: str, origin: str) -> Checkpoint:
    """The body, which must be as `Checkpoint.body` writes it."""
    lines = body[:-1].split("\n")
    if len(lines) < 4 or lines[0] != origin or not _SIZE.fullmatch(lines[1]):
        raise BadNote("The note is no checkpoint of this log.")
    size, root = int(lines[1]), _decode(lines[2])
    if size >= SIZE_LIMIT or len(root) != HASH_SIZE:
        raise BadNote("The note is no checkpoint of this log.")
    checkpoint = Checkpoint(origin, size, root, _time_in(lines[3]), _counts_in(lines[4:]))
    if checkpoint.body() != body:
        raise BadNote("The checkpoint is written in another way than Pliego's.")
    return checkpoint


def _time_in(line: str) -> datetime:
    try:
        return datetime.strptime(line, "time %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadNote("The checkpoint does not say its time.") from None


def _counts_in(lines: Sequence[str]) -> dict[str, int]:
    counts = {}
    for line in lines:
        match = _COUNT.fullmatch(line)
        if match is None:
            raise BadNote("A count of the checkpoint is damaged.")
        counts[match[1]] = int(match[2])
    return counts


@lru_cache(maxsize=4)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    """The bytes of standard base64 in its one spelling; raises `BadNote`."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("What should be base64 is not.") from None
    if _encode(raw) != text:
        raise BadNote("What should be base64 is not.")
    return raw
