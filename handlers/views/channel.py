"""What the bot posts in the campaign's channel, and what owners hear when it cannot."""

from campaign.channel import Checkpoint
from handlers.views.view import View, paragraphs
from handlers.wording import Html, Words


def checkpoint(speak: Words, shown: Checkpoint, time_zone: str) -> View:
    """The signed note, letter for letter, and the key that verifies it."""
    note = speak("text.verbatim", text=shown.note)
    key = speak("text.verbatim", text=shown.verifier_key)
    return View(
        paragraphs(
            speak("channel.checkpoint", moment=speak.moment(shown.at, time_zone)),
            Html(f"<pre>{note}</pre>"),
            Html(f"{speak('channel.key')}\n<code>{key}</code>"),
        )
    )


def failed(speak: Words, reason: str) -> View:
    """To an owner: nothing can be posted, and what to do."""
    return View(speak("channel.failed", reason=reason))
