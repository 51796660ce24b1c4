"""A question passed on reaches the team, and its answer who asked."""

from datetime import timedelta

from campaign import privacy, questions
from campaign.team import Role
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels


async def write(desk: Desk, person: int, text: str) -> None:
    """Through /contact, whose only button opens the form."""
    await desk.say(person, "/contact")
    await desk.tap_data(person, "contact:write")
    await desk.say(person, text)


async def test_a_question_is_told_to_each_who_may_answer_and_to_nobody_else(desk: Desk) -> None:
    await desk.join(LUCIA, Role.ANALYST)
    await write(desk, EMMA, "When do you <meet>?")
    said = await desk.deliver_notices(OLIVIA)
    assert "A message for the team" in said
    assert "When do you <meet>?" in said
    assert labels(desk.last(OLIVIA)) == ["Answer", "All questions"]
    assert desk.texts(LUCIA) == []


async def test_the_answer_reaches_who_asked_in_their_language(desk: Desk) -> None:
    await write(desk, LUCIA, "¿Cuándo se reúnen?")
    await desk.deliver_notices(OLIVIA)
    asked = await desk.tap(OLIVIA, "Answer")
    assert "¿Cuándo se reúnen?" in asked
    assert "written in Spanish" in asked
    assert "on its way" in await desk.say(OLIVIA, "El viernes a las 6 <en punto> & ya.")
    got = await desk.deliver_notices(LUCIA)
    assert "Les escribiste a quienes organizan:" in got
    assert "¿Cuándo se reúnen?" in got
    assert "El viernes a las 6 <en punto> & ya." in got
    assert await questions.count_waiting(desk.database) == 0
    assert await desk.open_draft(OLIVIA) is None


async def test_the_list_shows_those_that_wait_longest_with_their_dates(desk: Desk) -> None:
    for number in range(1, 8):
        await write(desk, EMMA, f"Question {number}?")
        desk.move_clock(timedelta(minutes=1))
    said = await desk.say(OLIVIA, "/questions")
    assert "7 questions wait" in said
    assert "Question 1?" in said
    assert "Question 6?" not in said
    assert "24 Nov 2026, 09:00" in said
    assert labels(desk.last(OLIVIA))[:2] == ["Answer 1", "Set 1 aside"]


async def test_no_question_waiting_is_said(desk: Desk) -> None:
    assert "No question waits." in await desk.say(OLIVIA, "/questions")


async def test_setting_aside_asks_once_and_tells_nobody(desk: Desk) -> None:
    await write(desk, EMMA, "Spam?")
    count = len(desk.messages(EMMA))
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Set 1 aside")
    await desk.tap(OLIVIA, "No, keep it")
    assert await questions.count_waiting(desk.database) == 1
    await desk.tap(OLIVIA, "Set 1 aside")
    assert await desk.tap(OLIVIA, "Yes, set it aside") == "Set aside."
    assert "No question waits." in desk.texts(OLIVIA)[-1]
    assert len(desk.messages(EMMA)) == count


async def test_two_who_answer_the_same_question_send_one_answer(desk: Desk) -> None:
    await desk.join(LUCIA, Role.MODERATOR)
    await write(desk, EMMA, "When?")
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Answer 1")
    await desk.say(LUCIA, "/questions")
    await desk.tap(LUCIA, "Responder 1")
    await desk.say(OLIVIA, "On Friday.")
    assert "ya se respondió" in await desk.say(LUCIA, "El viernes.")
    assert await desk.open_draft(LUCIA) is None
    assert "On Friday." in await desk.deliver_notices(EMMA)


async def test_an_answer_too_long_for_a_message_is_refused_and_asked_again(desk: Desk) -> None:
    await write(desk, EMMA, "When?" * 390)
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Answer 1")
    assert "3,000 characters" in await desk.say(OLIVIA, "😀" * 1_501)
    assert "on its way" in await desk.say(OLIVIA, "😀" * 1_500)
    assert "😀" * 1_500 in await desk.deliver_notices(EMMA)


async def test_an_answer_must_be_words(desk: Desk) -> None:
    await write(desk, EMMA, "When?")
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Answer 1")
    assert "in writing" in await desk.send_file(OLIVIA, "a.txt", b"On Friday.")
    assert "on its way" in await desk.say(OLIVIA, "On Friday.")


async def test_a_question_whose_asker_left_is_answered_to_nobody(desk: Desk) -> None:
    await write(desk, EMMA, "When?")
    now = desk.services.clock()
    await questions.unlink_old(desk.database, now + timedelta(days=31))
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Answer 1")
    assert "nobody gets it" in await desk.say(OLIVIA, "On Friday.")


async def test_a_question_that_was_erased_is_gone_in_mid_answer(desk: Desk) -> None:
    await write(desk, EMMA, "When?")
    await desk.say(OLIVIA, "/questions")
    await desk.tap(OLIVIA, "Answer 1")
    await privacy.forget(desk.database, EMMA, desk.services.clock())
    assert "answered or erased" in await desk.say(OLIVIA, "On Friday.")
    assert "answered or erased" in await desk.tap(OLIVIA, "Answer 1")
