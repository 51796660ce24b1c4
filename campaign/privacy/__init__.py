"""A person's data is theirs: all of it shown when they ask, all of it erased when they say so."""

from campaign.privacy.dossier import PARTS, Dossier, everything_about
from campaign.privacy.forgetting import DELETABLE_FOR, Forgotten, finish_forgetting, forget
from campaign.privacy.keeping import Keeping
from campaign.privacy.tables import TABLES, Held

__all__ = [
    "DELETABLE_FOR",
    "PARTS",
    "TABLES",
    "Dossier",
    "Forgotten",
    "Held",
    "Keeping",
    "everything_about",
    "finish_forgetting",
    "forget",
]
