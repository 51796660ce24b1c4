"""Passed-on questions as the team sees them, and the answer as the asker does."""

from collections.abc import Sequence

from campaign.questions import PassedQuestion
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

PAGE_SIZE = 5
# Characters; even all emoji, which count twice, they leave a message below 4,096.
_IN_LIST = 350
_ALONE = 1_800
_QUOTED = 400  # beside an answer of up to 3,000


def passed_on(speak: Words, question: PassedQuestion) -> View:
    """To someone on the team: a question came."""
    return View(
        paragraphs(speak("question.came"), _quote(speak, question, _ALONE)),
        (
            (
                button(speak, "question.answer", f"question:answer:{question.id}"),
                button(speak, "question.all", "question:list"),
            ),
        ),
    )


def waiting(speak: Words, first: Sequence[PassedQuestion], total: int, time_zone: str) -> View:
    """The questions that wait longest, each with its two buttons."""
    if not first:
        return View(speak("question.none"))
    numbered = list(enumerate(first, start=1))
    text = paragraphs(
        speak.plural("question.waiting", total),
        *(
            Html(
                speak("question.item", number=number, when=speak.moment(one.passed_at, time_zone))
                + "\n"
                + _quote(speak, one, _IN_LIST)
            )
            for number, one in numbered
        ),
    )
    rows = tuple(
        (
            button(speak, "question.answer-number", f"question:answer:{one.id}", number=number),
            button(speak, "question.aside-number", f"question:ask-aside:{one.id}", number=number),
        )
        for number, one in numbered
    )
    return View(text, rows)


def ask_answer(speak: Words, question: PassedQuestion) -> View:
    """What to answer, and in which language where that is not the reader's own."""
    language = speak.language_name(question.language)
    foreign = question.language != speak.language
    return View(
        paragraphs(
            _quote(speak, question, _ALONE),
            speak("question.in-language", language=language) if foreign else None,
            speak("question.ask-answer"),
        ),
        ((button(speak, "button.cancel", "cancel"),),),
    )


def answered(speak: Words, *, told: bool) -> View:
    """It was kept; whether there is still someone to tell."""
    return View(
        speak("question.answered" if told else "question.answered-nobody"),
        ((button(speak, "question.all", "question:list"),),),
    )


def answer(speak: Words, question: PassedQuestion, said: str) -> View:
    """To who asked: their question, and what the organisers say."""
    return View(
        paragraphs(
            speak("question.your-question"),
            _quote(speak, question, _QUOTED),
            speak("question.their-answer"),
            speak("text.verbatim", text=said),
        )
    )


def ask_aside(speak: Words, question: PassedQuestion) -> View:
    """Whether to set it aside."""
    return View(
        paragraphs(_quote(speak, question, _ALONE), speak("question.ask-aside")),
        (
            (
                button(speak, "question.aside-yes", f"question:aside:{question.id}"),
                button(speak, "question.aside-no", "question:list"),
            ),
        ),
    )


def _quote(speak: Words, question: PassedQuestion, limit: int) -> Html:
    text = speak("text.verbatim", text=shortened(question.text, limit))
    return Html(f"<blockquote>{text}</blockquote>")
