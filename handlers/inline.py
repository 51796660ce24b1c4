"""Inline mode: "@bot words" in any chat offers the petitions and quotes. Nothing is kept."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from itertools import compress
from operator import not_

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from campaign import petitions
from campaign.answers import Quote
from campaign.articles import library
from campaign.articles.article import Article
from campaign.articles.parts import opening
from campaign.articles.passages import passages
from campaign.petitions import Petition, referrals
from handlers.context import App, Context
from handlers.views import inline as views
from handlers.wording import words

_QUOTES = 5
_PETITIONS = 20
_CACHED = 10  # seconds; the petition's count goes on meanwhile


def register(application: App) -> None:
    """Hear inline queries."""
    application.add_handler(InlineQueryHandler(_offer))


async def _offer(update: Update, context: Context) -> None:
    """Whoever writes words wants to share what they are about; who writes none, the petition."""
    query = update.inline_query
    if query is None:
        return
    person = await context.person(update)
    speak, services = words(person.language), context.services
    said = query.query.strip()
    open_ones = await petitions.open_petitions(context.database, person.language)
    referral = await referrals.of(context.database, person.id)
    named, others = _sorted_by(said, open_ones[:_PETITIONS])
    room = _QUOTES - min(len(open_ones), _QUOTES // 2)
    found = (
        await services.answerer.quotes(said, person.language, room)
        if said
        else await _newest(context, person.language, room)
    )
    results = [
        *(views.card(speak, petition, services.link, referral) for petition in named),
        *(views.quote(speak, each, services.link) for each in found),
        *(views.card(speak, petition, services.link, referral) for petition in others),
    ]
    with suppress(BadRequest):  # whoever types on has asked anew meanwhile
        await query.answer(results, cache_time=_CACHED, is_personal=True)


def _sorted_by(
    said: str, open_ones: Sequence[Petition]
) -> tuple[Sequence[Petition], Sequence[Petition]]:
    """The petitions that go by these words (all of them, without any), and the others."""
    wanted = _folded(said).split()
    names = [
        _folded(f"{petition.wording.title} {petition.slug}") if wanted else ""
        for petition in open_ones
    ]
    fits = [all(word in name for word in wanted) for name in names]
    return list(compress(open_ones, fits)), list(compress(open_ones, map(not_, fits)))


def _folded(text: str) -> str:
    """Without case and accents, which few people type in a hurry."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


async def _newest(context: Context, language: str, limit: int) -> list[Quote]:
    """How the newest articles begin."""
    page = await library.page(context.database, limit=limit, language=language)
    return [_beginning(article) for article in page.articles if passages(article.body)]


def _beginning(article: Article) -> Quote:
    start = passages(article.body)[0].start
    told = opening(article.body)
    start = article.body.index(told, start)
    return Quote.of(article, start, start + len(told))
