"""kill -9 at the worst moments: nothing confirmed is lost, nobody is left out or told twice."""

import random
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.sender import SLOTS
from db import connection, key
from db.schema import messages, outbox, subscriptions
from tests.stage import LUCIA, OLIVIA, Stage

_ARTICLE = """---
title: A new article of the day
author: Rosa Prueba
publisher: The Test
published: 2026-11-24
language: {language}
---
The new article says that nobody was left out. It is short.
"""


def test_a_form_goes_on_where_it_was(own_stage: Stage) -> None:
    ana = own_stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.reads("Which name")
    own_stage.restart()
    ana.say("Ana del Río")
    ana.reads("Name: Ana del Río")


def test_what_was_confirmed_is_there_after_a_crash(own_stage: Stage) -> None:
    lucia = own_stage.person(LUCIA)
    lucia.ask("/sign")
    lucia.tap("Acepto y firmo como Lucía")
    lucia.sees("Firmaste")
    own_stage.restart()
    lucia.ask("/sign", "Nombre: Lucía")


def test_what_was_written_to_a_dead_bot_is_answered_when_it_lives(own_stage: Stage) -> None:
    ana = own_stage.newcomer("Ana")
    ana.ask("/start")
    own_stage.kill()
    ana.say("Who created the gasolinazo bots?")
    own_stage.start()
    ana.reads("bots")


def test_a_digest_run_survives_kills(own_stage: Stage, tmp_path: Path) -> None:
    _bring_a_crowd(own_stage, 60)
    for language in ("en", "es"):
        file = tmp_path / f"new.{language}.md"
        file.write_text(_ARTICLE.format(language=language))
        assert own_stage.command("articles", "add", str(file)).returncode == 0
    _make_everyone_due(own_stage)
    _kill_while_sending(own_stage, "A new article of the day", kills=2)
    _check_outbox(own_stage, "digest", "A new article of the day", expected=60, kills=2)


def test_a_broadcast_survives_kills(own_stage: Stage) -> None:
    _bring_a_crowd(own_stage, 90)
    olivia = own_stage.person(OLIVIA)
    olivia.ask("/broadcast")
    olivia.say("The march is on Sunday at noon.")
    olivia.tap("Send to 90 people")
    _kill_while_sending(own_stage, "The march is on Sunday", kills=3)
    _check_outbox(own_stage, "broadcast", "The march is on Sunday", expected=90, kills=3)
    olivia.sees("The update is out.")


@pytest.mark.long
def test_a_broadcast_to_two_thousand_survives_twenty_kills(own_stage: Stage) -> None:
    own_stage.post("limits", {"enforced": False})
    _bring_a_crowd(own_stage, 2_000, patience=600)
    own_stage.post("limits", {"enforced": True})
    olivia = own_stage.person(OLIVIA)
    olivia.ask("/broadcast")
    olivia.say("The march is on Sunday at noon.")
    olivia.tap("Send to 2,000 people")
    _kill_while_sending(own_stage, "The march is on Sunday", kills=20, patience=300)
    _check_outbox(own_stage, "broadcast", "The march is on Sunday", expected=2_000, kills=20)


def _bring_a_crowd(stage: Stage, count: int, patience: float = 90) -> None:
    stage.post("limits", {"enforced": False})
    crowd = {"count": count, "subscribe": True, "sign": True, "updates": True, "blocked_share": 0}
    stage.post("crowd", crowd)
    stage.wait(lambda: stage.get("crowd")["done"], lambda: str(stage.get("crowd")), patience)
    stage.post("limits", {"enforced": True})


def _make_everyone_due(stage: Stage) -> None:
    with _engine(stage).begin() as conn:
        conn.execute(update(subscriptions).values(next_due_at=subscriptions.c.since))


def _kill_while_sending(stage: Stage, holding: str, *, kills: int, patience: float = 60) -> None:
    """Kill the bot `kills` times, each after some more were delivered, and let it finish."""
    chance = random.Random(holding)
    for _ in range(kills):
        goal = len(_delivered(stage, holding)) + chance.randrange(2, 12)
        stage.wait(partial(_reached, stage, holding, goal), lambda: "more deliveries")
        stage.restart()
    stage.wait(lambda: not _unfinished(stage), lambda: f"an end; {_states(stage)}", patience)


def _reached(stage: Stage, holding: str, goal: int) -> bool:
    return len(_delivered(stage, holding)) >= goal


def _check_outbox(stage: Stage, kind: str, holding: str, *, expected: int, kills: int) -> None:
    delivered = _delivered(stage, holding)
    assert max(delivered.values()) == 1, "somebody got it twice"
    with _engine(stage).begin() as conn:
        rows = conn.execute(
            select(outbox.c.recipient, outbox.c.state)
            .join(messages, messages.c.id == outbox.c.message_id)
            .where(messages.c.kind == kind)
        ).all()
        counted = conn.execute(select(messages).where(messages.c.kind == kind)).mappings().all()
    states = Counter(row.state for row in rows)
    assert len(rows) == expected, "somebody was left out"
    assert states.keys() <= {"sent", "unconfirmed"}
    assert states["unconfirmed"] <= SLOTS * kills
    for row in rows:
        assert row.state == "unconfirmed" or delivered.get(str(row.recipient)) == 1
    assert states["sent"] <= sum(delivered.values()) <= states["sent"] + states["unconfirmed"]
    for state in ("sent", "unconfirmed", "pending", "sending"):
        assert sum(row[state] for row in counted) == states[state], "a counter is off"


def _delivered(stage: Stage, holding: str) -> dict[str, int]:
    """How many each supporter got; the organiser has a preview besides."""
    counts = stage.delivered(holding)
    counts.pop(str(OLIVIA), None)
    return counts


def _unfinished(stage: Stage) -> bool:
    states = _states(stage)
    return bool(states["pending"] + states["sending"]) or not sum(states.values())


def _states(stage: Stage) -> Counter[str]:
    with _engine(stage).begin() as conn:
        return Counter(conn.execute(select(outbox.c.state)).scalars())


def _engine(stage: Stage):  # type: ignore[no-untyped-def]
    path = stage.folder / "data" / "pliego.db"
    return connection.writing(
        path, key.load_or_create(stage.folder / "keys" / "database.key", path)
    )
