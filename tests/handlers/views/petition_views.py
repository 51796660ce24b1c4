"""Every view of petitions: for their team, for who follows a link, and for the channel."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from campaign.channel import Checkpoint
from campaign.manifest import Wording
from campaign.petitions import Field, IdentityKind, Need, Petition
from campaign.petitions.authoring import LINE_LIMIT, Sheet
from campaign.petitions.lifecycle import State
from campaign.petitions.milestones import Reached
from handlers.views import channel, milestones, not_open
from handlers.views.organiser import petition_forms, petitions
from handlers.views.organiser.petitions import Desk, Reader
from handlers.views.view import View
from handlers.wording import Words

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
STATES = [each.value for each in State]


def petition(text: str, state: str = "open") -> Petition:
    return Petition(
        999_999_999,
        "s" * 48,
        state,
        100_000_000,
        16,
        999_999_999,
        99_999_999,
        Wording("en", text, text, "B" * 2500),
        fields=dict.fromkeys(Field, Need.REQUIRED),
        postcode=True,
        identity=IdentityKind.CONTACT,
        milestones=tuple(range(10_000_000, 10_000_020)),
        opens_at=NOW,
        closes_at=NOW + timedelta(days=9),
    )


def sheet(text: str, state: str = "open", *, signed: bool = True) -> Sheet:
    shown = petition(text, state)
    wordings = (shown.wording, replace(shown.wording, language="es"))
    return Sheet(shown, wordings, agreed=(1, 2), signed=signed)


def desk(**changes: object) -> Desk:
    told = Desk(1, 2, "America/Mexico_City", f"https://t.me/{'b' * 32}?start=p-{'s' * 48}", False)
    return replace(told, **changes)  # type: ignore[arg-type]


def of_petitions(speak: Words, texts: tuple[str, ...]) -> Iterator[View]:
    """All of them; titles are as long as the campaign's folder and the chat let them be."""
    for text in texts:
        yield from _of_one(speak, text[:LINE_LIMIT])
        yield from _asked(speak, text[:LINE_LIMIT])
        yield from _for_readers(speak, text[:LINE_LIMIT])
    yield petition_forms.discarded(speak)
    yield petition_forms.tap_instead(speak)


def _of_one(speak: Words, text: str) -> Iterator[View]:
    yield petitions.listed(speak, [])
    for page in (0, 1, 3):
        yield petitions.listed(speak, [sheet(text)] * 30, page)
    for state in STATES:
        for from_folder in (False, True):
            yield petitions.sheet(speak, sheet(text, state), desk(from_folder=from_folder))
        yield petitions.sheet(speak, sheet(text, state, signed=False), desk(person_id=9, needed=1))
    for step in ("submit", "back", "agree", "close", "reopen", "discard"):
        for needed in (1, 2):
            yield petitions.confirm(speak, sheet(text), desk(needed=needed), step)
    for state in (State.REVIEW, State.OPEN, State.CLOSED):
        yield petitions.news(speak, petition(text), state, 2)
    yield petitions.preview(speak, petition(text), Reader("Olivia", ("en", "es"), can_mail=True))


def _asked(speak: Words, text: str) -> Iterator[View]:
    for part in petition_forms.PARTS:
        yield petition_forms.ask_part(speak, part, "es", first=True)
    yield petition_forms.texts(
        speak, replace(sheet(text), wordings=(petition(text).wording,)), ("en", "es")
    )
    for needed in (1, 2):
        yield petition_forms.ask_publish(speak, sheet(text), needed)
    for term in ("goal", "milestones", "age", "opens", "closes", "link"):
        yield petition_forms.ask_term(speak, sheet(text), term, "America/Mexico_City")
    yield petition_forms.fields(speak, petition(text))
    for can_mail in (False, True):
        yield petition_forms.identities(speak, petition(text), can_mail=can_mail)


def _for_readers(speak: Words, text: str) -> Iterator[View]:
    for state in ("draft", "review", "closed", "delivered"):
        yield not_open.not_open(speak, petition(text, state))
    for milestone in (500, 100_000_000):
        for personal in (False, True):
            told = Reached(petition(text), milestone)
            yield milestones.reached(
                speak, told, lambda each: f"https://t.me/x?start={each}", personal=personal
            )
    yield channel.checkpoint(
        speak, Checkpoint(f"{text}\n12\n", f"name+{text}", 12, NOW), "America/Mexico_City"
    )
    yield channel.failed(speak, text)
