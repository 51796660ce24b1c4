"""Signed notes and checkpoints, as C2SP defines them."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.proofs.note import (
    BadKey,
    BadNote,
    Checkpoint,
    Signer,
    VerifierKey,
    is_name,
    open_note,
    signed_text,
)

# The example of golang.org/x/mod/sumdb/note, which the format comes from.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

SIGNER = Signer("t.me/example_bot", bytes(range(32)))
WITNESS = Signer("witness.example/w1", b"\7" * 32)
CHECKPOINT = Checkpoint(
    origin="t.me/example_bot",
    size=1234,
    root=bytes(range(32)),
    at=datetime(2026, 11, 24, 15, 0, 7, tzinfo=UTC),
    counts={"free-internet": 1000, "Another_one": 0},
)
NOTE = SIGNER.sign(CHECKPOINT)


def test_a_note_of_others_is_read() -> None:
    assert signed_text(GO_NOTE, VerifierKey.parse(GO_KEY)) == GO_TEXT


def test_a_note_is_signed_as_others_sign_it() -> None:
    signer = Signer("PeterNeumann", GO_SEED)
    assert str(signer.key) == GO_KEY
    assert signer.sign_text(GO_TEXT) == GO_NOTE


def test_a_checkpoint_says_origin_size_root_time_and_counts() -> None:
    body, signature = NOTE.split("\n\n")
    assert body.split("\n") == [
        "t.me/example_bot",
        "1234",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "time 2026-11-24T15:00:07Z",
        "count Another_one 0",
        "count free-internet 1000",
    ]
    assert signature.startswith("— t.me/example_bot ")


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    assert open_note(NOTE, SIGNER.key) == CHECKPOINT


def test_a_note_that_witnesses_signed_too_is_read() -> None:
    text = CHECKPOINT.body()
    witnessed = NOTE + WITNESS.sign_text(text).rpartition("\n\n")[2]
    assert open_note(witnessed, SIGNER.key) == CHECKPOINT


def test_a_note_that_only_another_key_signed_is_refused() -> None:
    with pytest.raises(BadNote, match="Another key"):
        open_note(WITNESS.sign(CHECKPOINT), SIGNER.key)
    same_name = Signer(SIGNER.key.name, b"\1" * 32)
    with pytest.raises(BadNote, match="Another key"):
        open_note(same_name.sign(CHECKPOINT), SIGNER.key)


@given(st.data())
def test_a_note_with_any_letter_changed_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != NOTE[at]))
    with pytest.raises(BadNote):
        open_note(NOTE[:at] + letter + NOTE[at + 1 :], SIGNER.key)


@pytest.mark.parametrize("note", ["", "\n", "\n\n", "a\n\n", NOTE[:-1], f"{NOTE}\n", NOTE * 2])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        open_note(note, SIGNER.key)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1234\n", "01234\n"),
        ("1234\n", "18446744073709551616\n"),
        ("1234\n", "+1234\n"),
        ("Hh8=", "Hh9="),  # the same 32 bytes to a careless decoder
        ("Hh8=", "Hg=="),
        ("15:00:07", "15:0:07"),
        ("count free-internet 1000", "count free-internet 01000"),
        ("count free-internet 1000", "count free-internet -1"),
        ("count free-internet 1000", "count free-internet 1\ncount free-internet 2"),
        ("count Another_one 0\n", ""),
        ("time 2026-11-24T15:00:07Z\n", ""),
        ("t.me/example_bot\n1234", "t.me/other\n1234"),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_of_ours_is_refused(old: str, new: str) -> None:
    text = CHECKPOINT.body().replace(old, new, 1)
    if new:
        assert text != CHECKPOINT.body()
        with pytest.raises(BadNote):
            open_note(SIGNER.sign_text(text), SIGNER.key)
    elif "time" in old:
        with pytest.raises(BadNote):
            open_note(SIGNER.sign_text(text), SIGNER.key)
    else:
        assert "Another_one" not in open_note(SIGNER.sign_text(text), SIGNER.key).counts


@given(
    st.binary(min_size=32, max_size=32),
    st.from_regex(r"[a-z]{1,9}\.example/[a-z]{0,9}", fullmatch=True),
)
def test_a_verifier_key_comes_back_from_its_text(seed: bytes, name: str) -> None:
    key = Signer(name, seed).key
    assert VerifierKey.parse(str(key)) == key


@given(st.data())
def test_a_verifier_key_with_any_letter_changed_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GO_KEY) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != GO_KEY[at]))
    with pytest.raises(BadKey):
        VerifierKey.parse(GO_KEY[:at] + letter + GO_KEY[at + 1 :])


@pytest.mark.parametrize("text", ["", "+", "++", "a+b", "a+b+c+d", GO_KEY[:-4], f"{GO_KEY}AAAA"])
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("t.me/a_bot", True),
        ("pliego.invalid/1f", True),
        ("", False),
        ("a b", False),
        ("a\u00a0b", False),
        ("a+b", False),
        ("a\nb", False),
    ],
)
def test_a_log_is_called_something_without_spaces_or_plus(name: str, may: Any) -> None:
    assert is_name(name) is may
