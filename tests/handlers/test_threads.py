"""A thread by the clock, and a passage in the reader's own language, at the desk."""

from datetime import timedelta

from tests.handlers.organiser.conftest import EMMA, LUCIA, Desk, labels, words

BOTS = "Who created the gasolinazo bots?"
ENGLISH = """The lighthouse keeper Ana Gil counted 312 herons in 1987.

The harbour of Puerto Lindo closed when the dredger sank."""
SPANISH = """Quien cuidaba la torre, Ana Gil, vio 312 aves en 1987.

La rada de Puerto Lindo dejó de usarse al hundirse la draga."""


async def _library(desk: Desk) -> None:
    for language, body in (("en", ENGLISH), ("es", SPANISH)):
        title = f"Harbour ({language})"
        await desk.article(title, body=body, language=language, work="harbour")
    await desk.services.answerer.refresh()  # type: ignore[attr-defined]


async def test_a_thread_is_cut_after_ten_minutes(desk: Desk) -> None:
    await desk.say(EMMA, BOTS)
    desk.move_clock(timedelta(minutes=9))
    assert "I take it" in await desk.say(EMMA, "and in Brazil?")
    desk.move_clock(timedelta(minutes=10))
    assert "I take it" not in await desk.say(EMMA, "and in Brazil?")


async def test_a_question_about_the_campaign_ends_the_thread(desk: Desk) -> None:
    await desk.say(EMMA, BOTS)
    assert "own words" in await desk.say(EMMA, "How many people signed?")
    assert "no closing date" in await desk.say(EMMA, "Until when?")
    assert "I take it" not in await desk.say(EMMA, "and in Brazil?")


async def test_a_foreign_quote_says_so_and_is_had_in_the_readers_language(desk: Desk) -> None:
    await _library(desk)
    said = await desk.say(LUCIA, "¿Cuántas herons counted el lighthouse keeper Ana Gil?")
    assert "312 herons" in said
    assert "De un artículo en inglés." in said
    assert labels(desk.last(LUCIA))[0] == "En español"
    await desk.tap(LUCIA, "En español")
    translated = words(desk.last(LUCIA))
    assert "Quien cuidaba la torre, Ana Gil, vio 312 aves en 1987." in translated
    assert "De un artículo" not in translated


async def test_a_quote_in_the_readers_language_has_no_such_button(desk: Desk) -> None:
    await _library(desk)
    await desk.say(EMMA, "How many herons did the lighthouse keeper Ana Gil count?")
    assert "In English" not in labels(desk.last(EMMA))
