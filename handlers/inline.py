"""Inline mode: "@bot words" in any chat offers the petition and quotes. Nothing is kept."""

from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from campaign import petitions
from campaign.answers import Quote
from campaign.articles import library
from campaign.articles.article import Article
from campaign.articles.parts import opening
from campaign.articles.passages import passages
from handlers.context import App, Context
from handlers.views import inline as views
from handlers.wording import words

_AT_MOST = 5
_CACHED = 10  # seconds; the petition's count goes on meanwhile


def register(application: App) -> None:
    """Hear inline queries."""
    application.add_handler(InlineQueryHandler(_offer))


async def _offer(update: Update, context: Context) -> None:
    query = update.inline_query
    if query is None:
        return
    person = await context.person(update)
    speak, services = words(person.language), context.services
    open_ones = await petitions.open_petitions(context.database, person.language)
    cards = [views.card(speak, petition, services.link) for petition in open_ones[:2]]
    room = _AT_MOST - len(cards)
    said = query.query.strip()
    found = (
        await services.answerer.quotes(said, person.language, room)
        if said
        else await _newest(context, person.language, room)
    )
    quotes = [views.quote(speak, each, services.link) for each in found]
    # Who wrote words wants to share what they are about; who wrote none, the petition.
    results = [*quotes, *cards] if said else [*cards, *quotes]
    with suppress(BadRequest):  # whoever types on has asked anew meanwhile
        await query.answer(results, cache_time=_CACHED, is_personal=True)


async def _newest(context: Context, language: str, limit: int) -> list[Quote]:
    """How the newest articles begin."""
    page = await library.page(context.database, limit=limit, language=language)
    return [_beginning(article) for article in page.articles if passages(article.body)]


def _beginning(article: Article) -> Quote:
    start = passages(article.body)[0].start
    told = opening(article.body)
    start = article.body.index(told, start)
    return Quote.of(article, start, start + len(told))
