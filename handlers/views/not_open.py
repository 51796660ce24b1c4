"""A petition that takes no signatures now, as who follows its link finds it."""

from campaign.petitions import Petition
from handlers.views.counts import counted
from handlers.views.view import View, button, paragraphs
from handlers.wording import Words


def not_open(speak: Words, petition: Petition) -> View:
    """Why it cannot be signed, how many signed it, and the way to those that can."""
    text = paragraphs(
        speak("sign.title", title=petition.wording.title),
        speak("sign.addressee", addressee=petition.wording.addressee),
        speak(f"petition.not-open-{petition.state}"),
        counted(speak, "petition.signed-by", petition.count),
    )
    return View(text, ((button(speak, "petition.see-open", "start:sign"),),))
