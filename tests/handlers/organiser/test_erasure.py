"""The team hears a week before signers are erased, and a deleted account is noticed."""

from datetime import timedelta

from campaign import notices, people, privacy
from campaign.people import Person
from campaign.petitions import lifecycle, open_petitions
from campaign.privacy import accounts
from campaign.privacy.retention import NOTICE, months_after
from campaign.team import Role
from handlers.organiser import erasure
from tests.handlers.organiser.conftest import Desk
from tests.stage import EMMA, LUCIA, OLIVIA

SAYS = {"method": "sendMessage", "params": {"text": "News."}}


async def _close(desk: Desk) -> None:
    (petition,) = await open_petitions(desk.database, "en")
    now = desk.services.clock()
    await lifecycle.close(desk.database, petition.id, actor_id=None, now=now)


async def _keep(desk: Desk) -> None:
    await erasure.keep(desk.services, desk.services.clock())


async def test_who_may_deliver_is_told_a_week_before_and_then_it_is_done(desk: Desk) -> None:
    await desk.join(LUCIA, Role.ANALYST)
    await desk.sign(EMMA)
    await _close(desk)
    closed = desk.services.clock()
    due = months_after(closed, desk.services.keeping.retention_months)
    desk.move_clock(due - NOTICE - closed)
    await _keep(desk)
    told = await desk.deliver_notices(OLIVIA)
    assert f"On {due:%B} {due.day}, {due.year} it will be erased who signed" in told
    assert "The 1 signature stays counted" in told
    assert not [said for said in desk.texts(LUCIA) if "it will be erased" in said]
    await _keep(desk)
    assert not (await privacy.everything_about(desk.database, EMMA)).is_empty
    desk.move_clock(NOTICE)
    await _keep(desk)
    assert (await privacy.everything_about(desk.database, EMMA)).is_empty


async def test_an_account_that_is_deleted_is_noticed_by_who_writes_to_it(desk: Desk) -> None:
    await desk.sign(EMMA)
    desk.world.people[EMMA].deactivate()
    now = desk.services.clock()
    await desk.database.write(
        lambda conn: notices.queue(conn, Person(EMMA, "en"), "news:1", SAYS, now)
    )
    await desk.sender.start()
    while not await _deactivated(desk):
        await desk.application.bot.get_me()
    await desk.sender.stop()
    later = now + accounts.KEPT_FOR + timedelta(days=1)
    await accounts.erase_words_of_deleted(desk.database, later)
    await people.came_back(desk.database, EMMA)
    assert not await _deactivated(desk)


async def _deactivated(desk: Desk) -> bool:
    held = await privacy.everything_about(desk.database, EMMA)
    return held.parts["person"][0]["deactivated_at"] is not None
