"""A place on the team from its invitation to its end, in the real program."""

import re
from pathlib import Path

from tests.stage import EMMA, LUCIA, OLIVIA, Person, Stage, labels, set_up, words


def menu(stage: Stage, person: Person) -> set[str]:
    """The commands that Telegram offers this person."""
    shown = stage.get("commands", chat_id=person.id, user_id=person.id)["commands"]
    return {entry["command"] for entry in shown}


def invited(owner: Person, role: str) -> str:
    """The payload of a link that the owner asks for."""
    owner.ask("/team")
    owner.tap("Invite someone")
    owner.sees("A link for which place?")
    owner.tap(role)
    link = re.search(
        r"start=(inv-[\w-]+)", words(owner.sees(f"A link for one person\nRole: {role}"))
    )
    assert link is not None
    return link[1]


def test_a_place_from_its_invitation_to_its_end(stage: Stage, olivia: Person) -> None:
    olivia.ask("/start")
    ana, mateo = stage.newcomer("Ana"), stage.newcomer("Mateo", "es")

    ana.ask(f"/start {invited(olivia, 'organiser')}", "Now an owner must confirm")
    ana.ask("/broadcast", "only for the campaign's team")
    assert labels(olivia.sees("Ana")) == ["Confirm", "Refuse"]
    olivia.tap("Confirm")
    ana.sees("You are now organiser of this campaign")
    stage.wait(lambda: "broadcast" in menu(stage, ana), lambda: "the menu of an organiser")

    mateo.ask(f"/start {invited(olivia, 'analyst')}", "alguien titular debe confirmar")
    olivia.sees("Mateo")
    olivia.tap("Confirm")
    mateo.sees("Ahora tienes este papel en la campaña: análisis")

    ana.ask("/team", "Mateo")
    ana.tap("Mateo")
    ana.sees("Role: analyst")
    ana.tap("Suspend")
    ana.sees("Suspend Mateo")
    ana.tap("Yes, suspend now")
    ana.sees("Suspended on")
    mateo.sees("tu lugar en el equipo está en suspenso")
    mateo.ask("/results", "solo para el equipo")
    assert "results" not in menu(stage, mateo)

    olivia.sees("was suspended just now")
    olivia.tap("See it, or restore it")
    olivia.sees("by Ana")
    olivia.tap("Restore the place")
    mateo.sees("es tuyo otra vez")
    mateo.ask("/results")

    ana.ask("/broadcast")
    ana.say("See you at noon.")
    ana.sees("For:")
    ana.ask("/team")
    ana.tap("Ana")
    ana.tap("Leave the team")
    ana.sees("updates that were not sent yet: 1")
    ana.tap("Yes, leave the team")
    ana.sees("You left the team")
    olivia.sees("Ana (organiser) left the team.")
    ana.ask("/broadcast", "only for the campaign's team")
    assert "broadcast" not in menu(stage, ana)

    olivia.ask("/team", "Mateo")
    olivia.tap("Mateo")
    olivia.sees("Role: analyst")
    olivia.tap("Change the role")
    olivia.tap("moderator")
    mateo.sees("Ahora es: moderación")
    stage.wait(lambda: "questions" in menu(stage, mateo), lambda: "the menu of a moderator")
    olivia.tap("Remove from the team")
    olivia.sees("Nothing is pending, and nothing was exported.")
    olivia.tap("Yes, remove")
    olivia.sees("is off the team")
    mateo.sees("Ya no estás en el equipo")


def test_who_is_refused_leaves_nothing_behind(stage: Stage, olivia: Person) -> None:
    stranger = stage.newcomer("Stranger")
    stranger.ask(f"/start {invited(olivia, 'owner')}", "Now an owner must confirm")
    olivia.sees("Stranger came by an invitation")
    olivia.tap("Refuse")
    stranger.sees("The owners did not confirm")
    stranger.ask("/results", "only for the campaign's team")


def test_a_suspension_outlives_a_restart_and_the_host_brings_an_only_owner_back(
    tmp_path: Path,
) -> None:
    with set_up(tmp_path, owners=str(OLIVIA)) as stage:
        olivia, emma, lucia = (stage.person(each) for each in (OLIVIA, EMMA, LUCIA))
        olivia.ask("/start")
        emma.ask(f"/start {invited(olivia, 'organiser')}")
        olivia.sees("came by an invitation")
        olivia.tap("Confirm")
        emma.sees("You are now organiser")
        emma.ask("/team")
        emma.tap("Olivia")
        emma.sees("Role: owner")
        emma.tap("Suspend")
        emma.sees("Nobody else owns this campaign")
        emma.tap("Yes, suspend now")
        olivia.sees("Your place on the team is suspended")
        stage.restart()
        olivia.ask("/team", "only for the campaign's team")
        link = re.search(r"start=(own-[\w-]+)", stage.said().replace("\n", ""))
        assert link is not None
        olivia.ask(f"/start {link[1]}", "You are now owner")
        olivia.ask("/team", "The team")
        lucia.ask(f"/start {link[1]}", "Ese enlace ya se usó")
