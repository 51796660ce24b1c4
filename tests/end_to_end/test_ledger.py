"""The ledger of the real program: what the files say is what the chat said, kills included."""

import re
from pathlib import Path

from tests.stage import Person, Stage


def sign(person: Person) -> None:
    person.ask("/sign", "Nothing is kept until you tap.")
    person.tap("Accept and sign as")
    person.sees("You signed")


def save_proof(person: Person, file: Path) -> None:
    person.ask("/receipt", "Your receipt")
    person.tap("Get the proof file")
    document = person.reads("Proof of signature number")["document"]
    response = person.stage.http.get(f"files/{document['file_id']}")
    file.write_bytes(response.raise_for_status().content)


def done(stage: Stage, *words: str) -> str:
    outcome = stage.command(*words)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_a_count_can_be_checked_from_the_files_alone(own_stage: Stage, tmp_path: Path) -> None:
    stage = own_stage
    ana, ben, cleo, dan = (stage.newcomer(name) for name in ("Ana", "Ben", "Cleo", "Dan"))
    for person in (ana, ben, cleo):
        sign(person)
    old, new = tmp_path / "old", tmp_path / "new.list"
    done(stage, "ledger", "checkpoint", "--output", str(old))

    ben.tap("Withdraw")
    ben.tap("Yes")
    ben.sees("is withdrawn")
    cleo.ask("/forget")
    cleo.tap("Yes")
    stage.wait(lambda: done(stage, "ledger", "audit").count("free-internet: 1"), lambda: "gone")
    stage.restart()
    sign(dan)
    save_proof(ana, tmp_path / "ana.json")

    done(stage, "ledger", "export", "--output", str(new))
    kinds = [line.split()[1] for line in new.read_text().splitlines()]
    assert kinds == ["signed", "signed", "signed", "withdrawn", "withdrawn", "signed"]
    assert "All fits: 6 leaves" in done(stage, "ledger", "audit")

    key = done(stage, "ledger", "key").strip()
    assert re.match(r"t\.me/\w+\+[0-9a-f]{8}\+", key)
    told = done(
        stage,
        "verify",
        str(tmp_path / "ana.json"),
        *("--key", key),
        *("--since", str(old)),
        *("--checkpoint", f"{new}.checkpoint"),
        *("--leaves", str(new)),
    )
    assert "2 for free-internet" in told
    assert "never rewritten since the checkpoint over 3 entries" in told
