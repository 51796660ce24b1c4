"""What was asked last is remembered for ten minutes, and not when its asker is forgotten."""

from datetime import UTC, datetime, timedelta

from campaign.answers.memory import Memory
from campaign.answers.thread import Turn

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def turn(question: str, minutes: int = 0) -> Turn:
    return Turn(question, "en", NOW + timedelta(minutes=minutes))


def test_each_person_has_a_thread_in_each_chat() -> None:
    memory = Memory()
    memory.keep((1, 1), turn("a"))
    memory.keep((-5, 1), turn("b"))
    memory.keep((-5, 2), turn("c"))
    found = [memory.last(place, NOW) for place in ((1, 1), (-5, 1), (-5, 2))]
    assert [each.question for each in found if each] == ["a", "b", "c"]


def test_after_ten_minutes_nothing_is_left_in_memory() -> None:
    memory = Memory()
    memory.keep((1, 1), turn("a"))
    memory.keep((2, 2), turn("b", 5))
    assert memory.last((1, 1), NOW + timedelta(minutes=10)) is None
    assert len(memory) == 1
    assert memory.last((3, 3), NOW + timedelta(minutes=15)) is None
    assert len(memory) == 0


def test_a_new_question_takes_the_place_of_the_old_one() -> None:
    memory = Memory()
    memory.keep((1, 1), turn("a"))
    memory.keep((1, 1), turn("b", 9))
    last = memory.last((1, 1), NOW + timedelta(minutes=15))
    assert last is not None
    assert last.question == "b"


def test_no_more_are_kept_than_fit() -> None:
    memory = Memory(at_most=3)
    for person in range(10):
        memory.keep((person, person), turn("a"))
    assert len(memory) == 3
    assert memory.last((9, 9), NOW) is not None


def test_who_is_forgotten_leaves_no_thread() -> None:
    memory = Memory()
    memory.keep((1, 1), turn("a"))
    memory.keep((-5, 1), turn("b"))
    memory.keep((-5, 2), turn("c"))
    memory.forget(1)
    assert len(memory) == 1
