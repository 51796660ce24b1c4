"""The library's pages and an article's card, as organisers see them."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from campaign.articles.article import Article
from campaign.articles.library import Page
from handlers.views.view import View, button, in_rows, paragraphs, shortened
from handlers.wording import Html, Words, words

PAGE_SIZE = 8
_OPENING = 300
_EDITABLE = ("title", "author", "publisher", "published", "link", "language")


def page(speak: Words, found: Page, number: int, *, retired: bool) -> View:
    """A page of the articles in use or of the retired ones, a button an article."""
    shelf, other = ("retired", "live") if retired else ("live", "retired")
    last = max(0, (found.total - 1) // PAGE_SIZE)
    text = paragraphs(
        speak(f"library.title-{shelf}"),
        speak.plural("library.count", found.total) if found.total else speak("library.empty"),
        speak("library.page", page=number + 1, pages=last + 1) if last else None,
    )
    rows = [
        (_title_button(article.title, f"library:open:{article.id}"),) for article in found.articles
    ]
    turning: tuple[InlineKeyboardButton, ...] = ()
    if number > 0:
        turning += (button(speak, "button.previous", f"library:page:{shelf}:{number - 1}"),)
    if number < last:
        turning += (button(speak, "button.next", f"library:page:{shelf}:{number + 1}"),)
    switch = (button(speak, f"library.show-{other}", f"library:page:{other}:0"),)
    return View(text, (*rows, *filter(None, (turning,)), switch))


def card(speak: Words, article: Article) -> View:
    """All that the library knows about an article, and what can be changed."""
    retired = article.retired_at is not None
    text = paragraphs(
        speak("library.retired") if retired else None,
        _particulars(speak, article),
        Html(f"<blockquote>{speak('text.verbatim', text=_opening(article.body))}</blockquote>"),
        speak.plural("library.words", len(article.body.split())),
    )
    edits = [
        button(speak, f"library.edit-{field}", f"library:edit:{article.id}:{field}")
        for field in _EDITABLE
    ]
    action = "restore" if retired else "retire"
    shelf = "retired" if retired else "live"
    return View(
        text,
        (
            *in_rows(edits, 2),
            (button(speak, f"library.{action}", f"library:{action}:{article.id}"),),
            (button(speak, "library.back", f"library:page:{shelf}:0"),),
        ),
    )


def ask(speak: Words, article: Article, field: str, known_languages: Sequence[str]) -> View:
    """What a field should say; all but the title and the language may be left empty."""
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if field == "language":
        rows.append(languages(speak, known_languages, f"library:language:{article.id}"))
    elif field != "title":
        rows.append((button(speak, "library.clear", f"library:clear:{article.id}:{field}"),))
    rows.append((button(speak, "button.cancel", "cancel"),))
    about = speak("article.about", title=shortened(article.title, 100))
    return View(paragraphs(about, speak(f"article.ask-{field}")), tuple(rows))


def languages(speak: Words, known: Sequence[str], data: str) -> tuple[InlineKeyboardButton, ...]:
    """A button for each language, by its own name."""
    return tuple(
        InlineKeyboardButton(words(code).plain("language.name"), callback_data=f"{data}:{code}")
        for code in known
    )


def _particulars(speak: Words, article: Article) -> Html:
    unknown = speak("library.unknown")
    published = speak.date(article.published) if article.published else unknown
    lines = (
        speak("library.field-title", value=shortened(article.title, 300)),
        speak("library.field-author", value=shortened(article.author, 300) or unknown),
        speak("library.field-publisher", value=shortened(article.publisher, 300) or unknown),
        speak("library.field-published", value=published),
        speak("library.field-link", value=shortened(article.link, 300) or unknown),
        speak("library.field-language", value=speak.language_name(article.language)),
    )
    return Html("\n".join(lines))


def _opening(body: str) -> str:
    paragraph = next((part for part in body.split("\n\n") if not part.startswith("## ")), body)
    return shortened(paragraph, _OPENING)


def _title_button(title: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(shortened(title), callback_data=data)
