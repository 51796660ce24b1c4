"""The team as its members see it: who is on it, one place, and what becomes of a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton

from campaign.team import Holdings, Member, Role
from handlers.views.organiser.holdings import holdings
from handlers.views.view import View, button, in_rows, paragraphs, shortened
from handlers.wording import Html, Words

PAGE_SIZE = 8
_STOPPABLE = 3
_NAME = 100  # UTF-16 units; Telegram allows 64 for each of two names, and 32 for a user name


@dataclass(frozen=True)
class Named:
    """A member, and what they are called in Telegram now."""

    member: Member
    name: str


@dataclass(frozen=True)
class Sight:
    """What the reader of a page may do there, who they are, and the clock they read."""

    reader_id: int
    may_manage: bool
    time_zone: str


@dataclass(frozen=True)
class OpenLink:
    """A link to a place that still works."""

    mark: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True)
class Came:
    """Someone who came by a link and waits for an owner."""

    mark: str
    role: Role
    name: str


def page(
    speak: Words,
    shown: Sequence[Named],
    number: int,
    total: int,
    sight: Sight,
    waiting: Sequence[Came] = (),
    links: Sequence[OpenLink] = (),
) -> View:
    """The members, a button each; for an owner who waits, and the links that still work."""
    first = number * PAGE_SIZE + 1
    lines = [_line(speak, at, each, sight) for at, each in enumerate(shown, start=first)]
    text = paragraphs(
        speak("team.title"),
        Html("\n".join(lines)),
        _joined(
            [
                speak("team.waits", name=cut(one.name), role=role_name(speak, one.role))
                for one in waiting
            ]
        ),
        _joined(
            [
                speak(
                    "team.link-works",
                    role=role_name(speak, link.role),
                    when=speak.moment(link.expires_at, sight.time_zone),
                )
                for link in links
            ]
        ),
    )
    members = [
        InlineKeyboardButton(
            f"{at}. {shortened(each.name, 26)}", callback_data=f"team:open:{each.member.person_id}"
        )
        for at, each in enumerate(shown, start=first)
    ]
    rows = in_rows(members, 2)
    rows += tuple(
        (button(speak, "team.decide", f"team:came:{one.mark}", name=one.name),) for one in waiting
    )
    rows += tuple(
        (
            button(
                speak,
                "team.take-link-back",
                f"team:revoke:{link.mark}",
                role=role_name(speak, link.role),
            ),
        )
        for link in links
    )
    rows += _turning(speak, number, total)
    if sight.may_manage:
        rows += ((button(speak, "team.invite", "team:ask-invite"),),)
    return View(text, rows)


def own_place(speak: Words, member: Member, *, sees_team: bool, may_manage: bool) -> View:
    """The reader's own place, and the way out of it."""
    text = paragraphs(
        speak("team.your-place", role=role_name(speak, member.role)),
        speak("team.since", date=member.since.date()),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if may_manage:
        rows.append((button(speak, "team.change-role", f"team:ask-role:{member.person_id}"),))
    rows.append((button(speak, "team.leave", "team:ask-leave"),))
    if sees_team:
        rows.append((button(speak, "team.all", "team:list:0"),))
    return View(text, tuple(rows))


def card(
    speak: Words,
    shown: Named,
    sight: Sight,
    suspended_by: str | None = None,
    under_way: Sequence[int] = (),
) -> View:
    """A member's place, and what the reader may do about it.

    Updates of theirs that are `under_way` can be stopped here: their report is in another chat.
    """
    member = shown.member
    text = paragraphs(
        speak("team.name", name=cut(shown.name)),
        _joined(
            [
                speak("team.role", role=role_name(speak, member.role)),
                speak("team.since", date=member.since.date()),
            ]
        ),
        _suspension(speak, member, sight, suspended_by),
        speak("team.under-way", count=len(under_way)) if under_way else None,
    )
    rows = _stops(speak, under_way)
    if member.is_active:
        rows.append((button(speak, "team.suspend", f"team:ask-suspend:{member.person_id}"),))
    if sight.may_manage:
        if not member.is_active:
            rows.append((button(speak, "team.restore", f"team:restore:{member.person_id}"),))
        rows.append((button(speak, "team.change-role", f"team:ask-role:{member.person_id}"),))
        rows.append((button(speak, "team.remove", f"team:ask-remove:{member.person_id}"),))
    rows.append((button(speak, "team.all", "team:list:0"),))
    return View(text, tuple(rows))


def ask_role(speak: Words, shown: Named) -> View:
    """Which role the member should have instead."""
    member = shown.member
    text = paragraphs(
        speak("team.ask-role", name=cut(shown.name), role=role_name(speak, member.role)),
        speak("team.about-roles"),
    )
    choices = [
        button(speak, f"role.{role}", f"team:role:{member.person_id}:{role}")
        for role in Role
        if role is not member.role
    ]
    return View(text, (*in_rows(choices, 2), _back(speak, member.person_id)))


def ask_suspend(speak: Words, shown: Named, *, leaves_an_owner: bool) -> View:
    """Once, before a place is suspended: only an owner can undo it."""
    member = shown.member
    text = paragraphs(
        speak("team.ask-suspend", name=cut(shown.name), role=role_name(speak, member.role)),
        None if leaves_an_owner else speak("team.no-owner-then"),
    )
    yes = button(speak, "team.suspend-yes", f"team:suspend:{member.person_id}")
    return View(text, ((yes,), _back(speak, member.person_id)))


def ask_remove(speak: Words, shown: Named, held: Holdings, time_zone: str) -> View:
    """Once, before a member is removed, with all that they had pending or took along."""
    member = shown.member
    text = paragraphs(
        speak("team.ask-remove", name=cut(shown.name), role=role_name(speak, member.role)),
        holdings(speak, held, time_zone),
        speak("team.signature-stays"),
    )
    yes = button(speak, "team.remove-yes", f"team:remove:{member.person_id}")
    stops = _stops(speak, held.broadcasts_under_way)
    return View(text, (*stops, (yes,), _back(speak, member.person_id)))


def removed(speak: Words, name: str) -> View:
    """Who is off the team."""
    return View(
        speak("team.removed", name=cut(name)), ((button(speak, "team.all", "team:list:0"),),)
    )


def ask_leave(speak: Words, held: Holdings, time_zone: str) -> View:
    """Once, before one's own place ends."""
    text = paragraphs(speak("team.ask-leave"), holdings(speak, held, time_zone))
    return View(
        text,
        (
            (button(speak, "team.leave-yes", "team:leave"),),
            (button(speak, "team.stay", "team:me"),),
        ),
    )


def left(speak: Words) -> View:
    """Thanks, and what stays."""
    return View(speak("team.left"))


def _line(speak: Words, at: int, shown: Named, sight: Sight) -> Html:
    name, role = cut(shown.name), role_name(speak, shown.member.role)
    if not shown.member.is_active:
        return speak("team.line-suspended", number=at, name=name, role=role)
    if shown.member.person_id == sight.reader_id:
        return speak("team.line-you", number=at, name=name, role=role)
    return speak("team.line", number=at, name=name, role=role)


def _suspension(speak: Words, member: Member, sight: Sight, by: str | None) -> Html | None:
    if member.suspended_at is None:
        return None
    when = speak.moment(member.suspended_at, sight.time_zone)
    if by is None:
        return speak("team.suspended-at", when=when)
    return speak("team.suspended-by", when=when, name=cut(by))


def _stops(speak: Words, under_way: Sequence[int]) -> list[tuple[InlineKeyboardButton, ...]]:
    return [
        (button(speak, "team.stop-update", f"broadcast:stop:{each}", number=each),)
        for each in under_way[:_STOPPABLE]
    ]


def _joined(lines: Sequence[Html]) -> Html | None:
    return Html("\n".join(lines)) if lines else None


def _turning(speak: Words, number: int, total: int) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    turning = []
    if number > 0:
        turning.append(button(speak, "button.previous", f"team:list:{number - 1}"))
    if (number + 1) * PAGE_SIZE < total:
        turning.append(button(speak, "button.next", f"team:list:{number + 1}"))
    return (tuple(turning),) if turning else ()


def _back(speak: Words, person_id: int) -> tuple[InlineKeyboardButton, ...]:
    return (button(speak, "team.no", f"team:open:{person_id}"),)


def role_name(speak: Words, role: Role) -> str:
    """What the role is called."""
    return speak.plain(f"role.{role}")


def cut(name: str) -> str:
    """A name, as far as Telegram lets one go."""
    return shortened(name, _NAME)
