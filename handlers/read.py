"""Reading the library: its list by page, an article by part, and what is related to it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign.articles import library
from campaign.articles.article import Article
from handlers import replies
from handlers.context import App, Context
from handlers.views import article as views
from handlers.views.view import View


def register(application: App) -> None:
    """Hear /articles and the buttons that turn pages."""
    application.add_handler(CommandHandler("articles", contents, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(_turn_list, r"^read:list:\d{1,6}$"))
    application.add_handler(CallbackQueryHandler(_turn_part, r"^read:open:\d{1,9}:\d{1,6}$"))
    application.add_handler(CallbackQueryHandler(_open_below, r"^read:below:\d{1,9}:\d{1,6}$"))
    application.add_handler(CallbackQueryHandler(_related, r"^read:related:\d{1,9}$"))


async def contents(update: Update, context: Context) -> None:
    """/articles: the first page of the library."""
    await _show_page(update, context, 0)


async def open_article(update: Update, context: Context, article: Article, part: int = 0) -> None:
    """An article from its beginning, or from one of its parts; a retired one is gone."""
    await replies.show(update, await _part(update, context, article, part))


async def open_shared(update: Update, context: Context, article_id: int) -> None:
    """What a link leads to, in the reader's language where the same work is there in it."""
    shared = await library.get(context.database, article_id)
    language = (await context.person(update)).language
    twins = await library.translations(context.database, shared)
    own = next((twin for twin in twins if twin.language == language), shared)
    await open_article(update, context, own)


async def _part(update: Update, context: Context, article: Article, part: int) -> View:
    if article.retired_at is not None:
        raise library.NoArticle(article.id)
    return views.part_of(await context.words(update), article, part)


async def _show_page(update: Update, context: Context, number: int) -> None:
    speak = await context.words(update)
    page = await library.page(
        context.database,
        offset=number * views.PAGE_SIZE,
        limit=views.PAGE_SIZE,
        language=speak.language,
    )
    await replies.show(update, views.contents(speak, page, number))


async def _turn_list(update: Update, context: Context) -> None:
    await replies.toast(update)
    await _show_page(update, context, int(replies.data(update)[2]))


async def _turn_part(update: Update, context: Context) -> None:
    article_id, part = (int(number) for number in replies.data(update)[2:])
    article = await library.get(context.database, article_id)
    await replies.toast(update)
    await open_article(update, context, article, part)


async def _open_below(update: Update, context: Context) -> None:
    """From an answer or a digest, which stays there with its other buttons."""
    article_id, part = (int(number) for number in replies.data(update)[2:])
    article = await library.get(context.database, article_id)
    view = await _part(update, context, article, part)
    await replies.toast(update)
    await replies.send(update, view)


async def _related(update: Update, context: Context) -> None:
    article_id = int(replies.data(update)[2])
    speak = await context.words(update)
    near = await context.services.answerer.related(article_id, speak.language)
    await replies.toast(update)
    await replies.send(update, views.related(speak, near))
