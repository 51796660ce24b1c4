"""What a member of the team has pending and took along, in words."""

from collections.abc import Sequence

from campaign.team import Holdings
from handlers.views.view import paragraphs
from handlers.wording import Html, Words

_MOST_EXPORTS = 5
_MOST_PETITIONS = 5


def holdings(speak: Words, held: Holdings, time_zone: str) -> Html:
    """What ends with the place, what goes on without it, and what left the bot."""
    ends = [
        speak("team.ends-broadcasts", count=held.broadcast_drafts)
        if held.broadcast_drafts
        else None,
        speak("team.ends-article" if held.form == "article" else "team.ends-form")
        if held.form
        else None,
        speak("team.ends-approvals", petitions=_named(speak, held.approvals))
        if held.approvals
        else None,
    ]
    going = (
        [speak("team.goes-on-broadcasts", count=len(held.broadcasts_under_way))]
        if held.broadcasts_under_way
        else []
    )
    exports = [
        speak(
            "team.export",
            when=speak.moment(export.at, time_zone),
            what=export.subject or speak.plain("team.export-whole"),
        )
        for export in held.exports[:_MOST_EXPORTS]
    ]
    if len(held.exports) > _MOST_EXPORTS:
        exports.append(speak("team.exports-more", count=len(held.exports) - _MOST_EXPORTS))
    parts = [
        _headed(speak("team.ends"), ends),
        _headed(speak("team.goes-on"), going),
        _headed(speak("team.exported"), exports),
    ]
    return paragraphs(*parts) or speak("team.holds-nothing")


def _headed(header: Html, lines: Sequence[Html | None]) -> Html | None:
    there = [line for line in lines if line]
    return Html("\n".join((header, *there))) if there else None


def _named(speak: Words, slugs: Sequence[str]) -> str:
    shown = list(slugs[:_MOST_PETITIONS])
    if len(slugs) > _MOST_PETITIONS:
        shown.append("…")
    return speak.listed(shown)
