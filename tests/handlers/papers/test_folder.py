"""The folder for the addressee: whole, checkable by hand, and only what signers agreed to."""

import csv
import hashlib
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from campaign import petitions
from campaign.consents import ConsentText, Purpose
from campaign.delivery import StillOpen
from campaign.petitions import NoPetition, amendments, lifecycle
from handlers.papers import comments, folder
from handlers.papers.folder import Written
from tests.campaign.conftest import Campaign

YES = ConsentText("en", "It goes with my signature.")
TODAY = date(2026, 11, 24)
PLACES = ["MX"] * 7 + ["ES"] * 5 + ["AR"] * 2


async def close(campaign: Campaign) -> None:
    await lifecycle.close(campaign.database, campaign.petition.id, actor_id=None, now=campaign.now)


async def sign(campaign: Campaign, places: Sequence[str]) -> None:
    for at, country in enumerate(places, start=1):
        await campaign.sign(at, f"Signer number {at}")
        await amendments.say_country(
            campaign.database, campaign.petition.id, at, country, YES, campaign.now
        )


async def comment(campaign: Campaign, person_id: int, said: str, *, public: bool) -> None:
    where = (campaign.database, campaign.petition.id, person_id)
    await amendments.say_comment(*where, said, YES, campaign.now)
    if public:
        await amendments.set_consent(*where, Purpose.PUBLIC, YES, campaign.now)


async def deliver(campaign: Campaign, target: Path) -> Written:
    return await campaign.database.read_aside(
        lambda conn: folder.write(conn, campaign.petition.slug, target, ["en", "es"], TODAY)
    )


def names(place: Path) -> list[str]:
    return sorted(each.name for each in place.iterdir())


def read(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


async def test_the_folder_is_whole_and_its_checksums_hold(
    campaign: Campaign, tmp_path: Path
) -> None:
    await sign(campaign, PLACES)
    await comment(campaign, 1, "Public & <bold> words", public=True)
    await close(campaign)
    written = await deliver(campaign, tmp_path / "out")
    assert names(tmp_path / "out") == [
        "README.en.txt",
        "README.es.txt",
        "SHA256SUMS",
        "checkpoint.txt",
        "comments-001.pdf",
        "ledger.txt",
        "petition.en.pdf",
        "petition.es.pdf",
        "signatures.csv",
    ]
    assert (written.signatures, written.comments) == (len(PLACES), 1)
    for line in (tmp_path / "out" / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split("  ")
        content = (tmp_path / "out" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == checksum


async def test_the_petition_says_what_was_asked_and_how_many_signed(
    campaign: Campaign, tmp_path: Path
) -> None:
    await sign(campaign, PLACES)
    await close(campaign)
    await deliver(campaign, tmp_path / "out")
    english, spanish = (read(tmp_path / "out" / f"petition.{code}.pdf") for code in ("en", "es"))
    for said in ("Keep it free", "The platforms", "We ask for a free internet.", "14 signatures"):
        assert said in english
    assert "14 firmas" in spanish
    assert "Que sea libre" in spanish


async def test_the_count_can_be_made_by_hand(campaign: Campaign, tmp_path: Path) -> None:
    await sign(campaign, PLACES)
    await petitions.withdraw(campaign.database, campaign.petition.id, 3, campaign.now)
    await close(campaign)
    written = await deliver(campaign, tmp_path / "out")

    def grep(kind: str) -> int:
        pattern = f"^{campaign.petition.slug} {kind} "
        found = subprocess.run(
            ["grep", "-c", pattern, "ledger.txt"], cwd=tmp_path / "out", capture_output=True
        )
        return int(found.stdout)

    counted = grep("signed") + grep("restored") - grep("withdrawn") - grep("invalidated")
    assert counted == written.closing.count == 13


async def test_only_public_comments_are_shown_with_what_was_typed_as_it_was(
    campaign: Campaign, tmp_path: Path
) -> None:
    await sign(campaign, PLACES[:3])
    await comment(campaign, 1, "Free & <b>open</b>, para todos: ñandú", public=True)
    await comment(campaign, 2, "For the addressee alone", public=False)
    await close(campaign)
    await deliver(campaign, tmp_path / "out")
    shown = read(tmp_path / "out" / "comments-001.pdf")
    assert "Free & <b>open</b>, para todos: ñandú" in shown
    assert "addressee alone" not in shown


async def test_many_comments_are_in_several_files(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "IN_ONE", 2)
    await sign(campaign, PLACES[:5])
    for person in range(1, 6):
        await comment(campaign, person, f"Words of {person}", public=True)
    await close(campaign)
    await deliver(campaign, tmp_path / "out")
    files = sorted((tmp_path / "out").glob("comments-*.pdf"))
    assert [file.name for file in files] == [f"comments-00{number}.pdf" for number in (1, 2, 3)]
    assert "Words of 5" in read(files[2])


async def test_small_groups_are_told_together(campaign: Campaign, tmp_path: Path) -> None:
    await sign(campaign, PLACES)
    await close(campaign)
    written = await deliver(campaign, tmp_path / "out")
    assert written.closing.by_country.shown == [("MX", 7)]
    assert written.closing.by_country.others == 7


async def test_nothing_is_left_when_it_cannot_be_delivered(
    campaign: Campaign, tmp_path: Path
) -> None:
    with pytest.raises(StillOpen):
        await deliver(campaign, tmp_path / "out")
    assert names(tmp_path) == ["data"]


async def test_an_unknown_petition_is_said_to_be_so(campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(NoPetition):
        await campaign.database.read_aside(
            lambda conn: folder.write(conn, "unknown", tmp_path / "out", ["en"], TODAY)
        )


async def test_a_petition_that_nobody_signed_can_be_delivered_too(
    campaign: Campaign, tmp_path: Path
) -> None:
    await close(campaign)
    await deliver(campaign, tmp_path / "out")
    with (tmp_path / "out" / "signatures.csv").open() as file:
        assert list(csv.DictReader(file)) == []
