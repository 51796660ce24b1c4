"""An answer: quotes with their source, or an honest no with what can be done instead."""

from collections.abc import Iterator, Sequence

from telegram import InlineKeyboardButton

from campaign.answers import Answer, Quote
from campaign.answers.composer import Sentence
from handlers.views.article import source
from handlers.views.view import View, button, length, paragraphs
from handlers.wording import Html, Words

_MESSAGE = 4_096  # UTF-16 units; its markup counted too, so that it surely fits
_QUOTED_AT_MOST = 2_000  # of all quotes together; the best one is shown whatever its length


def answer(
    speak: Words,
    found: Answer,
    question_id: int,
    part: int,
    *,
    meant: str | None = None,
    in_own_language: bool = False,
    composed: Sequence[Sentence] = (),
) -> View:
    """The quotes, each with its source; `part` is where reading on begins.

    `meant` is what a follow-up was taken for. A best quote that can be had `in_own_language` of
    the reader as well has a button for it. Sentences that a machine `composed` from the quotes
    stand above them, all of which are then shown, with their numbers, if one message holds it all.
    """
    best = found.quotes[0]
    text = _text(speak, found, meant, composed)
    if composed and length(text) > _MESSAGE:
        text = _text(speak, found, meant, ())
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
    if in_own_language:
        data = f"ask:own:{best.article}:{best.start}:{best.end}:{speak.language}"
        rows.insert(0, (button(speak, "answer.in-own-language", data),))
    if found.status == "maybe":
        rows.append((button(speak, "answer.pass-on", f"ask:pass:{question_id}"),))
    return View(text, tuple(rows))


def _text(speak: Words, found: Answer, meant: str | None, composed: Sequence[Sentence]) -> Html:
    heading = speak("answer.maybe") if found.status == "maybe" else None
    shown = found.quotes if composed else tuple(_fitting(found.quotes))
    quotes = (
        quoted(speak, quote, number if composed else None)
        for number, quote in enumerate(shown, start=1)
    )
    return paragraphs(understood(speak, meant), heading, *_composed(speak, composed), *quotes)


def translated(speak: Words, quote: Quote, part: int) -> View:
    """The same passage in the reader's language."""
    read_on = button(speak, "answer.read-on", f"read:below:{quote.article}:{part}")
    return View(quoted(speak, quote), ((read_on,),))


def understood(speak: Words, meant: str | None) -> Html | None:
    """What a follow-up was taken for, so that a wrong guess is seen."""
    return speak("answer.understood", question=meant) if meant else None


def no_answer(
    speak: Words, question_id: int, samples: Html | None, *, meant: str | None = None
) -> View:
    """The articles do not answer that; the organisers may, and here is what they do answer."""
    none = speak("answer.none")
    return View(
        paragraphs(understood(speak, meant), none, samples, speak("answer.may-pass-on")),
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


def _composed(speak: Words, sentences: Sequence[Sentence]) -> Iterator[Html]:
    """What a machine wrote, marked as that, each sentence with the numbers of its quotes."""
    if sentences:
        yield speak("answer.composed")
        yield Html(" ".join(_numbered(speak, sentence) for sentence in sentences))


def _numbered(speak: Words, sentence: Sentence) -> Html:
    numbers = Html("".join(speak("answer.number", number=each) for each in sentence.quotes))
    return speak("answer.composed-sentence", text=sentence.text, numbers=numbers)


def quoted(speak: Words, quote: Quote, number: int | None = None) -> Html:
    """A quote with its source, and with its language where that is not the reader's.

    Below a text that a machine wrote it has the `number` that the text refers to.
    """
    named = source(
        speak,
        title=quote.title,
        author=quote.author,
        publisher=quote.publisher,
        published=speak.date(quote.published) if quote.published else "",
        link=quote.link,
    )
    foreign = speak(f"answer.from-{quote.language}") if quote.language != speak.language else None
    verbatim = speak("answer.quote", text=quote.text)
    marked = speak("answer.number", number=number) if number else None
    return Html("\n".join(part for part in (marked, verbatim, foreign, named) if part))
