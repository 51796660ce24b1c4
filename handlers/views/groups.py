"""What the bot says where others read along: short, sourced, and with links for buttons."""

from collections.abc import Callable

from handlers.threads import LookedUp
from handlers.views.answer import quoted, understood
from handlers.views.view import View, link_button, paragraphs
from handlers.wording import Words

Link = Callable[[str], str]


def introduction(speak: Words, link: str) -> View:
    """How to ask here."""
    return View(speak("group.introduction"), ((link_button(speak, "group.private", link),),))


def only_in_private(speak: Words, link: str) -> View:
    """Where what was wanted can be had."""
    return View(speak("group.only-in-private"), ((link_button(speak, "group.private", link),),))


def told(speak: Words, view: View, link: str) -> View:
    """The campaign's own words, with the way to the private chat for all that follows."""
    return View(view.text, ((link_button(speak, "group.private", link),),))


def answer(speak: Words, looked: LookedUp, link: Link) -> View:
    """The best quote with its source, or an honest no; the rest is in the private chat."""
    if not looked.answered:
        return View(
            paragraphs(understood(speak, looked.understood), speak("answer.none")),
            ((link_button(speak, "group.private", link("group")),),),
        )
    best = looked.found.quotes[0]
    heading = speak("answer.maybe") if looked.found.status == "maybe" else None
    return View(
        paragraphs(understood(speak, looked.understood), heading, quoted(speak, best)),
        ((link_button(speak, "group.read-on", link(f"a-{best.article}")),),),
    )
