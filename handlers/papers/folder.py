"""The folder for the addressee: petition, signatures, comments, proof, and checksums of all."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from campaign import delivery, handover
from campaign.delivery import Closing
from handlers.papers import comments, petition
from handlers.wording import Words, words

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Written:
    """What lies in the folder."""

    closing: Closing
    signatures: int
    comments: int


def write(
    conn: Connection, slug: str, target: Path, languages: Sequence[str], today: date
) -> Written:
    """Write the folder `target`, which must not exist, from one snapshot; whole or not at all.

    Takes minutes for a million signatures and the same memory as for a thousand: run it aside.
    Raises `NoPetition`, `StillOpen`, `PeopleErased` and `FileExistsError`.
    """
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".unfinished-") as unfinished:
        folder = Path(unfinished) / "delivery"
        folder.mkdir(mode=0o700)
        written = _fill(conn, slug, folder, languages, today)
        folder.rename(target)
    return written


def _fill(
    conn: Connection, slug: str, folder: Path, languages: Sequence[str], today: date
) -> Written:
    closing = delivery.closing(conn, slug)
    spoken = [words(language) for language in languages if language in closing.wordings] or [
        words(languages[0])
    ]
    for speak in spoken:
        petition.write(folder / f"petition.{speak.language}.pdf", speak, closing, today)
    with (folder / "signatures.csv").open("w", encoding="utf-8", newline="") as file:
        signatures = handover.write_rows(conn, closing.petition_id, file)
    commented = comments.write_all(
        folder,
        spoken[0],
        closing.wordings[spoken[0].language].title
        if spoken[0].language in closing.wordings
        else next(iter(closing.wordings.values())).title,
        delivery.comments(conn, closing.petition_id),
    )
    _write_proof(conn, folder, closing)
    for speak in spoken:
        _write_readme(folder, speak, closing, today)
    _write_checksums(folder)
    return Written(closing, signatures, commented)


def _write_proof(conn: Connection, folder: Path, closing: Closing) -> None:
    if closing.checkpoint is None:
        return
    (folder / "checkpoint.txt").write_text(closing.checkpoint, encoding="utf-8", newline="")
    with (folder / "ledger.txt").open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in delivery.public_list(conn, closing.leaves))


def _write_readme(folder: Path, speak: Words, closing: Closing, today: date) -> None:
    title = closing.wordings[speak.language].title if speak.language in closing.wordings else ""
    text = speak.plain(
        "paper.readme",
        title=title,
        day=today,
        count=closing.count,
        slug=closing.slug,
        verifier=closing.verifier_key or "-",
    )
    (folder / f"README.{speak.language}.txt").write_text(f"{text}\n", encoding="utf-8", newline="")


def _write_checksums(folder: Path) -> None:
    """`sha256sum --check SHA256SUMS` reads it."""
    lines = [f"{_sha256(file)}  {file.name}\n" for file in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path) -> Path:
    """The folder as a zip file beside it."""
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))
