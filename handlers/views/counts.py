"""Public counts: exact, or in steps that tell nobody which signature came just now."""

from contextvars import ContextVar

from handlers.wording import Html, Words

STEP: ContextVar[int] = ContextVar("public_count_step", default=1)
"""By how much a public count moves; set once, when the program starts."""


def counted(speak: Words, key: str, count: int, **values: object) -> Html:
    """The text under `key` for a count that everyone may see.

    With a step of 100, 1,234 is "1,200 or more" and 34 is "0 to 99": both are true, and both stand
    still until the next hundred. A number that is shown was counted, never estimated.
    """
    return speak.plural(key, _form(count), said=_said(speak, count), **values)


def plainly_counted(speak: Words, key: str, count: int, **values: object) -> str:
    """`counted` where no markup is read."""
    return speak.plain_plural(key, _form(count), said=_said(speak, count), **values)


def _form(count: int) -> int:
    return count if STEP.get() == 1 else max(count, 2)  # "0 to 99 signatures", whichever it is


def _said(speak: Words, count: int) -> str | None:
    step = STEP.get()
    if step == 1:
        return None
    if count < step:
        return speak.plain("count.below", last=step - 1)
    return speak.plain("count.or-more", count=count - count % step)
