"""The team in the chat: invited, confirmed, changed, suspended, restored, removed, gone."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from campaign import privacy, team
from campaign.team import Role, invitations
from db import audit, broadcasts
from db.schema import messages, outbox
from db.schema import team as places
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, buttons, labels

SUSPENDED = "Your place on the team is suspended for now"


async def link_for(desk: Desk, role: str, owner: int = OLIVIA) -> str:
    """An owner's way to a link; its payload."""
    await desk.say(owner, "/team")
    await desk.tap(owner, "Invite someone")
    said = await desk.tap(owner, role)
    found = re.search(r"start=(inv-[\w-]{22})$", said, re.MULTILINE)
    assert found is not None, said
    return found[1]


async def role_of(desk: Desk, person: int) -> Role | None:
    return await team.role_of(desk.database, person)


async def told(desk: Desk, person: int) -> str:
    """Let the sender send all that waits; the newest message to this person."""
    waits = select(outbox.c.id).where(outbox.c.state.in_(("pending", "sending")))
    await desk.sender.start()
    while await desk.database.read(lambda conn: conn.execute(waits).all()):
        await desk.application.bot.get_me()
    await desk.sender.stop()
    return desk.texts(person)[-1]


async def queued(desk: Desk) -> int:
    """How many notices there are."""
    found = await desk.database.read(lambda conn: conn.execute(select(messages.c.id)).all())
    return len(found)


def menu(desk: Desk, person: int) -> list[str]:
    """The commands that Telegram shows this person in a chat of their own."""
    offered = desk.world.profile.commands_shown(desk.world.chats[person], person, "en")
    return [command["command"] for command in offered]


async def test_the_owner_invites_somebody_comes_and_the_owner_confirms(desk: Desk) -> None:
    payload = await link_for(desk, "moderator")
    came = await desk.say(LUCIA, f"/start {payload}")
    assert "alguien titular debe confirmar" in came
    assert "Lucía" in came
    assert await role_of(desk, LUCIA) is None
    notice = await told(desk, OLIVIA)
    assert "Lucía" in notice
    assert "anyone can choose any name" in notice.casefold()
    assert labels(desk.last(OLIVIA)) == ["Confirm", "Refuse"]
    assert "is on the team now. Role: moderator." in await desk.tap(OLIVIA, "Confirm")
    assert await role_of(desk, LUCIA) is Role.MODERATOR
    assert "Ahora tienes este papel" in await told(desk, LUCIA)
    assert "questions" in menu(desk, LUCIA)
    assert "broadcast" not in menu(desk, LUCIA)


async def test_every_owner_is_asked_and_the_first_to_tap_decides(desk: Desk) -> None:
    await desk.join(EMMA, Role.OWNER)
    payload = await link_for(desk, "analyst")
    await desk.say(LUCIA, f"/start {payload}")
    await told(desk, OLIVIA)
    asked = desk.last(EMMA)
    await desk.tap(OLIVIA, "Confirm")
    (confirm, refuse) = (button["callback_data"] for button in buttons(asked))
    assert "is on the team now" in await desk.tap_data(EMMA, confirm, asked)
    assert "was used, refused or taken back" in await desk.tap_data(EMMA, refuse, asked)
    assert await role_of(desk, LUCIA) is Role.ANALYST


async def test_who_is_refused_is_told_and_keeps_no_place(desk: Desk) -> None:
    await desk.say(LUCIA, f"/start {await link_for(desk, 'owner')}")
    await told(desk, OLIVIA)
    assert "Refused" in await desk.tap(OLIVIA, "Refuse")
    assert "No se confirmó tu lugar" in await told(desk, LUCIA)
    assert await role_of(desk, LUCIA) is None
    assert (await privacy.everything_about(desk.database, LUCIA)).parts["person"] == []


async def test_a_link_tapped_twice_asks_the_owner_once(desk: Desk) -> None:
    payload = await link_for(desk, "analyst")
    first = await desk.say(LUCIA, f"/start {payload}")
    assert await desk.say(LUCIA, f"/start {payload}") == first
    assert await queued(desk) == 1
    assert "already or is too old" in await desk.say(EMMA, f"/start {payload}")


async def test_the_owners_page_shows_who_waits_and_the_links_and_takes_them_back(
    desk: Desk,
) -> None:
    await desk.say(LUCIA, f"/start {await link_for(desk, 'analyst')}")
    payload = await link_for(desk, "organiser")
    page = await desk.say(OLIVIA, "/team")
    assert "Lucía" in page
    assert "waits for an owner to confirm: analyst" in page
    assert "A link works until 25 Nov 2026, 09:00: organiser" in page
    assert "The link works no more." in await desk.tap(OLIVIA, "Take the link back: organiser")
    assert "A link works" not in desk.texts(OLIVIA)[-1]
    assert "already or is too old" in await desk.say(EMMA, f"/start {payload}")
    assert "came by an invitation" in await desk.tap(OLIVIA, "Confirm or refuse")


