import struct

import pytest

from rehearsal.errors import Refused
from rehearsal.fields import Upload
from rehearsal.files import Files, content, image_sides

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02"
GIF = b"GIF89a" + struct.pack("<HH", 30, 20)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 12, 34) + b"\x03" * 9


def _upload(data: bytes, name: str = "a.bin") -> Upload:
    return Upload(name, "application/octet-stream", data)


@pytest.mark.parametrize(
    ("data", "sides"), [(PNG, (640, 480)), (GIF, (30, 20)), (JPEG, (34, 12)), (b"text", None)]
)
def test_the_sides_of_an_image_are_read(data: bytes, sides: tuple[int, int] | None) -> None:
    assert image_sides(data) == sides


def test_a_photo_has_sizes_and_a_document_a_name() -> None:
    files = Files()
    photo = content(files.add("photo", _upload(PNG, "chart.png")))
    assert photo["photo"][0].items() >= {"width": 640, "height": 480}.items()
    document = content(files.add("document", _upload(b"x", "a.txt")))
    assert document["document"]["file_name"] == "a.txt"


def test_a_file_is_found_again_by_its_identifier_and_path() -> None:
    files = Files()
    stored = files.add("document", _upload(b"hello", "a.TXT"))
    described = files.describe(stored.file_id)
    assert described["file_path"].endswith(".txt")
    assert files.at(described["file_path"]) is stored
    assert files.resolve("document", stored.file_id) is stored


@pytest.mark.parametrize(
    ("kind", "given", "reason"),
    [
        ("document", _upload(b""), "file must be non-empty"),
        ("photo", _upload(b"not an image"), "IMAGE_PROCESS_FAILED"),
        ("photo", _upload(PNG[:16] + struct.pack(">II", 9000, 2000)), "PHOTO_INVALID_DIMENSIONS"),
        ("photo", _upload(PNG[:16] + struct.pack(">II", 2100, 100)), "PHOTO_INVALID_DIMENSIONS"),
        ("photo", _upload(PNG + bytes(10_000_000)), "Request Entity Too Large"),
        ("photo", "https://example.org/a.png", "failed to get HTTP URL content"),
        ("photo", "no-such-id", "wrong file identifier"),
    ],
)
def test_a_file_that_telegram_would_not_take_is_refused(
    kind: str, given: Upload | str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        Files().resolve(kind, given)


def test_a_file_of_one_kind_does_not_go_as_another() -> None:
    files = Files()
    stored = files.add("document", _upload(PNG))
    with pytest.raises(Refused, match="type of file mismatch"):
        files.resolve("photo", stored.file_id)


def test_more_than_20_mb_does_not_come_down() -> None:
    files = Files()
    stored = files.add("document", _upload(bytes(20_000_001)))
    with pytest.raises(Refused, match="file is too big"):
        files.describe(stored.file_id)


def test_the_oldest_files_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.files.KEPT_BYTES", 10)
    files = Files()
    first = files.add("document", _upload(b"123456"))
    second = files.add("document", _upload(b"abcdef"))
    assert files.get(first.file_id) is None
    assert files.at(first.path) is None
    assert files.get(second.file_id) is second
