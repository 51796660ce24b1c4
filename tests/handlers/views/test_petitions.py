"""What the team and the readers see of petitions: only what can be done, and letter for letter."""

import pytest

from campaign.channel import Checkpoint
from campaign.petitions.milestones import Reached
from handlers.views import channel, milestones
from handlers.views.organiser import petitions as views
from handlers.views.organiser.petitions import Reader
from handlers.wording import languages, words
from rehearsal.markup import parse_html
from tests.handlers.views.petition_views import NOW, desk, petition, sheet


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
