"""To whose signature the team set aside: why, that it is theirs still, and how to be heard."""

from campaign.petitions import Petition
from campaign.petitions.invalidating import Aside
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Words

_TITLE_LIMIT = 150


def told(speak: Words, petition: Petition, aside: Aside) -> View:
    """What became of it, in place of the receipt."""
    text = paragraphs(
        speak(
            "apart.told",
            number=aside.number,
            title=shortened(petition.wording.title, _TITLE_LIMIT),
        ),
        speak(f"apart.why-{aside.why}"),
        speak("apart.withdrawn" if aside.is_withdrawn else "apart.yours"),
        speak("apart.mistake"),
    )
    write = button(speak, "apart.write", "contact:write")
    if aside.is_withdrawn:
        return View(text, ((write,),))
    return View(text, ((write, button(speak, "apart.withdraw", f"sign:leave:{petition.id}")),))


def ask_withdraw(speak: Words, petition: Petition, aside: Aside) -> View:
    """Once, before it goes for good."""
    return View(
        speak("apart.ask-withdraw", number=aside.number),
        (
            (
                button(speak, "apart.withdraw-yes", f"sign:gone:{petition.id}"),
                button(speak, "apart.withdraw-no", f"sign:open:{petition.id}"),
            ),
        ),
    )
