"""What the clock tells the team about signatures: once, with the figures, and where to look."""

from datetime import timedelta

from campaign import petitions
from campaign.consents import ConsentText
from campaign.people import Person
from campaign.team import Role
from db.schema import petitions as petition_table
from handlers.organiser import alarms
from tests.handlers.organiser.conftest import LUCIA, OLIVIA, Desk


async def _sign(desk: Desk, name: str, count: int = 1) -> None:
    (petition,) = await petitions.open_petitions(desk.database, "en")
    for person in desk.crowd(count):
        await petitions.sign(
            desk.database,
            Person(person, "en"),
            petition.id,
            version=petition.version,
            name=name,
            consent=ConsentText("en", "Keep my signature."),
            now=desk.services.clock(),
        )


async def test_the_alarm_reaches_who_may_review_and_leads_there(desk: Desk) -> None:
    await desk.join(LUCIA, Role.MODERATOR)
    for _ in range(30):
        await _sign(desk, "Ana Luz")
        desk.move_clock(timedelta(hours=1))
    await _sign(desk, "Bot Bot", 40)
    desk.move_clock(timedelta(minutes=1))
    for _ in range(2):
        await alarms.watch_rates(desk.services, desk.services.clock())
    said = await desk.deliver_notices(OLIVIA)
    assert "Many more people sign than usual" in said
    assert "40 signatures in the last hour" in said
    assert "0 to 30" in said
    assert sum("than usual" in text for text in desk.texts(OLIVIA)) == 1
    assert any("mucha más gente" in text for text in desk.texts(LUCIA))
    assert "70 signatures count" in await desk.tap(OLIVIA, "Look at the signatures")


async def test_a_miscount_is_told_with_its_figures(desk: Desk) -> None:
    await _sign(desk, "Ana Luz", 3)
    await desk.database.write(
        lambda conn: conn.execute(petition_table.update().values(signature_count=2))
    )
    await alarms.count_again(desk.services, desk.services.clock())
    said = await desk.deliver_notices(OLIVIA)
    assert "count shown: 2" in said
    assert "counted one by one: 3" in said
    assert "public ledger: 3" in said
    assert await desk.database.read(
        lambda conn: conn.execute(petition_table.select()).mappings().one()["signature_count"] == 2
    )
