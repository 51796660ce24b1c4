"""A campaign's folder, read whole or refused in one sentence."""

from campaign.manifest.folder import Contact, Manifest, Responsible, load
from campaign.manifest.petitions import Beginning, PetitionPlan, Wording
from campaign.manifest.table import BadManifest

__all__ = [
    "BadManifest",
    "Beginning",
    "Contact",
    "Manifest",
    "PetitionPlan",
    "Responsible",
    "Wording",
    "load",
]
