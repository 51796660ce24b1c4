"""An answer: quotes with their source, or an honest no with what can be done instead."""

from collections.abc import Iterator, Sequence

from telegram import InlineKeyboardButton

from campaign.answers import Answer, Quote
from handlers.views.article import source
from handlers.views.view import View, button, length, paragraphs
from handlers.wording import Html, Words

_QUOTED_AT_MOST = 2_000  # of all quotes together; the best one is shown whatever its length


def answer(speak: Words, found: Answer, question_id: int, part: int) -> View:
    """The quotes, each with its source; `part` is where reading on begins."""
    best = found.quotes[0]
    heading = speak("answer.maybe") if found.status == "maybe" else None
    text = paragraphs(heading, *(_quote(speak, quote) for quote in _fitting(found.quotes)))
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (
            button(speak, "answer.read-on", f"read:below:{best.article}:{part}"),
            button(speak, "answer.related", f"read:related:{best.article}"),
        ),
        (
            button(speak, "answer.helpful", f"ask:helpful:{question_id}"),
            button(speak, "answer.not-helpful", f"ask:useless:{question_id}"),
        ),
    ]
    if found.status == "maybe":
        rows.append((button(speak, "answer.pass-on", f"ask:pass:{question_id}"),))
    return View(text, tuple(rows))


def no_answer(speak: Words, question_id: int, samples: Html | None) -> View:
    """The articles do not answer that; the organisers may, and here is what they do answer."""
    return View(
        paragraphs(speak("answer.none"), samples, speak("answer.may-pass-on")),
        (
            (button(speak, "answer.pass-on", f"ask:pass:{question_id}"),),
            (button(speak, "start.articles", "read:list:0"),),
        ),
    )


def passed_on(speak: Words) -> View:
    """The organisers have the question."""
    return View(speak("answer.passed-on"))


def not_helpful(speak: Words, question_id: int) -> View:
    """The answer did not help: the organisers may."""
    return View(
        speak("answer.sorry"),
        ((button(speak, "answer.pass-on", f"ask:pass:{question_id}"),),),
    )


def _fitting(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Whole quotes, as many as one message holds."""
    taken = 0
    for number, quote in enumerate(quotes):
        taken += length(quote.text)
        if number and taken > _QUOTED_AT_MOST:
            return
        yield quote


def _quote(speak: Words, quote: Quote) -> Html:
    named = source(
        speak,
        title=quote.title,
        author=quote.author,
        publisher=quote.publisher,
        published=speak.date(quote.published) if quote.published else "",
        link=quote.link,
    )
    foreign = speak(f"answer.from-{quote.language}") if quote.language != speak.language else None
    quoted = speak("answer.quote", text=quote.text)
    return Html("\n".join(part for part in (quoted, foreign, named) if part))
