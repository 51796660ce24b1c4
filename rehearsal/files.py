"""Files that went through the rehearsal: identifiers, sizes, kinds, and the limits on them.

Up to 50 MB go up (10 MB for a photo), up to 20 MB come down.
https://core.telegram.org/bots/api#sending-files
"""

import hashlib
import struct
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count

from rehearsal.errors import Refused, bad_request
from rehearsal.fields import Upload
from rehearsal.shapes import Json

MAX_UP = 50_000_000
MAX_PHOTO = 10_000_000
MAX_DOWN = 20_000_000
KEPT_BYTES = 400_000_000
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20

KINDS = ("photo", "document", "video", "animation", "audio", "voice", "sticker")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that the rehearsal keeps in memory; `about` is what messages say of it."""

    file_id: str
    path: str
    kind: str
    name: str
    content_type: str
    data: bytes
    about: Json


class Files:
    """All files by identifier; the oldest go when together they grow too large."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = count(1)
        self._bytes = 0

    def add(self, kind: str, upload: Upload, details: Json | None = None) -> StoredFile:
        """Keeps an upload as one of `KINDS`, or refuses it as Telegram does."""
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > (MAX_PHOTO if kind == "photo" else MAX_UP):
            raise Refused("Request Entity Too Large", 413)
        number = next(self._numbers)
        digest = hashlib.sha256(upload.data).hexdigest()
        file_id = f"R{kind[:2]}{number}_{digest[:40]}"
        path = f"{kind}s/file_{number}{_suffix(upload.name)}"
        about: Json = {
            "file_id": file_id,
            "file_unique_id": f"U{digest[:14]}",
            "file_size": len(upload.data),
            **_kind_details(kind, upload, details or {}),
        }
        stored = StoredFile(
            file_id, path, kind, upload.name, upload.content_type, upload.data, about
        )
        self._keep(stored)
        return stored

    def _keep(self, stored: StoredFile) -> None:
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        self._bytes += len(stored.data)
        while self._bytes > KEPT_BYTES and len(self._by_id) > 1:
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path]
            self._bytes -= len(oldest.data)

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def resolve(self, kind: str, given: Upload | str, details: Json | None = None) -> StoredFile:
        """The file a call means: one sent before, by its identifier, or a new upload."""
        if isinstance(given, Upload):
            return self.add(kind, given, details)
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._by_id.get(given)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(
                f"type of file mismatch: can't use file of type {stored.kind} as {kind}"
            )
        return stored

    def describe(self, file_id: str) -> Json:
        """The `File` object of getFile."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > MAX_DOWN:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": stored.about["file_unique_id"],
            "file_size": len(stored.data),
            "file_path": stored.path,
        }


def content(stored: StoredFile) -> Json:
    """What a message that shows the file holds."""
    if stored.kind == "photo":
        return {"photo": [stored.about]}
    if stored.kind == "animation":
        return {"animation": stored.about, "document": _as_document(stored)}
    return {stored.kind: stored.about}


def _as_document(stored: StoredFile) -> Json:
    names = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
    return {name: stored.about[name] for name in names if name in stored.about}


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 and len(name) - dot <= 8 else ""
    return suffix if suffix[1:].isalnum() else ""


def _kind_details(kind: str, upload: Upload, details: Json) -> Json:
    named: Json = {"file_name": upload.name, "mime_type": upload.content_type}
    match kind:
        case "photo":
            return _photo_size(upload.data)
        case "video" | "animation":
            return {
                "width": details.get("width", 320),
                "height": details.get("height", 240),
                "duration": details.get("duration", 1),
                **named,
            }
        case "audio":
            titles: Json = {key: details[key] for key in ("performer", "title") if key in details}
            return {"duration": details.get("duration", 1), **named, **titles}
        case "voice":
            return {"duration": details.get("duration", 1), "mime_type": upload.content_type}
        case "sticker":
            plain = {"type": "regular", "is_animated": False, "is_video": False}
            return {**plain, "width": 512, "height": 512}
    return named


def _photo_size(data: bytes) -> Json:
    sides = image_sides(data)
    if sides is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = sides
    if not width or not height or width + height > MAX_PHOTO_SIDES:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    if max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height}


def image_sides(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, WebP or JPEG image, None when it is none of them."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    if data.startswith(b"\xff\xd8"):
        return _jpeg_sides(data)
    return None


def _jpeg_sides(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (ISO/IEC 10918-1, B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        at += 2 + length
    return None
