"""Putting the program together: one bot, one database, and everything that works on them."""

import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram.ext import ApplicationBuilder, ContextTypes

from bot import logs
from bot.answering import answering
from bot.composing import composing
from bot.delivery import Telegram
from bot.keeping import keeping
from bot.limiter import Limiter
from bot.mailing import mailer, missing
from bot.noting import NotingLimiter
from bot.outbox import Outbox
from bot.schedule import Schedule
from bot.sender import Sender
from bot.settings import Settings
from bot.transport import AiohttpRequest
from campaign import broadcasts, petitions, team
from campaign.articles import folder
from campaign.manifest import Manifest
from campaign.proofs import log as ledger_log
from db.engine import Database
from handlers import commands, router
from handlers.context import App, Context, Services
from handlers.organiser.payloads import per_language
from handlers.organiser.petition_news import telling_the_team
from handlers.sent import Sent
from handlers.views import counts

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Program:
    """The running program: what hears, what sends, and the link for a first owner, if any."""

    application: App
    services: Services
    sender: Sender
    owner_link: str | None


@asynccontextmanager
async def running(
    settings: Settings, manifest: Manifest, database: Database, token: str, clock: Clock
) -> AsyncIterator[Program]:
    """Everything started but the hearing of updates; stopped in the opposite order."""
    sent = Sent()
    limiter = NotingLimiter(sent, clock)
    application = _application(settings, token, limiter)
    async with (
        answering(settings, manifest, database) as (answerer, choice),
        composing(settings) as composer,
        application,
    ):
        outbox = Outbox(database, clock)
        sender = Sender(outbox, Telegram(application.bot, limiter, outbox.leaves), now=clock)
        services = Services(
            database=database,
            answerer=answerer,
            manifest=manifest,
            languages=settings.languages,
            clock=clock,
            bot_username=application.bot.username,
            wake_sender=sender.wake,
            report_fault=partial(logs.fault, log),
            composer=composer,
            mailer=mailer(settings, clock),
            sent=sent,
            keeping=keeping(settings),
            channel=settings.channel,
            approvals=settings.petition_approvals,
        )
        counts.STEP.set(settings.public_count_step)
        application.bot_data["services"] = services
        router.register(application)
        owner_link = await _prepare(settings, services)
        if (unmailable := await missing(settings, manifest, database)) is not None:
            log.warning("%s", unmailable)
        await commands.publish(application.bot, services)
        await sender.start()
        await broadcasts.resume_queueing(
            database,
            per_language,
            settings.languages,
            default_language=manifest.default_language,
            now=clock(),
        )
        schedule = Schedule(application.bot, services)
        schedule.start()
        answerer.start()
        log.info("answers come from %s, %s", answerer.source, choice.why)
        settle()
        try:
            yield Program(application, services, sender, owner_link)
        finally:
            schedule.stop()
            await sender.stop()


def settle() -> None:
    """Keep the collector from what is there now: it stays to the end.

    To walk it takes a tenth of a second, in which nobody would be answered.
    """
    gc.collect()
    gc.freeze()


def _application(settings: Settings, token: str, limiter: Limiter) -> App:
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .rate_limiter(limiter)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def _prepare(settings: Settings, services: Services) -> str | None:
    """The campaign's petitions, first articles and owners; a link for an owner if there is none."""
    database, manifest, now = services.database, services.manifest, services.clock()
    await folder.load_if_empty(database, manifest.articles, now)
    origin = f"t.me/{services.bot_username}" if settings.live else None
    await ledger_log.begin(database, origin, now)
    await team.make_owners(database, settings.owners, now)
    tell = await telling_the_team(services)
    for planned in manifest.petitions:
        await petitions.plan(database, planned, now, needed=services.approvals, tell=tell)
    if await team.has_owner(database):
        return None
    return services.link(await team.owner_link(database, now))