async def test_one_button_makes_one_link(desk: Desk) -> None:
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Invite someone")
    shown = desk.last(OLIVIA)
    (data,) = {each["callback_data"] for each in buttons(shown) if each["text"] == "organiser"}
    first = await desk.tap_data(OLIVIA, data, shown)
    await desk.tap_data(OLIVIA, data, shown)
    assert desk.texts(OLIVIA)[-1] == first
    assert len(await invitations.unused(desk.database, desk.services.clock())) == 1


async def test_an_organiser_sees_the_team_and_may_only_suspend(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    await desk.join(LUCIA, Role.ANALYST)
    await link_for(desk, "analyst")
    page = await desk.say(EMMA, "/team")
    assert "Emma" in page
    assert "organiser (you)" in page
    assert "A link works" not in page
    assert not any("Invite" in label for label in labels(desk.last(EMMA)))
    await desk.tap(EMMA, "Lucía")
    assert labels(desk.last(EMMA)) == ["Suspend", "Back to the team"]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ANALYST])
async def test_all_others_see_their_own_place_and_the_way_out(desk: Desk, role: Role) -> None:
    await desk.join(EMMA, role)
    page = await desk.say(EMMA, "/team")
    assert f"Role: {role}" in page
    assert "Olivia" not in page
    assert labels(desk.last(EMMA)) == ["Leave the team"]


