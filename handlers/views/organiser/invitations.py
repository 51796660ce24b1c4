"""An invitation to the team: the link, who came by it, and what an owner decided."""

from campaign.team import Role
from handlers.views.organiser.team import Came, cut, role_name
from handlers.views.view import View, button, in_rows, paragraphs
from handlers.wording import Words


def ask_invite(speak: Words, secret: str) -> View:
    """For which place a link is wanted; `secret` becomes part of it."""
    choices = [
        button(speak, f"role.{role}", f"team:invite:{role}:{secret}") for role in reversed(Role)
    ]
    text = paragraphs(speak("invitation.ask-role"), speak("team.about-roles"))
    return View(text, (*in_rows(choices, 2), (button(speak, "team.all", "team:list:0"),)))


def link(speak: Words, url: str, role: Role, mark: str, when: str) -> View:
    """The link, to be sent to one person."""
    text = paragraphs(
        speak("invitation.link", role=role_name(speak, role)),
        speak("text.verbatim", text=url),
        speak("invitation.about-link", when=when),
    )
    return View(
        text,
        (
            (button(speak, "invitation.take-back", f"team:revoke:{mark}"),),
            (button(speak, "team.all", "team:list:0"),),
        ),
    )


def must_be_confirmed(speak: Words, campaign: str, role: Role, name: str) -> View:
    """To who came by a link: an owner decides, and sees this name."""
    return View(
        speak(
            "invitation.must-be-confirmed",
            campaign=campaign,
            role=role_name(speak, role),
            name=cut(name),
        )
    )


def who_came(speak: Words, came: Came) -> View:
    """To an owner: who came, to be confirmed or refused."""
    text = paragraphs(
        speak("invitation.who-came", name=cut(came.name), role=role_name(speak, came.role)),
        speak("invitation.be-sure"),
    )
    return View(
        text,
        (
            (
                button(speak, "invitation.confirm", f"team:confirm:{came.mark}"),
                button(speak, "invitation.refuse", f"team:refuse:{came.mark}"),
            ),
        ),
    )


def confirmed(speak: Words, came: Came) -> View:
    """To an owner: whose place it is now."""
    name = cut(came.name)
    return View(
        speak("invitation.confirmed", name=name, role=role_name(speak, came.role)),
        ((button(speak, "team.all", "team:list:0"),),),
    )


def refused(speak: Words) -> View:
    """To an owner: nobody has the place, and the link is spent."""
    return View(speak("invitation.refused"), ((button(speak, "team.all", "team:list:0"),),))


def welcome(speak: Words, role: Role) -> View:
    """To who was confirmed."""
    return View(
        paragraphs(
            speak("team.welcome", role=role_name(speak, role)), speak("invitation.first-steps")
        )
    )


def turned_away(speak: Words) -> View:
    """To who was refused."""
    return View(speak("invitation.turned-away"))
