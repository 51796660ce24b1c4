"""What members are told when their place changes, and owners when another's does."""

from campaign.team import Holdings, Role
from handlers.views.organiser.holdings import holdings
from handlers.views.organiser.team import Named, cut, role_name
from handlers.views.view import View, button, paragraphs
from handlers.wording import Words


def suspended(speak: Words) -> View:
    """To who was suspended, once."""
    return View(speak("team.told-suspended"))


def restored(speak: Words, role: Role) -> View:
    """To whose place is theirs again."""
    return View(speak("team.told-restored", role=role_name(speak, role)))


def role_changed(speak: Words, role: Role) -> View:
    """To who has another role now."""
    return View(speak("team.told-role", role=role_name(speak, role)))


def removed(speak: Words) -> View:
    """To who is off the team."""
    return View(speak("team.told-removed"))


def owners_of_suspension(speak: Words, shown: Named) -> View:
    """To the owners, at once: who was suspended, and the way to see by whom."""
    member = shown.member
    return View(
        speak(
            "team.owners-told-suspended", name=cut(shown.name), role=role_name(speak, member.role)
        ),
        ((button(speak, "team.see-place", f"team:open:{member.person_id}"),),),
    )


def owners_of_leaving(speak: Words, shown: Named, held: Holdings, time_zone: str) -> View:
    """To the owners: who left, what ended with it, and what they took along."""
    role = role_name(speak, shown.member.role)
    text = paragraphs(
        speak("team.owners-told-left", name=cut(shown.name), role=role),
        holdings(speak, held, time_zone),
    )
    return View(text, ((button(speak, "team.all", "team:list:0"),),))
