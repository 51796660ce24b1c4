"""What the team is told before a petition's people are erased."""

from campaign.petitions import Petition
from campaign.privacy.retention import Erasure
from handlers.views.view import View, shortened
from handlers.wording import Words

_TITLE_LIMIT = 200


def coming(speak: Words, petition: Petition, erasure: Erasure) -> View:
    """When, what goes, and what stays."""
    title = shortened(petition.wording.title, _TITLE_LIMIT)
    day = erasure.erases_at.date()
    return View(speak.plural("erasure.coming", erasure.count, title=title, day=day))
