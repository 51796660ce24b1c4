"""/results: figures in words, and a picture of how they grew."""

import struct
from dataclasses import replace
from datetime import timedelta

from campaign import people, petitions
from campaign.results import results
from campaign.team import Role
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, words


async def test_the_figures_alone_while_nothing_happened(desk: Desk) -> None:
    said = await desk.say(OLIVIA, "/results")
    assert "Signatures: 0 of 1,000 (0%)" in said
    assert "photo" not in desk.last(OLIVIA)


async def test_a_chart_carries_its_figures_in_the_caption(desk: Desk) -> None:
    people = desk.crowd(15)
    for at, person in enumerate(people):
        if at % 5 == 0:
            desk.move_clock(timedelta(days=3))
        await desk.follow(person)
        await desk.sign(person)
    await desk.sign(EMMA)
    desk.move_clock(timedelta(days=40))
    said = await desk.say(OLIVIA, "/results")
    shown = desk.last(OLIVIA)
    assert "Signatures: 16 of 1,000 (1%)" in said
    assert "Receive updates: 15" in said
    assert len(words(shown)) <= 1024
    picture = desk.world.files.get(shown["photo"][-1]["file_id"])
    assert picture is not None
    assert picture.data.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture.data[16:24]) == (1200, 900)


async def test_a_chart_of_a_single_day_can_be_drawn_in_spanish(desk: Desk) -> None:
    await desk.join(LUCIA, Role.ANALYST)
    await desk.sign(EMMA)
    said = await desk.say(LUCIA, "/results")
    assert "Firmas: 1 de 1,000 (0%)" in said
    assert "photo" in desk.last(LUCIA)


async def test_each_line_ends_at_the_figure_of_today(desk: Desk) -> None:
    people_in = desk.crowd(6)
    for person in people_in:
        await desk.follow(person)
        await desk.sign(person)
        desk.move_clock(timedelta(days=1))
    now = desk.services.clock()
    await people.leave_updates(desk.database, people_in[0], now)
    await people.left(desk.database, people_in[1], now)
    await desk.follow(people_in[0])
    found = await results(desk.database, "en")
    assert found.petition is not None
    assert sum(new for _, new in found.followed_by_day) == found.updates == 5
    assert sum(new for _, new in found.signed_by_day) == found.petition.count == 6
    assert [day for day, _ in found.followed_by_day] == sorted(
        day for day, _ in found.followed_by_day
    )


async def test_nobody_is_named(desk: Desk) -> None:
    await desk.follow(EMMA)
    await desk.sign(EMMA)
    said = await desk.say(OLIVIA, "/results")
    assert "Emma" not in said
    assert str(EMMA) not in said


async def test_another_petition_is_a_tap_away(desk: Desk) -> None:
    planned = desk.services.manifest.petition
    assert planned is not None
    (wording, *_) = planned.wordings
    other = replace(wording, title="Trees for the square")
    second = replace(planned, slug="trees", goal=50, wordings=(other,))
    await petitions.plan(desk.database, second, desk.services.clock())
    said = await desk.say(OLIVIA, "/results")
    assert "of 1,000" in said
    said = await desk.tap(OLIVIA, "Trees for the square")
    assert "Signatures: 0 of 50" in said
    assert "set aside by the team: 0" in said
