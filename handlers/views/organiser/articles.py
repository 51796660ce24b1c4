"""Adding an article: how to bring one, what is asked about it, and what came of it."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.answers.indexing import Progress
from campaign.articles.article import Article
from handlers.views.organiser.library import card, languages
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_MILLION = 1_000_000
_TITLE_LIMIT = 100


def how_to_add(speak: Words, largest: int) -> View:
    """Send a file or paste text; `largest` is in bytes."""
    return View(speak("article.how-to-add", megabytes=largest // _MILLION), (_cancel(speak),))


def more_text(speak: Words, count: int) -> View:
    """A long message came: more of the same text may follow."""
    return View(
        speak.plural("article.more-text", count),
        ((button(speak, "article.all-of-it", "add:end"),), _cancel(speak)),
    )


def ask(speak: Words, field: str, title: str, known_languages: Sequence[str]) -> View:
    """One question about the article; the title and the language cannot be skipped."""
    about = speak("article.about", title=shortened(title, _TITLE_LIMIT)) if title else None
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if field == "language":
        rows.append(languages(speak, known_languages, "add:language"))
    elif field != "title":
        rows.append((button(speak, "button.skip", f"add:skip:{field}"),))
    return View(paragraphs(about, speak(f"article.ask-{field}")), (*rows, _cancel(speak)))


def added(speak: Words, article: Article) -> View:
    """It is in the library, and this is what the library knows of it."""
    return _headed(speak("article.added"), card(speak, article))


def already_there(speak: Words, article: Article) -> View:
    """The same text was in the library."""
    return _headed(speak("article.already-there"), card(speak, article))


def understanding(speak: Words, now: Progress | None) -> View:
    """How far the library is understood; None while that is being found out."""
    if now is None:
        return View(speak("article.being-understood"))
    if now.over:
        return View(speak("article.understood"))
    return View(
        speak("article.understood-so-far", percent=speak.percent(int(now.share * 100) / 100))
    )


def files_are_not_read(speak: Words) -> View:
    """To supporters: a file is no question."""
    return View(speak("article.files-are-not-read"))


def one_at_a_time(speak: Words) -> View:
    """A second file came before all was known about the first."""
    return View(speak("article.one-at-a-time"), (_cancel(speak),))


def only_text(speak: Words) -> View:
    """Something came that is neither text nor a file."""
    return View(speak("article.only-text"))


def _headed(heading: Html, view: View) -> View:
    return View(paragraphs(heading, view.text), view.rows)


def _cancel(speak: Words) -> tuple[InlineKeyboardButton, ...]:
    return (button(speak, "button.cancel", "cancel"),)
