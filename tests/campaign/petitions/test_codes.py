"""The receipt code is found again however it is typed, and by nothing else."""

import hashlib
import hmac

from hypothesis import assume, given
from hypothesis import strategies as st

from campaign.petitions import codes
from campaign.petitions.codes import ALPHABET, ReceiptCode, code_of, proves, read

keys = st.binary(min_size=32, max_size=32)
ids = st.integers(1, 999_999_999)
accounts = st.integers(1, 2**52 - 1)
issued = st.builds(code_of, keys, ids, ids, accounts)
KEY = bytes(range(32))


def test_a_code_stays_what_it_was() -> None:
    assert str(code_of(KEY, 1, 4213, 5_500_000_001)) == "1-4213-3P7T25CV0C"


def test_its_characters_are_the_first_fifty_bits_of_the_hmac() -> None:
    digest = hmac.new(KEY, b"receipt code\n7\n12\n99", hashlib.sha256).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)[:50]
    spelled = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 50, 5))
    assert code_of(KEY, 7, 12, 99).proof == spelled


@given(issued)
def test_what_is_shown_is_read_back(code: ReceiptCode) -> None:
    assert read(str(code)) == code
    assert len(str(code).encode()) <= 30  # what a button has room for


@given(issued, st.data())
def test_however_it_is_typed_it_is_the_same(code: ReceiptCode, data: st.DataObject) -> None:
    between = st.sampled_from(["-", " ", "–", " - ", "—", "\u00a0", "_", ". "])
    twins = {"0": "0Oo", "1": "1IilL"}
    typed = []
    for at, character in enumerate(str(code)):
        if character == "-":
            typed.append(data.draw(between if at < 11 else st.sampled_from(["", "-", " "])))
        else:
            typed.append(data.draw(st.sampled_from(twins.get(character, character * 2).lower())))
    said = "".join(typed)
    assert read(f"  {said}\n") == code
    assert read(said.upper()) == code


@given(issued, st.integers(0, 8))
def test_a_space_in_the_middle_of_its_characters_does_no_harm(code: ReceiptCode, at: int) -> None:
    said = f"{code.petition_id} {code.number} {code.proof[: at + 1]} {code.proof[at + 1 :]}"
    assert read(said) == code


@given(keys, ids, ids, accounts)
def test_a_code_proves_its_own_signature(
    key: bytes, petition: int, number: int, person: int
) -> None:
    assert proves(key, code_of(key, petition, number, person), person)


@given(issued, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_other_character_proves_nothing(code: ReceiptCode, at: int, other: str) -> None:
    assume(code.proof[at] != other)
    changed = code.proof[:at] + other + code.proof[at + 1 :]
    typed = read(f"{code.petition_id}-{code.number}-{changed}")
    assert typed is not None
    assert typed != code


@given(keys, keys, ids, ids, accounts, accounts)
def test_a_code_is_of_one_key_petition_number_and_account(
    key: bytes, other_key: bytes, petition: int, number: int, person: int, stranger: int
) -> None:
    assume(key != other_key)
    assume(person != stranger)
    code = code_of(key, petition, number, person)
    assert not proves(key, code, stranger)
    assert not proves(other_key, code, person)
    assert not proves(key, ReceiptCode(petition + 1, number, code.proof), person)
    assert not proves(key, ReceiptCode(petition, number + 1, code.proof), person)


@given(st.text())
def test_no_text_whatever_is_an_error(said: str) -> None:
    found = read(said)
    assert found is None or set(found.proof) <= set(ALPHABET)


def test_what_cannot_be_a_code_is_none() -> None:
    for said in ("", "-", "1", "1-2", "1-2-3", "1-7KQ2M9XH0D", "1-42-7KQ2M9XH0U", "a-1-7KQ2M9XH0D"):
        assert read(said) is None, said
    assert read("0142-7KQ2M9XH0D") is None  # where the petition ends, nobody can tell
    assert codes.read("1-42-7KQ2M9XH0D") == ReceiptCode(1, 42, "7KQ2M9XH0D")


@given(ids, ids, st.text(alphabet="UÑ?*+/", min_size=1, max_size=1))
def test_characters_of_no_code_make_none(petition: int, number: int, odd: str) -> None:
    assert read(f"{petition}-{number}-7KQ2M9XH{odd}D") is None
