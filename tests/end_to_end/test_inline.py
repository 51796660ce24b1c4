"""Inline mode: in any chat the petition and quotes are offered, and nothing is kept of it."""

import json
from typing import Any

from rehearsal.markup import parse_html
from tests.stage import EMMA, LUCIA, Stage


def offered(stage: Stage, person: int, typed: str) -> dict[str, Any]:
    """What the bot offers to whoever typed `@bot typed`."""
    user = next(
        each["person"]
        for each in stage.get("chats")["chats"]
        if each["person"] and each["person"]["id"] == person
    )
    asker = {key: user[key] for key in ("id", "first_name", "language_code")} | {"is_bot": False}
    query = {"from": asker, "query": typed, "offset": ""}
    told = stage.post(f"chats/{person}/updates", {"inline_query": query})
    query_id = told["update"]["inline_query"]["id"]

    def answered() -> dict[str, Any] | None:
        for exchange in stage.exchanges("answerInlineQuery"):
            if exchange["params"]["inline_query_id"] == query_id:
                return dict(exchange["params"])
        return None

    return stage.wait(answered, lambda: f"results for {typed!r}")


def results(stage: Stage, person: int, typed: str) -> list[dict[str, Any]]:
    return list(json.loads(offered(stage, person, typed)["results"]))


def link_of(result: dict[str, Any]) -> str:
    return str(result["reply_markup"]["inline_keyboard"][0][0]["url"])


def test_without_words_the_petition_comes_first(stage: Stage) -> None:
    found = results(stage, EMMA, "")
    assert 1 < len(found) <= 5
    assert found[0]["title"] == "For a free internet before every election"
    assert found[0]["description"] == "0 signatures of 1,000"
    assert link_of(found[0]).endswith("?start=p-free-internet")


def test_words_find_quotes_with_their_source(stage: Stage) -> None:
    found = results(stage, EMMA, "gasolinazo bots")
    assert len(found) <= 5
    assert found[0]["title"] == "The gasolinazo, the deleted pages and the bots"
    said = found[0]["input_message_content"]["message_text"]
    assert "<blockquote>" in said
    assert "Free Internet campaign" in said
    assert "?start=a-" in link_of(found[0])
    assert link_of(found[-1]).endswith("?start=p-free-internet")


def test_results_are_in_the_readers_language(stage: Stage) -> None:
    found = results(stage, LUCIA, "bots del gasolinazo")
    assert found[0]["title"].startswith("El gasolinazo")
    assert found[-1]["description"].endswith("firmas de 1,000")


def test_words_about_nothing_here_find_the_petition_alone(stage: Stage) -> None:
    found = results(stage, EMMA, "chocolate cake recipe")
    assert [link_of(each).partition("start=")[2][:2] for each in found] == ["p-"]


def test_results_are_each_readers_own_and_soon_anew(stage: Stage) -> None:
    told = offered(stage, EMMA, "bots")
    assert told["is_personal"] == "true"
    assert int(told["cache_time"]) <= 30


def test_any_text_whatever_gets_an_answer(stage: Stage) -> None:
    for typed in ("?", "<b>", "🕊" * 50, "x" * 256, "\u202e\u0000a", "¿" * 256):
        assert len(results(stage, EMMA, typed)) <= 5


def test_every_result_is_what_telegram_takes(stage: Stage) -> None:
    for typed in ("", "Facebook", "López Obrador", "election"):
        for result in results(stage, LUCIA, typed):
            text, _ = parse_html(result["input_message_content"]["message_text"])
            assert 0 < len(text) <= 4096


def test_nothing_is_kept_of_it(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    results(stage, ana.id, "a secret wish")
    ana.ask("/mydata", "Nothing is kept about you.")
    assert "secret wish" not in stage.said()


def test_the_name_of_a_petition_brings_it_first(stage: Stage) -> None:
    for typed in ("free-internet", "Every ELECTION", "internet free"):
        (first, *_) = results(stage, EMMA, typed)
        assert link_of(first).endswith("?start=p-free-internet"), typed
    (first, *_) = results(stage, LUCIA, "eleccion internet")
    assert link_of(first).endswith("?start=p-free-internet")


def test_who_shares_passes_on_their_own_link(stage: Stage) -> None:
    dora, other = stage.newcomer("Dora"), stage.newcomer("Eli")
    dora.ask("/share", "by your link")
    (first, *_) = results(stage, dora.id, "")
    code = link_of(first).removesuffix("-free-internet").rpartition("?start=r-")[2]
    assert len(code) == 8
    assert code in dora.texts()[-2]
    assert link_of(results(stage, other.id, "")[0]).endswith("?start=p-free-internet")
