"""Adding an article: a link, a file or pasted text, then what it does not tell, one at a time.

The text waits in the draft, which the database keeps, until all is known.
"""

from dataclasses import asdict
from datetime import date
from pathlib import PurePath
from typing import Any

from telegram import Document, Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import drafts, team
from campaign.articles import confined, library, links, sources
from campaign.articles.article import ArticleDraft
from campaign.articles.library import Fields
from campaign.drafts import Draft
from campaign.people import Person
from campaign.refusals import Refusal
from campaign.team import NotAllowed, Permission
from handlers import replies
from handlers.context import App, Context
from handlers.organiser import understanding
from handlers.organiser.access import only, only_step
from handlers.organiser.fields import FIELDS, read_field
from handlers.views.organiser import articles as views
from handlers.wording import words

KIND = "article"
PASTING = "text"
_SURELY_THE_LAST = 3_000  # Telegram cuts a long text into messages of up to 4,096 characters
_ORDER = ("title", "language", "author", "publisher", "published", "link")


class StepOver(Refusal):
    "The question whose button was tapped is not the one that waits now"


def register(application: App) -> None:
    """Hear /add and the buttons below the questions; files come by way of the router."""
    application.add_handler(CommandHandler("add", add, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(_end_of_text, "^add:end$"))
    application.add_handler(
        CallbackQueryHandler(_skip, "^add:skip:(?:author|publisher|published|link)$")
    )
    application.add_handler(CallbackQueryHandler(_tap_language, "^add:language:[a-z]{2}$"))


@only(Permission.EDIT_ARTICLES)
async def add(update: Update, context: Context) -> None:
    """/add: how to bring an article; text is taken for one only from here on."""
    person = await context.person(update)
    await drafts.keep(context.database, person, Draft(KIND, PASTING), context.now())
    await replies.send(update, views.how_to_add(words(person.language), sources.LARGEST))


async def take_document(update: Update, context: Context) -> None:
    """A file that no form waits for: an article from who may add one."""
    person = await context.person(update)
    try:
        await team.require(context.database, person.id, Permission.EDIT_ARTICLES)
    except NotAllowed:
        await replies.send(update, views.files_are_not_read(words(person.language)))
        return
    await _take_file(update, context, person)


async def take_link(update: Update, context: Context) -> bool:
    """A link alone that no form waits for: an article, from who may add one.

    False, and nothing fetched, for every other text and from everyone else.
    """
    link = links.only_link(replies.text(update))
    if link is None:
        return False
    person = await context.person(update)
    try:
        await team.require(context.database, person.id, Permission.EDIT_ARTICLES)
    except NotAllowed:
        return False
    await _fetch(update, context, person, link)
    return True


@only_step(Permission.EDIT_ARTICLES)
async def take_message(update: Update, context: Context, draft: Draft) -> None:
    """What a step of adding waited for."""
    person = await context.person(update)
    message = _message(update)
    if message.document is not None and draft.step == PASTING:
        await _take_file(update, context, person)
    elif message.document is not None:
        await replies.send(update, views.one_at_a_time(words(person.language)))
    elif message.text is None:
        await replies.send(update, views.only_text(words(person.language)))
    elif draft.step == PASTING:
        await _take_text(update, context, person, draft, message.text)
    else:
        told = read_field(draft.step, message.text, context.services.languages)
        await _tell(update, context, person, draft, told)


async def _take_file(update: Update, context: Context, person: Person) -> None:
    document = _message(update).document
    if document is None:
        raise LookupError("the router brings only messages with a file")
    content = await _content(context, document)
    found = await confined.read_file(document.file_name or "", content)
    await _begin(update, context, person, found)


async def _fetch(update: Update, context: Context, person: Person, link: str) -> None:
    await _message(update).chat.send_action(ChatAction.TYPING)
    found = await links.read_link(context.services.fetcher, link)
    await _begin(update, context, person, found)


async def _content(context: Context, document: Document) -> bytes:
    """The file, unless its name or its size already say that it is none to read."""
    kind = PurePath(document.file_name or "").suffix.lower()
    if kind not in sources.KINDS:
        raise sources.UnknownKind(kind)
    size = document.file_size or 0
    if size > sources.LARGEST:
        raise sources.TooLarge(size)
    try:
        file = await context.bot.get_file(document.file_id)
    except BadRequest as error:
        if "too big" in error.message:
            raise sources.TooLarge(size) from None
        raise
    content = bytes(await file.download_as_bytearray())
    if len(content) > sources.LARGEST:
        raise sources.TooLarge(len(content))
    return content


async def _take_text(
    update: Update, context: Context, person: Person, draft: Draft, said: str
) -> None:
    """A link alone, or pasted text, which Telegram may have cut into several messages."""
    link = links.only_link(said)
    if link is not None and "pasted" not in draft.data:
        await _fetch(update, context, person, link)
        return
    whole = "\n\n".join(filter(None, (draft.data.get("pasted"), said)))
    if len(said) < _SURELY_THE_LAST:
        await _begin(update, context, person, sources.paste(whole))
        return
    waiting = Draft(KIND, PASTING, {"pasted": whole})
    await drafts.keep(context.database, person, waiting, context.now())
    await replies.send(update, views.more_text(words(person.language), len(whole.split())))


@only(Permission.EDIT_ARTICLES)
async def _end_of_text(update: Update, context: Context) -> None:
    """That was all of it."""
    person = await context.person(update)
    draft = await _waiting(context, person, PASTING)
    await replies.toast(update)
    await _begin(update, context, person, sources.paste(draft.data.get("pasted", "")))


async def _begin(update: Update, context: Context, person: Person, found: ArticleDraft) -> None:
    """Ask for nothing where the same text is in the library already."""
    there = await library.with_text(context.database, found.body)
    if there is not None:
        await drafts.drop(context.database, person.id)
        await replies.send(update, views.already_there(words(person.language), there))
        return
    data = {**asdict(found), "skipped": []}
    data["published"] = found.published.isoformat() if found.published else ""
    if found.language not in context.services.languages:
        data["language"] = ""
    await _go_on(update, context, person, data)


async def _go_on(update: Update, context: Context, person: Person, data: dict[str, Any]) -> None:
    """The next question, or the article when nothing is left to ask."""
    speak = words(person.language)
    missing = [field for field in _ORDER if not data[field] and field not in data["skipped"]]
    if missing:
        await drafts.keep(context.database, person, Draft(KIND, missing[0], data), context.now())
        asked = views.ask(speak, missing[0], data["title"], context.services.languages)
        await replies.send(update, asked)
        return
    added = await library.add(context.database, _draft(data), now=context.now())
    await drafts.drop(context.database, person.id)
    card = views.added if added.new else views.already_there
    await replies.send(update, card(speak, added.article))
    if added.new:
        await understanding.follow(context.services, context.bot, person.id)


async def _tell(
    update: Update, context: Context, person: Person, draft: Draft, told: Fields
) -> None:
    plain = {
        field: value.isoformat() if isinstance(value, date) else value
        for field, value in told.items()
    }
    await _go_on(update, context, person, {**draft.data, **plain})


@only(Permission.EDIT_ARTICLES)
async def _skip(update: Update, context: Context) -> None:
    """Leave out what cannot be told."""
    person = await context.person(update)
    field = replies.data(update)[2]
    draft = await _waiting(context, person, field)
    await replies.toast(update)
    skipped = [*draft.data["skipped"], field]
    await _go_on(update, context, person, {**draft.data, "skipped": skipped})


@only(Permission.EDIT_ARTICLES)
async def _tap_language(update: Update, context: Context) -> None:
    """The article's language by a tap."""
    person = await context.person(update)
    draft = await _waiting(context, person, "language")
    told = read_field("language", replies.data(update)[2], context.services.languages)
    await replies.toast(update)
    await _tell(update, context, person, draft, told)


async def _waiting(context: Context, person: Person, step: str) -> Draft:
    draft = await drafts.current(context.database, person.id, context.now())
    if draft is None or (draft.kind, draft.step) != (KIND, step):
        raise StepOver
    return draft


def _draft(data: dict[str, Any]) -> ArticleDraft:
    told = {field: data[field] for field in FIELDS if field != "published"}
    published = date.fromisoformat(data["published"]) if data["published"] else None
    return ArticleDraft(body=data["body"], work=data["work"], published=published, **told)


def _message(update: Update) -> Message:
    if update.effective_message is None:
        raise LookupError("the router brings only messages")
    return update.effective_message
