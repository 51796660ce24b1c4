"""What the team and the readers see of petitions: within Telegram's limits, and readable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign.channel import Checkpoint
from campaign.manifest import Wording
from campaign.petitions import Field, IdentityKind, Need, Petition
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State
from campaign.petitions.milestones import Reached
from handlers.views import channel, milestones
from handlers.views.not_open import not_open
from handlers.views.organiser import petition_forms as forms
from handlers.views.organiser import petitions as views
from handlers.views.organiser.petitions import Desk, Reader
from handlers.views.view import View, length
from handlers.wording import languages, words
from rehearsal.markup import parse_html
from tests.handlers.test_locales import assert_markup

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
MESSAGE_LIMIT = 4096
TEXTS = ("Short", "<b>&\"'</a>{name}", "🕊" * 100, "w " * 100)
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


def every_view(language: str, text: str) -> Iterator[View]:
    speak = words(language)
    yield views.listed(speak, [])
    yield views.listed(speak, [sheet(text)] * 30)
    for state in STATES:
        for from_folder in (False, True):
            yield views.sheet(speak, sheet(text, state), desk(from_folder=from_folder))
        yield views.sheet(speak, sheet(text, state, signed=False), desk(person_id=9, needed=1))
    for step in ("submit", "back", "agree", "close", "reopen", "discard"):
        for needed in (1, 2):
            yield views.confirm(speak, sheet(text), desk(needed=needed), step)
    for state in (State.REVIEW, State.OPEN, State.CLOSED):
        yield views.news(speak, petition(text), state, 2)
    for part in forms.PARTS:
        yield forms.ask_part(speak, part, "es", first=True)
    yield forms.texts(speak, replace(sheet(text), wordings=(petition(text).wording,)), ("en", "es"))
    for needed in (1, 2):
        yield forms.ask_publish(speak, sheet(text), needed)
    for term in ("goal", "milestones", "age", "opens", "closes", "link"):
        yield forms.ask_term(speak, sheet(text), term, "America/Mexico_City")
    yield forms.fields(speak, petition(text))
    for can_mail in (False, True):
        yield forms.identities(speak, petition(text), can_mail=can_mail)
    yield forms.discarded(speak)
    yield forms.tap_instead(speak)
    yield from readers_views(language, text)


def readers_views(language: str, text: str) -> Iterator[View]:
    speak = words(language)
    for state in ("draft", "review", "closed", "delivered"):
        yield not_open(speak, petition(text, state))
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


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", TEXTS, ids=("short", "markup", "emoji", "long"))
def test_every_message_fits_and_is_markup_that_telegram_takes(language: str, text: str) -> None:
    for view in every_view(language, text):
        assert_markup(view.text)
        shown, _ = parse_html(view.text)
        assert 0 < length(shown) <= MESSAGE_LIMIT
        for row in view.rows:
            assert 0 < len(row) <= 8
            for each in row:
                assert each.text
                data = each.callback_data
                assert data is None or len(str(data).encode()) <= 64


@pytest.mark.parametrize("language", languages())
def test_the_preview_is_the_card_and_none_of_its_buttons_acts(language: str) -> None:
    reader = Reader("Olivia", ("en", "es"), can_mail=True)
    view = views.preview(words(language), petition("Short"), reader)
    assert "Short" in view.text
    assert {each.callback_data for row in view.rows for each in row} == {views.INERT}


def test_every_message_about_a_milestone_to_a_person_can_be_ended_and_none_to_the_channel() -> None:
    speak = words("en")
    for personal in (True, False):
        told = milestones.reached(speak, Reached(petition("T"), 5), str, personal=personal)
        ends = [each for row in told.rows for each in row if each.callback_data is not None]
        assert [str(each.callback_data) for each in ends] == (
            ["milestone:stop:999999999"] if personal else []
        )


def test_the_checkpoint_stands_letter_for_letter() -> None:
    note = "t.me/a_bot\n12\n<root>\n\n— t.me/a_bot sig&==\n"
    view = channel.checkpoint(words("en"), Checkpoint(note, "key<&>", 12, NOW), "UTC")
    shown, _ = parse_html(view.text)
    assert note.strip() in shown
    assert "key<&>" in shown


def test_a_sheet_offers_only_what_its_state_allows() -> None:
    speak = words("en")

    def offered(state: str, *, signed: bool) -> set[str]:
        view = views.sheet(speak, sheet("T", state, signed=signed), desk(person_id=9))
        return {str(each.callback_data).split(":")[1] for row in view.rows for each in row}

    everywhere = {"preview", "list"}
    assert offered("draft", signed=False) == everywhere | {
        "texts", "term", "ask-submit", "ask-discard"
    }  # fmt: skip
    assert offered("review", signed=False) == everywhere | {"ask-agree", "ask-back"}
    assert offered("open", signed=True) == everywhere | {"texts", "term", "ask-close"}
    assert offered("closed", signed=True) == everywhere | {"term", "ask-reopen"}
    assert offered("delivered", signed=True) == everywhere
