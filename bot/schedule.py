"""What happens by the clock. Due times are in the database; a job only looks there."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.ext import ExtBot

from campaign import broadcasts, digests, drafts, privacy, questions
from campaign.digests import Edition
from campaign.petitions import planning, timing
from campaign.privacy import accounts
from campaign.proofs import log
from campaign.team import invitations
from handlers import milestones
from handlers.channel import Channel
from handlers.context import Services
from handlers.organiser import alarms, erasure, understanding
from handlers.organiser.petition_news import telling_the_team
from handlers.organiser.progress import refresh_progress
from handlers.views import digest as digest_views
from handlers.wording import words

LOOK_FOR_DIGESTS = 2
LOOK_AFTER_PETITIONS = 2
LOOK_AFTER_CHANNEL = 60
REFRESH_PROGRESS = 3
REVIEW_SIGNATURES = 5
WATCH_SIGNATURES = 300
KEEP_HOUSE = 600


class Schedule:
    """The jobs of one running bot. A job that fails is logged, and comes again."""

    def __init__(self, bot: ExtBot[Any], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._channel = Channel(bot, services, services.channel) if services.channel else None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Look now, and again every few seconds."""
        for job, seconds in (
            (self._queue_digests, LOOK_FOR_DIGESTS),
            (self._move_petitions, LOOK_AFTER_PETITIONS),
            (self._refresh_progress, REFRESH_PROGRESS),
            (self._review_signatures, REVIEW_SIGNATURES),
            (self._keep_house, KEEP_HOUSE),
        ):
            self._scheduler.add_job(self._guarded(job), "interval", seconds=seconds)
        self._scheduler.add_job(
            self._guarded(self._watch_signatures),
            "interval",
            seconds=WATCH_SIGNATURES,
            next_run_time=datetime.now(UTC),
        )
        if self._channel is not None:
            self._scheduler.add_job(
                self._guarded(self._channel.tend),
                "interval",
                seconds=LOOK_AFTER_CHANNEL,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """No more jobs; what they began goes on."""
        self._scheduler.shutdown(wait=False)

    def _guarded(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            try:
                await job()
            except Exception as error:
                self._services.report_fault(error, None)

        return run

    async def _queue_digests(self) -> None:
        services = self._services
        now = services.clock()
        while await digests.queue_due(
            services.database, render_digest, services.manifest.default_language, now
        ):
            services.wake_sender()

    async def _move_petitions(self) -> None:
        """Open and close what is due, and tell what milestones were reached."""
        services, now = self._services, self._services.clock()
        trusted = planning.trusted(services.manifest.petitions, services.approvals)
        if await timing.is_due(services.database, services.approvals, trusted, now):
            tell = await telling_the_team(services)
            await timing.move_due(services.database, services.approvals, trusted, now, tell)
            services.wake_sender()
        await milestones.tell(services, self._channel.chat_id if self._channel else None)

    async def _refresh_progress(self) -> None:
        await refresh_progress(self._services, self._bot, self._services.clock())
        await understanding.refresh(self._services, self._bot)

    async def _review_signatures(self) -> None:
        await alarms.mark_new(self._services, self._services.clock())

    async def _watch_signatures(self) -> None:
        now = self._services.clock()
        await alarms.finish_setting_aside(self._services, now)
        await alarms.watch_rates(self._services, now)
        await alarms.count_again(self._services, now)

    async def _keep_house(self) -> None:
        now = self._services.clock()
        await drafts.drop_old(self._services.database, now)
        await broadcasts.drop_old_drafts(self._services.database, now)
        await invitations.drop_old(self._services.database, now)
        await questions.unlink_old(self._services.database, now)
        await accounts.erase_words_of_deleted(self._services.database, now)
        await erasure.keep(self._services, now)
        await privacy.finish_forgetting(self._services.database)
        await log.publish_due(self._services.database, now)


def render_digest(edition: Edition) -> dict[str, Any]:
    """A digest as the outbox keeps it, in its language."""
    return digest_views.edition(words(edition.language), edition).payload()
