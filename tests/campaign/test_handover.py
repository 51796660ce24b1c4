"""The table for the addressee: what each agreed to, in cells that no program will run."""

import csv
import io
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from campaign import handover, petitions
from campaign.consents import ConsentText, Purpose
from campaign.petitions import NoPetition, amendments
from db.schema import people, signatures
from tests.campaign.conftest import Campaign

YES = ConsentText("en", "It goes with my signature.")
ANA, BEN, EVA = 1_100_000_001, 1_100_000_002, 1_100_000_003
SIGNS = "=+-@＝＋－＠"
hostile = st.one_of(
    st.text(),
    st.builds(
        lambda lead, sign, rest: lead + sign + rest,
        st.text(" \t\r\n\v\f\u00a0\u2003\u3000\ufeff\u200b\x00", max_size=4),
        st.sampled_from(SIGNS),
        st.text(max_size=20),
    ),
)


@settings(deadline=None)
@given(hostile)
def test_no_cell_begins_as_a_formula_even_after_white_space(cell: str) -> None:
    safe = handover.safe(cell)
    assert safe[:1] not in {*SIGNS, "\t", "\r", "\n"}
    assert (
        safe.strip().strip("\ufeff\u200b\x00").strip()[:1] not in set(SIGNS) or cell == safe == ""
    )
    assert safe in (cell, f"'{cell}")


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-zÁÉÍÓÚÑáéíóúñ0-9][^=+\-@\n\r\t]*", fullmatch=True))
def test_an_ordinary_cell_is_left_as_it_is(cell: str) -> None:
    assert handover.safe(cell) == cell


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\u00a0=1", "\ufeff=1", "＝1",
     "\x00=1", " \t =cmd|' /C calc'!A0"],
)  # fmt: skip
def test_known_formulas_are_made_safe(cell: str) -> None:
    assert handover.safe(cell) == f"'{cell}"


async def _written(campaign: Campaign) -> list[dict[str, str]]:
    file = io.StringIO()
    count = await handover.write_csv(campaign.database, campaign.petition.slug, file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert len(rows) == count
    return rows


async def test_without_consent_there_is_a_number_and_a_date_and_nothing_else(
    campaign: Campaign,
) -> None:
    await campaign.sign(ANA, "Ana Secret")
    assert await _written(campaign) == [
        {
            "number": "1",
            "signed_on": "2026-11-24",
            "name": "",
            "country": "",
            "region": "",
            "comment": "",
            "may_be_public": "no",
        }
    ]


async def test_each_field_goes_only_with_its_own_consent(campaign: Campaign) -> None:
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    for person, name in ((ANA, "Ana"), (BEN, "Ben"), (EVA, "Eva")):
        await campaign.sign(person, name)
        await amendments.say_country(database, petition, person, "MX", YES, now)
        await amendments.say_comment(database, petition, person, f"By {name}", YES, now)
    await amendments.set_consent(database, petition, ANA, Purpose.HANDOVER, YES, now)
    await amendments.set_consent(database, petition, ANA, Purpose.COUNTRY, None, now)
    await amendments.set_consent(database, petition, BEN, Purpose.PUBLIC, YES, now)
    await amendments.set_consent(database, petition, BEN, Purpose.COMMENT, None, now)
    await amendments.set_consent(database, petition, EVA, Purpose.HANDOVER, YES, now)
    await amendments.set_consent(database, petition, EVA, Purpose.HANDOVER, None, now)
    told = [
        (row["name"], row["country"], row["comment"], row["may_be_public"])
        for row in await _written(campaign)
    ]
    assert told == [
        ("Ana", "", "By Ana", "no"),
        ("", "MX", "", "yes"),
        ("", "MX", "By Eva", "no"),
    ]


async def test_who_withdrew_is_not_handed_over_and_numbers_stay(campaign: Campaign) -> None:
    for person in (ANA, BEN, EVA):
        await campaign.sign(person)
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    assert [row["number"] for row in await _written(campaign)] == ["1", "3"]


async def test_nothing_in_the_table_names_an_account(campaign: Campaign) -> None:
    await campaign.sign(ANA, "Ana")
    file = io.StringIO()
    await handover.write_csv(campaign.database, campaign.petition.slug, file)
    assert str(ANA) not in file.getvalue()
    assert file.getvalue().splitlines()[0] == ",".join(handover.COLUMNS)


async def test_commas_quotes_and_lines_stay_in_their_cell(campaign: Campaign) -> None:
    name = 'Ana "la buena", de\nacá'
    await campaign.sign(ANA, name)
    await amendments.set_consent(
        campaign.database, campaign.petition.id, ANA, Purpose.HANDOVER, YES, campaign.now
    )
    (row,) = await _written(campaign)
    assert row["name"] == name


async def test_a_petition_that_never_was_is_told(campaign: Campaign) -> None:
    with pytest.raises(NoPetition):
        await handover.write_csv(campaign.database, "other", io.StringIO())


@pytest.fixture
def nowhere() -> Iterator[TextIO]:
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        yield file


async def test_signatures_stream_and_are_never_all_in_memory(
    campaign: Campaign, nowhere: TextIO
) -> None:
    """Rows come a thousand at a time: ten times as many must not take ten times the room."""
    await campaign.database.write(lambda conn: _crowd(conn, campaign, 1, 1_000))
    small = await _room_taken(campaign, nowhere)
    await campaign.database.write(lambda conn: _crowd(conn, campaign, 1_001, 10_000))
    assert await _room_taken(campaign, nowhere) < 2 * small


def _crowd(conn: Connection, campaign: Campaign, first: int, last: int) -> None:
    numbers = range(first, last + 1)
    conn.execute(insert(people), [{"id": number, "created_at": campaign.now} for number in numbers])
    given: list[dict[str, Any]] = [
        {
            "petition_id": campaign.petition.id,
            "person_id": number,
            "number": number,
            "version": 1,
            "language": "en",
            "comment": "c" * 400,
            "signed_at": campaign.now,
        }
        for number in numbers
    ]
    conn.execute(insert(signatures), given)


async def _room_taken(campaign: Campaign, nowhere: TextIO) -> int:
    tracemalloc.start()
    try:
        await handover.write_csv(campaign.database, campaign.petition.slug, nowhere)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
