"""Every view of the hand-over."""

from collections.abc import Iterator

from campaign.delivery import Closing
from campaign.figures import Groups
from campaign.manifest import Wording
from handlers.papers.folder import Written
from handlers.views.organiser import delivery
from handlers.views.view import View
from handlers.wording import Words
from tests.handlers.views.petition_views import petition


def closing(text: str) -> Closing:
    return Closing(
        petition_id=999_999_999,
        slug="s" * 48,
        wordings={"en": Wording("en", text, text, "B" * 2500)},
        goal=100_000_000,
        count=99_999_999,
        by_day=[],
        by_country=Groups([], 0),
        by_region=Groups([], 0),
        checkpoint=None,
        leaves=0,
        verifier_key=None,
    )


def of_the_delivery(speak: Words, texts: tuple[str, ...]) -> Iterator[View]:
    """All of them, with titles as long as the campaign's folder lets them be."""
    yield delivery.choose(speak, [])
    yield delivery.making(speak)
    yield delivery.done(speak)
    for text in texts:
        yield delivery.choose(speak, [petition(text[:200], "closed")] * 3)
        yield delivery.ask(speak, closing(text[:200]))
        yield View(delivery.caption(speak, Written(closing(text[:200]), 99_999_999, 99_999_999)))
