"""What is held about a person: a short page in sentences, and a file with every word of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from campaign.privacy import Dossier
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 100
_COMMENT_LIMIT = 80
_MOST_SIGNATURES = 6

GROUPS: Mapping[str, Sequence[str]] = {
    "account": ("person",),
    "signing": ("signatures", "ledger", "identities", "consents", "referral"),
    "messages": ("digest", "messages_queued", "questions_passed_on", "open_form"),
    "team": ("role", "invitations", "approvals", "set_aside", "broadcasts_written"),
    "audit": ("audit",),
}
"""The parts of a dossier under the headings they are shown by, in that order."""

Row = Mapping[str, Any]


def dossier(speak: Words, held: Dossier, titles: Mapping[str, str]) -> View:
    """What is held, in sentences, with the file and the eraser a tap away.

    `titles` has those of the open petitions by slug; another one goes by its slug.
    """
    if held.is_empty:
        return View(speak("mydata.nothing"))
    return View(
        paragraphs(
            speak("mydata.title"),
            *(_group(speak, name, held, titles) for name in GROUPS),
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
    """The dossier as JSON that a person can read; `docs/mydata.md` explains every key."""
    return json.dumps(held.to_json(), ensure_ascii=False, indent=2).encode()


def _group(speak: Words, name: str, held: Dossier, titles: Mapping[str, str]) -> Html | None:
    lines = [
        line
        for part in GROUPS[name]
        if held.parts.get(part)
        for line in _lines(speak, part, held.parts[part], titles)
    ]
    if not lines:
        return None
    return Html("\n".join((speak(f"mydata.group.{name}"), *(f"• {line}" for line in lines))))


def _lines(
    speak: Words, part: str, rows: Sequence[Row], titles: Mapping[str, str]
) -> Sequence[Html]:
    match part:
        case "signatures":
            return _signatures(speak, rows, titles)
        case "identities":
            return [speak(f"mydata.identity.{row['kind']}") for row in rows]
        case "referral":
            return [speak.plural("mydata.referral", row["brought"]) for row in rows]
        case _:
            return [speak.plural(f"mydata.{part.replace('_', '-')}", len(rows))]


def _signatures(speak: Words, rows: Sequence[Row], titles: Mapping[str, str]) -> list[Html]:
    lines = [_signature(speak, row, titles) for row in rows[:_MOST_SIGNATURES]]
    if len(rows) > _MOST_SIGNATURES:
        lines.append(speak.plural("mydata.more-signatures", len(rows) - _MOST_SIGNATURES))
    return lines


def _signature(speak: Words, row: Row, titles: Mapping[str, str]) -> Html:
    title = shortened(titles.get(row["slug"], row["slug"]), _TITLE_LIMIT)
    if row["withdrawn_at"] is not None:
        return speak("mydata.withdrawn", number=row["number"], petition=title)
    said = speak("mydata.signature", number=row["number"], petition=title, said=_said(speak, row))
    notes = [
        speak(key)
        for key, holds in (
            ("mydata.set-aside-signature", row["invalidation_id"] is not None),
            ("mydata.under-review", row["review"] is not None),
        )
        if holds
    ]
    return Html(" ".join((said, *notes)))


def _said(speak: Words, row: Row) -> str:
    said = [
        row["name"] or speak.plain("mydata.no-name"),
        speak.country(row["country"]) if row["country"] else None,
        row["region"],
        speak.plain("mydata.comment", comment=shortened(row["comment"], _COMMENT_LIMIT))
        if row["comment"]
        else None,
    ]
    return "; ".join(each for each in said if each)
