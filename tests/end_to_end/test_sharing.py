"""What a signer holds: a link that counts, a receipt that proves, and a code that reaches it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Message, Person, Stage, buttons, labels, words

CODE = re.compile(r"\d+-\d+-[0-9A-Z]{10}")


def sign(person: Person) -> None:
    person.ask("/sign", "Nothing is kept until you tap.")
    person.tap("Accept and sign as")
    person.sees("You signed")


def code(person: Person) -> str:
    found = CODE.search(words(person.ask("/receipt", "Your receipt")))
    assert found is not None
    return found[0]


def proof(stage: Stage, person: Person, folder: Path) -> tuple[Message, Path]:
    """The message with the proof file, and the file as it was saved from there."""
    person.ask("/receipt", "Your receipt")
    person.tap("Get the proof file")
    message = person.reads("Proof of signature number")
    document: dict[str, Any] = message["document"]
    saved = folder / f"{person.id}-{document['file_name']}"
    saved.write_bytes(stage.http.get(f"files/{document['file_id']}").raise_for_status().content)
    return message, saved


@pytest.fixture(scope="module")
def key(stage: Stage) -> str:
    """The campaign's verifier key, as its own page would give it."""
    return stage.command("ledger", "key").stdout.strip()


def test_who_came_by_a_link_is_counted_for_the_sharer_alone(stage: Stage) -> None:
    ana, ben = stage.newcomer("Ana"), stage.newcomer("Ben")
    sign(ana)
    ana.tap("Share the petition")
    private = ana.reads("No signature came by your link yet.")
    assert labels(private) == ["Copy my link", "Send it to a chat"]
    (link,) = [each["url"] for each in buttons(ana.sees("Read it and sign it")) if "url" in each]
    ben.ask(f"/start {link.partition('?start=')[2]}", "Someone shared this with you.")
    ben.tap("Accept and sign as")
    ben.sees("You signed")
    ana.ask("/share", "1 signature came by your link.")
    ben.ask("/share", "No signature came by your link yet.")
    ana.ask("/mydata", "through which 1 person signed")


def test_a_proof_file_verifies_with_the_key_and_no_network(
    stage: Stage, key: str, tmp_path: Path
) -> None:
    dora = stage.newcomer("Dora")
    sign(dora)
    message, saved = proof(stage, dora, tmp_path)
    assert key in words(message)
    assert "Whoever finds this file on your phone" in words(message)
    told = stage.command("verify", str(saved), "--key", key)
    assert told.returncode == 0, told.stderr
    saved.write_bytes(saved.read_bytes().replace(b'"index": ', b'"index":  ', 1))
    assert stage.command("verify", str(saved), "--key", key).returncode == 1


def test_after_a_lost_phone_the_code_moves_the_signature_and_its_proof(
    stage: Stage, key: str, tmp_path: Path
) -> None:
    eli, new = stage.newcomer("Eli"), stage.newcomer("Eli again")
    sign(eli)
    old, chat = code(eli), eli.texts()
    new.ask("/receipt", "You have not signed from this account.")
    new.tap("I have a code from another account")
    new.reads("Write the code of the receipt now.")
    new.ask(old.lower().replace("-", " "), "This is the code of signature number")
    new.tap("Move it to this account")
    new.sees("belongs to this account now")
    assert eli.texts() == chat
    eli.ask("/receipt", "You have not signed from this account.")
    assert code(new) != old
    _, saved = proof(stage, new, tmp_path)
    told = stage.command("verify", str(saved), "--key", key)
    assert told.returncode == 0, told.stderr
    assert "signed, under version 1 of the text" in told.stdout
    assert stage.command("ledger", "audit").returncode == 0


def test_a_code_withdraws_from_a_third_account_and_a_wrong_one_nothing(stage: Stage) -> None:
    fay, other = stage.newcomer("Fay"), stage.newcomer("Other")
    sign(fay)
    right = code(fay)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    other.ask(f"/receipt {wrong}", "I find no signature for that code.")
    other.ask(f"/receipt {right}", "This is the code of signature number")
    other.tap("Withdraw it")
    other.sees("that signature is withdrawn")
    fay.ask("/receipt", "You have not signed from this account.")
    assert stage.command("ledger", "audit").returncode == 0
