"""Articles: the list, one of them in parts, and how a source is named."""

import re

from telegram import InlineKeyboardButton

from campaign.articles.article import Article
from campaign.articles.library import Page
from campaign.articles.parts import parts
from handlers.views.view import View, button, link_button, paragraphs, shortened
from handlers.wording import Html, Words

PAGE_SIZE = 6
_TITLE_LIMIT = 200
_NAME_LIMIT = 100
_PROSE_LIMIT = 3_400  # a part is shorter, but for a heading that is longer than any should be
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_ITEM = re.compile(r"^- ", re.MULTILINE)


def source(
    speak: Words, *, title: str, author: str, publisher: str, published: str, link: str
) -> Html:
    """Title, who wrote it, where and when, linked where there is a link."""
    title = shortened(title, _TITLE_LIMIT)
    name = speak("text.verbatim", text=title)
    if link.startswith(("https://", "http://")):
        name = speak("source.linked", title=title, link=link.replace('"', "%22"))
    names = (shortened(author, _NAME_LIMIT), shortened(publisher, _NAME_LIMIT), published)
    by = ", ".join(dict.fromkeys(part for part in names if part))
    return speak("source.named", title=name, by=by) if by else name


def of_article(speak: Words, article: Article) -> Html:
    """The article as a source."""
    return source(
        speak,
        title=article.title,
        author=article.author,
        publisher=article.publisher,
        published=speak.date(article.published) if article.published else "",
        link=article.link,
    )


def contents(speak: Words, page: Page, number: int) -> View:
    """One page of the library, a button an article."""
    if page.total == 0:
        return View(speak("articles.none"))
    last = (page.total - 1) // PAGE_SIZE
    rows: list[tuple[InlineKeyboardButton, ...]] = [
        (InlineKeyboardButton(shortened(article.title), callback_data=f"read:open:{article.id}:0"),)
        for article in page.articles
    ]
    rows.append(_turning(speak, f"read:list:{number - 1}", f"read:list:{number + 1}", number, last))
    text = paragraphs(
        speak.plural("articles.title", page.total),
        speak("articles.page", page=number + 1, pages=last + 1) if last else None,
    )
    return View(text, tuple(row for row in rows if row))


def part_of(speak: Words, article: Article, number: int) -> View:
    """Part `number` (from 0) of an article, with the way back and forth."""
    cut = parts(article.body)
    number = min(number, len(cut) - 1)
    part = cut[number]
    text = paragraphs(
        of_article(speak, article),
        _prose(speak, shortened(article.body[part.start : part.end].strip(), _PROSE_LIMIT)),
        speak("articles.part", part=number + 1, parts=len(cut)) if len(cut) > 1 else None,
    )
    base = f"read:open:{article.id}:"
    rows = [
        _turning(speak, f"{base}{number - 1}", f"{base}{number + 1}", number, len(cut) - 1),
        (button(speak, "articles.all", "read:list:0"),),
    ]
    if article.link.startswith(("https://", "http://")):
        rows[-1] += (link_button(speak, "articles.original", article.link),)
    return View(text, tuple(row for row in rows if row))


def related(speak: Words, articles: list[Article]) -> View:
    """Articles close to one that was quoted."""
    if not articles:
        return View(speak("articles.none-related"))
    return View(
        speak("articles.related"),
        tuple(
            (
                InlineKeyboardButton(
                    shortened(article.title), callback_data=f"read:open:{article.id}:0"
                ),
            )
            for article in articles
        ),
    )


def _turning(
    speak: Words, back: str, forward: str, number: int, last: int
) -> tuple[InlineKeyboardButton, ...]:
    row: tuple[InlineKeyboardButton, ...] = ()
    if number > 0:
        row += (button(speak, "button.previous", back),)
    if number < last:
        row += (button(speak, "button.next", forward),)
    return row


def _prose(speak: Words, text: str) -> Html:
    escaped = speak("text.verbatim", text=text)
    return Html(_ITEM.sub("• ", _HEADING.sub(r"<b>\1</b>", escaped)))
