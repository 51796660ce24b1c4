"""Privacy: the notice, everything that is held about the person who asks, and erasing it."""

import io

from telegram import InputFile, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from campaign import petitions, privacy, team
from handlers import clearing, commands, replies
from handlers.context import App, Context
from handlers.views import mydata
from handlers.views import privacy as views
from handlers.wording import words


def register(application: App) -> None:
    """Hear /privacy, /mydata, /forget and /borrar."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler("privacy", notice, private))
    application.add_handler(CommandHandler("mydata", show, private))
    application.add_handler(CommandHandler(["forget", "borrar"], ask_forget, private))
    for action, handler in (
        ("show", show),
        ("file", send_file),
        ("ask-forget", ask_forget),
        ("forget", forget),
        ("keep", _keep),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^data:{action}$"))
    application.add_handler(CallbackQueryHandler(notice, "^privacy:show$"))


async def notice(update: Update, context: Context) -> None:
    """/privacy: below whatever was on the screen, which stays there."""
    await replies.toast(update)
    speak, services = await context.words(update), context.services
    open_ones = await petitions.open_petitions(context.database, speak.language)
    view = views.notice(speak, services.manifest, open_ones, services.keeping, services.composer)
    await replies.send(update, view)


async def show(update: Update, context: Context) -> None:
    """/mydata: in sentences."""
    person = await context.person(update)
    held = await privacy.everything_about(context.database, person.id)
    await replies.toast(update)
    open_ones = await petitions.open_petitions(context.database, person.language)
    titles = {petition.slug: petition.wording.title for petition in open_ones}
    await replies.send(update, mydata.dossier(words(person.language), held, titles))


async def send_file(update: Update, context: Context) -> None:
    """The same as a JSON file."""
    person = await context.person(update)
    held = await privacy.everything_about(context.database, person.id)
    await replies.toast(update)
    if update.effective_chat is not None:
        await update.effective_chat.send_document(
            InputFile(io.BytesIO(mydata.dossier_file(held)), "my-data.json"),
            caption=words(person.language)("mydata.file-caption"),
            parse_mode="HTML",
        )


async def ask_forget(update: Update, context: Context) -> None:
    """/forget: ask once, in the middle of a form as well."""
    await replies.toast(update)
    person = await context.person(update)
    on_team = await team.is_member(context.database, person.id)
    await replies.send(update, views.ask_forget(words(person.language), on_team=on_team))


async def _keep(update: Update, context: Context) -> None:
    """Erase nothing, and leave the form that is open as it is."""
    await replies.toast(update)
    await replies.show(update, views.kept(await context.words(update)))


async def forget(update: Update, context: Context) -> None:
    """Erase everything, here and then in the chat, below which one last message stays."""
    person = await context.person(update)
    services = context.services
    now = context.now()
    was_on_team = await team.is_member(context.database, person.id)
    forgotten = await privacy.forget(context.database, person.id, now)
    services.memory.forget(person.id)
    if was_on_team:
        await commands.publish_for(context.bot, services, person.id, None)
    await replies.toast(update)
    known = {*forgotten.message_ids, *services.sent.take(person.id, now)}
    farewell = views.forgotten(words(person.language), services.manifest, services.keeping, now)
    last = await replies.send(update, farewell)
    await clearing.clear(context.bot, person.id, last.message_id, known)
