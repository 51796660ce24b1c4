"""The library as organisers tend it: browse, open an article's card, mend, retire, restore."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts
from campaign.articles import library
from campaign.articles.article import Article
from campaign.drafts import Draft
from campaign.people import Person
from campaign.team import Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser.access import only, only_step
from handlers.organiser.fields import FIELDS, emptied, read_field
from handlers.views.organiser import library as views
from handlers.wording import words

KIND = "library"
_ID = r"\d{1,9}"


def register(application: App) -> None:
    """Hear /library and the buttons of its pages and cards."""
    application.add_handler(CommandHandler("library", browse, filters.ChatType.PRIVATE))
    for pattern, handler in (
        (r"page:(?:live|retired):\d{1,6}", _turn),
        (f"open:{_ID}", _open),
        (f"edit:{_ID}:(?:{'|'.join(FIELDS)})", _ask),
        (f"clear:{_ID}:(?:author|publisher|published|link)", _clear),
        (f"language:{_ID}:[a-z]{{2}}", _tap_language),
        (f"retire:{_ID}", _retire),
        (f"restore:{_ID}", _restore),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^library:{pattern}$"))


@only(Permission.EDIT_ARTICLES)
async def browse(update: Update, context: Context) -> None:
    """/library: the newest articles first."""
    await _show_page(update, context, 0, retired=False)


@only(Permission.EDIT_ARTICLES)
async def _turn(update: Update, context: Context) -> None:
    """Another page, of the articles in use or of the retired ones."""
    _, _, shelf, number = replies.data(update)
    await replies.toast(update)
    await _show_page(update, context, int(number), retired=shelf == "retired")


async def _show_page(update: Update, context: Context, number: int, *, retired: bool) -> None:
    speak = await context.words(update)
    page = await library.page(
        context.database,
        offset=number * views.PAGE_SIZE,
        limit=views.PAGE_SIZE,
        retired=retired,
    )
    await replies.show(update, views.page(speak, page, number, retired=retired))


@only(Permission.EDIT_ARTICLES)
async def _open(update: Update, context: Context) -> None:
    """An article's card."""
    article = await _article(update, context)
    await replies.toast(update)
    await replies.show(update, views.card(await context.words(update), article))


@only(Permission.EDIT_ARTICLES)
async def _ask(update: Update, context: Context) -> None:
    """What it should be instead: the next message says, or a tap."""
    article = await _article(update, context)
    person = await context.person(update)
    field = replies.data(update)[3]
    draft = Draft(KIND, field, {"article": article.id})
    await drafts.keep(context.database, person, draft, context.now())
    await replies.toast(update)
    asked = views.ask(words(person.language), article, field, context.services.languages)
    await replies.send(update, asked)


@only_step(Permission.EDIT_ARTICLES)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """The new value of the field that was asked for."""
    person = await context.person(update)
    told = read_field(draft.step, replies.text(update), context.services.languages)
    await _set(update, context, person, draft.data["article"], told)


@only(Permission.EDIT_ARTICLES)
async def _clear(update: Update, context: Context) -> None:
    """Leave a field empty."""
    article = await _article(update, context)
    person = await context.person(update)
    field = replies.data(update)[3]
    await replies.toast(update)
    await _set(update, context, person, article.id, emptied(field))


@only(Permission.EDIT_ARTICLES)
async def _tap_language(update: Update, context: Context) -> None:
    """The language by a tap."""
    article = await _article(update, context)
    person = await context.person(update)
    told = read_field("language", replies.data(update)[3], context.services.languages)
    await replies.toast(update)
    await _set(update, context, person, article.id, told)


async def _set(
    update: Update, context: Context, person: Person, article_id: int, fields: library.Fields
) -> None:
    article = await library.edit(context.database, article_id, now=context.now(), **fields)
    await _end_of_asking(context, person)
    await replies.send(update, views.card(words(person.language), article))


async def _end_of_asking(context: Context, person: Person) -> None:
    """A tap answers what a draft waited for; another conversation's draft is left alone."""
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is not None and draft.kind == KIND:
        await drafts.drop(context.database, person.id)


@only(Permission.EDIT_ARTICLES)
async def _retire(update: Update, context: Context) -> None:
    """Out of answers, lists and digests."""
    article = await _article(update, context)
    retired = await library.retire(context.database, article.id, now=context.now())
    speak = await context.words(update)
    await replies.toast(update, speak.plain("library.retired-now"))
    await replies.show(update, views.card(speak, retired))


@only(Permission.EDIT_ARTICLES)
async def _restore(update: Update, context: Context) -> None:
    """Back into answers, lists and digests."""
    article = await _article(update, context)
    restored = await library.restore(context.database, article.id, now=context.now())
    speak = await context.words(update)
    await replies.toast(update, speak.plain("library.restored-now"))
    await replies.show(update, views.card(speak, restored))


async def _article(update: Update, context: Context) -> Article:
    return await library.get(context.database, int(replies.data(update)[2]))
