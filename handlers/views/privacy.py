"""The privacy notice, and the erasing of what is held about a person."""

from datetime import datetime

from campaign.answers.composer import Composer
from campaign.manifest import Manifest
from campaign.privacy import Keeping
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 100


def notice(speak: Words, manifest: Manifest, composer: Composer | None = None) -> View:
    """Who is responsible, what is kept and why, who can read it, and how to have it erased."""
    responsible = manifest.responsible
    who = (
        speak(
            "privacy.responsible",
            name=responsible.name,
            address=responsible.address,
            contact=responsible.contact,
        )
        if responsible
        else speak("privacy.contact", name=manifest.contact.name, email=manifest.contact.email)
    )
    return View(
        paragraphs(
            speak("privacy.title"),
            who,
            speak("privacy.kept"),
            speak("privacy.not-kept"),
            speak("privacy.readers"),
            _composer(speak, composer),
            speak("privacy.rights"),
        ),
        (
            (
                button(speak, "settings.my-data", "data:show"),
                button(speak, "settings.forget", "data:ask-forget"),
            ),
        ),
    )


def _composer(speak: Words, composer: Composer | None) -> Html | None:
    """Who receives the questions, where a model words the answers."""
    if composer is None:
        return None
    if not composer.receiver:
        return speak("privacy.composer-here")
    return speak("privacy.composer", host=shortened(composer.receiver, _TITLE_LIMIT))


def ask_forget(speak: Words) -> View:
    """Once, before everything goes."""
    return View(
        speak("forget.ask"),
        (
            (
                button(speak, "forget.yes", "data:forget"),
                button(speak, "forget.no", "data:keep"),
            ),
        ),
    )


def kept(speak: Words) -> View:
    """The person thought better of it."""
    return View(speak("forget.kept"))


def forgotten(speak: Words, manifest: Manifest, keeping: Keeping, now: datetime) -> View:
    """Nothing is held any more; what is left lies on the person's phone and in backups."""
    return View(
        paragraphs(
            speak("forget.done"), speak("forget.yours"), _backups(speak, manifest, keeping, now)
        )
    )


def _backups(speak: Words, manifest: Manifest, keeping: Keeping, now: datetime) -> Html | None:
    if keeping.backup_days == 0:
        return None
    last = keeping.last_backup(now, manifest.time_zone)
    if last is None:
        return speak("forget.backups-unknown", email=manifest.contact.email)
    return speak("forget.backups", last=last)