async def test_suspended_at_once_told_once_and_restored_by_an_owner(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    await desk.join(LUCIA, Role.MODERATOR)
    await desk.say(EMMA, "/team")
    await desk.tap(EMMA, "Lucía")
    assert "Every owner is told at once" in await desk.tap(EMMA, "Suspend")
    ask = desk.last(EMMA)
    assert "Suspended." in await desk.tap(EMMA, "Yes, suspend now")
    yes = next(each["callback_data"] for each in buttons(ask) if "Yes" in each["text"])
    assert "Suspended." in await desk.tap_data(EMMA, yes, ask)
    assert await queued(desk) == 2
    assert "by Emma" in desk.texts(EMMA)[-1]
    notice = await told(desk, OLIVIA)
    assert "Lucía" in notice
    assert "was suspended just now" in notice
    assert "está en suspenso" in await told(desk, LUCIA)
    assert await desk.say(LUCIA, "/questions") == "Eso es solo para el equipo de la campaña."
    assert "questions" not in menu(desk, LUCIA)
    assert "by Emma" in await desk.tap(OLIVIA, "See it, or restore it")
    await desk.tap(OLIVIA, "Restore the place")
    assert "tuyo otra vez" in await told(desk, LUCIA)
    assert await role_of(desk, LUCIA) is Role.MODERATOR
    assert "questions" in menu(desk, LUCIA)


async def test_to_suspend_the_only_owner_warns_and_works(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    await desk.say(EMMA, "/team")
    await desk.tap(EMMA, "Olivia")
    assert "Nobody else owns this campaign" in await desk.tap(EMMA, "Suspend")
    await desk.tap(EMMA, "Yes, suspend now")
    assert SUSPENDED in await told(desk, OLIVIA)
    assert "only for the campaign's team" in await desk.say(OLIVIA, "/team")
    payload = await team.owner_link(desk.database, desk.services.clock())
    assert "You are now owner" in await desk.say(OLIVIA, f"/start {payload}")
    assert "The team" in await desk.say(OLIVIA, "/team")


async def test_a_role_is_changed_and_the_member_told_with_a_new_menu(desk: Desk) -> None:
    await desk.join(EMMA, Role.ANALYST)
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Emma")
    assert "Now it is: analyst" in await desk.tap(OLIVIA, "Change the role")
    assert await desk.tap(OLIVIA, "organiser") == "The role is changed."
    assert "Role: organiser" in desk.texts(OLIVIA)[-1]
    assert "Now it is: organiser" in await told(desk, EMMA)
    assert await role_of(desk, EMMA) is Role.ORGANISER
    assert "broadcast" in menu(desk, EMMA)


async def test_the_last_owner_is_told_kindly_that_one_is_needed(desk: Desk) -> None:
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Olivia")
    await desk.tap(OLIVIA, "Leave the team")
    assert "The campaign needs an owner" in await desk.tap(OLIVIA, "Yes, leave the team")
    await desk.tap(OLIVIA, "No, stay")
    await desk.tap(OLIVIA, "Change the role")
    assert "The campaign needs an owner" in await desk.tap(OLIVIA, "analyst")
    assert await role_of(desk, OLIVIA) is Role.OWNER


async def hold_things(desk: Desk, person: int) -> None:
    """A draft of an article, one of an update, and an export."""
    now = desk.services.clock()
    payload = {"method": "sendMessage", "params": {"text": "Soon."}}

    def change(conn: Connection) -> None:
        broadcasts.add(conn, person, payload, {}, now)
        for number in range(7):
            audit.add(
                conn,
                "petition:exported",
                actor_id=person,
                now=now + timedelta(minutes=number),
                subject="free-internet",
            )

    await desk.say(person, "/add")
    await desk.database.write(change)


async def test_an_owner_sees_what_a_member_had_before_removing_them(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    await hold_things(desk, EMMA)
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Emma")
    asked = await desk.tap(OLIVIA, "Remove from the team")
    assert "updates that were not sent yet: 1" in asked
    assert "an article that is not in the library yet" in asked
    assert "24 Nov 2026, 09:06: free-internet" in asked
    assert "and earlier ones: 2" in asked
    assert "is off the team" in await desk.tap(OLIVIA, "Yes, remove")
    assert "You are no longer on the team" in await told(desk, EMMA)
    assert await desk.open_draft(EMMA) is None
    assert menu(desk, EMMA) == menu(desk, LUCIA)
    held = (await privacy.everything_about(desk.database, EMMA)).parts
    assert held["broadcasts_written"] == []
    assert held["role"] == []


async def test_who_leaves_is_thanked_and_the_owners_are_told(desk: Desk) -> None:
    await desk.join(EMMA, Role.ANALYST)
    await desk.say(EMMA, "/team")
    assert "Nothing is pending" in await desk.tap(EMMA, "Leave the team")
    assert "Thank you for all you did" in await desk.tap(EMMA, "Yes, leave the team")
    assert "Emma" in await told(desk, OLIVIA)
    assert "left the team" in desk.texts(OLIVIA)[-1]
    assert "Nothing is pending" in desk.texts(OLIVIA)[-1]
    assert await desk.say(EMMA, "/team") == "That is only for the campaign's team."


async def test_one_button_on_a_member_who_is_gone_says_so(desk: Desk) -> None:
    await desk.join(EMMA, Role.ANALYST)
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Emma")
    await desk.leave(EMMA)
    for label in ("Suspend", "Change the role", "Remove from the team"):
        assert "not on the team any more" in await desk.tap(OLIVIA, label)


async def test_nobody_suspends_or_removes_themselves(desk: Desk) -> None:
    await desk.say(OLIVIA, "/team")
    for action in ("suspend", "remove"):
        said = await desk.tap_data(OLIVIA, f"team:{action}:{OLIVIA}")
        assert "to your own place" in said


async def test_a_large_team_has_pages(desk: Desk) -> None:
    for person in desk.crowd(17):
        desk.world.people[person].started = True
        await desk.join(person, Role.ANALYST)
    assert "8. P6: analyst" in await desk.say(OLIVIA, "/team")
    assert "9. P7: analyst" in await desk.tap(OLIVIA, "Next")
    assert "18. P16: analyst" in await desk.tap(OLIVIA, "Next")
    assert "Next" not in labels(desk.last(OLIVIA))
    assert "1. Olivia" in await desk.tap_data(OLIVIA, "team:list:0")
    assert "18. P16" in await desk.tap_data(OLIVIA, "team:list:999999")


async def test_a_member_whom_telegram_does_not_name_has_a_number(desk: Desk) -> None:
    await desk.join(EMMA, Role.ANALYST)
    desk.world.people[EMMA].started = False
    assert f"Account {EMMA}: analyst" in await desk.say(OLIVIA, "/team")


async def test_names_are_kept_in_no_table_once_all_is_told(desk: Desk) -> None:
    await desk.say(LUCIA, f"/start {await link_for(desk, 'analyst')}")
    await told(desk, OLIVIA)
    await desk.tap(OLIVIA, "Confirm")
    await told(desk, LUCIA)
    await desk.tap_data(OLIVIA, f"team:suspend:{LUCIA}")
    await told(desk, LUCIA)
    await invitations.drop_old(desk.database, desk.services.clock())
    assert await queued(desk) == 0
    kept = await desk.database.read(lambda conn: conn.execute(select(places)).all())
    assert "Luc" not in repr(kept)


async def test_updates_of_a_suspended_member_can_be_stopped_by_others(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    crowd = desk.crowd(3)
    await desk.follow(*crowd)
    await desk.say(EMMA, "/broadcast")
    await desk.say(EMMA, "Buy my coin!")
    await desk.tap(EMMA, "Send to 3 people")
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Emma")
    assert "on their way now: 1" in desk.texts(OLIVIA)[-1]
    await desk.tap(OLIVIA, "Suspend")
    await desk.tap(OLIVIA, "Yes, suspend now")
    assert "Stopped" in await desk.tap(OLIVIA, "Stop update 1")
    await desk.deliver()
    assert not any("Buy my coin!" in text for person in crowd for text in desk.texts(person))
    assert "Delivered: 0" in "".join(desk.texts(EMMA))


async def test_who_asks_to_be_forgotten_has_a_supporters_menu_again(desk: Desk) -> None:
    await desk.join(EMMA, Role.ORGANISER)
    await desk.say(OLIVIA, "/team")
    await desk.tap(OLIVIA, "Emma")
    await desk.tap(OLIVIA, "Change the role")
    await desk.tap(OLIVIA, "moderator")
    assert "questions" in menu(desk, EMMA)
    await desk.say(EMMA, "/forget")
    await desk.tap(EMMA, "Yes, erase")
    assert await role_of(desk, EMMA) is None
    assert menu(desk, EMMA) == menu(desk, LUCIA)
