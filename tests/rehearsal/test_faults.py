import pytest

from rehearsal.faults import Faults, NoSuchFault


def test_a_fault_strikes_its_method_and_chat_as_often_as_asked() -> None:
    faults = Faults()
    faults.add({"method": "sendMessage", "chat_id": 5, "error_code": 500, "times": 2})
    assert faults.strike("sendPhoto", 5) is None
    assert faults.strike("sendMessage", 6) is None
    assert [faults.strike("sendMessage", 5) is not None for _ in range(3)] == [True, True, False]


def test_a_share_strikes_the_same_calls_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add({"method": "*", "error_code": 500, "share": 0.3})
        return [faults.strike("sendMessage", 1) is not None for _ in range(1000)]

    assert struck(7) == struck(7)
    assert struck(7) != struck(8)
    assert 230 < sum(struck(7)) < 370


def test_a_429_always_carries_a_retry_after() -> None:
    answer = Faults().add({"method": "sendMessage", "error_code": 429}).answer()
    assert answer["parameters"] == {"retry_after": 1}
    assert answer["description"] == "Too Many Requests: retry after 1"


def test_a_fault_may_bring_its_own_words_and_parameters() -> None:
    fault = Faults().add(
        {
            "method": "sendMessage",
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -1002},
        }
    )
    assert fault.answer() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1002},
    }


def test_clearing_ends_all_faults() -> None:
    faults = Faults()
    faults.add({"method": "*", "drop": True})
    faults.clear()
    assert faults.strike("sendMessage", 1) is None


def test_a_fault_that_cannot_be_played_is_told() -> None:
    with pytest.raises(NoSuchFault, match="explode"):
        Faults().add({"method": "*", "explode": True})
