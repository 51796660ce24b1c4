"""Who may do what: the role is looked up at every command, every button and every step.

Telegram's command menus only show what a role has; they keep nobody out.
"""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update

from campaign import drafts, team
from campaign.drafts import Draft
from campaign.team import NotAllowed, Permission
from handlers.context import Context

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
Step = Callable[[Update, Context, Draft], Coroutine[Any, Any, None]]


GUARDED: dict[Callable[..., Any], Permission | None] = {}
"""What each guarded command, button and step asks for, so that it can be told without a tap."""


def only(permission: Permission | None) -> Callable[[Handler], Handler]:
    """A command or a button for roles with this permission; raises `NotAllowed` to all others.

    None stands for everyone on the team.
    """

    def guard(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            await team.require(context.database, _speaker_id(update), permission)
            await handler(update, context)

        GUARDED[guarded] = permission
        return guarded

    return guard


def only_step(permission: Permission) -> Callable[[Step], Step]:
    """A draft's step for roles with this permission.

    Who lost the role in mid-draft is told so once, and not again for every message of a day.
    """

    def guard(step: Step) -> Step:
        @wraps(step)
        async def guarded(update: Update, context: Context, draft: Draft) -> None:
            try:
                await team.require(context.database, _speaker_id(update), permission)
            except NotAllowed:
                await drafts.drop(context.database, _speaker_id(update))
                raise
            await step(update, context, draft)

        GUARDED[guarded] = permission
        return guarded

    return guard


def _speaker_id(update: Update) -> int:
    if update.effective_user is None:
        raise NotAllowed
    return update.effective_user.id
