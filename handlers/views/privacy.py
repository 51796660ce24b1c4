"""The privacy notice, what is held about a person, and the erasing of it."""

import json
from collections.abc import Mapping

from campaign.answers.composer import Composer
from campaign.manifest import Manifest
from campaign.privacy import Dossier
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


def dossier(speak: Words, held: Dossier, titles: Mapping[str, str]) -> View:
    """What is held, in sentences, with the file and the eraser a tap away.

    `titles` has those of the open petitions by slug; another one goes by its slug.
    """
    if held.is_empty:
        return View(speak("mydata.nothing"))
    lines = [_line(speak, name, len(rows)) for name, rows in held.parts.items() if rows]
    return View(
        paragraphs(
            speak("mydata.title"),
            Html("\n".join(lines)),
            _signatures(speak, held.parts, titles),
            speak("mydata.file-hint"),
        ),
        (
            (
                button(speak, "mydata.file", "data:file"),
                button(speak, "settings.forget", "data:ask-forget"),
            ),
        ),
    )


def dossier_file(held: Dossier) -> bytes:
    """The dossier as JSON that a person can read."""
    return json.dumps(held.to_json(), ensure_ascii=False, indent=2).encode()


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


def forgotten(speak: Words) -> View:
    """Nothing is held any more."""
    return View(speak("forget.done"))


def _line(speak: Words, name: str, count: int) -> Html:
    return Html("• ") + speak.plural(f"mydata.{name.replace('_', '-')}", count)  # type: ignore[return-value]


def _signatures(
    speak: Words, parts: Mapping[str, object], titles: Mapping[str, str]
) -> Html | None:
    rows = parts["signatures"]
    lines = [
        speak(
            "mydata.signature",
            number=row["number"],
            petition=shortened(titles.get(row["slug"], row["slug"]), _TITLE_LIMIT),
            name=row["name"] or speak.plain("mydata.no-name"),
        )
        for row in rows  # type: ignore[attr-defined]
        if row["withdrawn_at"] is None
    ]
    return Html("\n".join(lines)) if lines else None
