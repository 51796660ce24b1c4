"""Every table, and what /forget does to it: the one place that lists where a person may be."""

from collections.abc import Mapping
from enum import StrEnum


class Held(StrEnum):
    """How a table may hold something of a person, and so what /forget does to it."""

    NOTHING = "nothing"
    ERASED = "erased"  # its rows of that person are deleted
    UNLINKED = "unlinked"  # its rows stay and no longer say who


TABLES: Mapping[str, Held] = {
    "approvals": Held.ERASED,
    "articles": Held.NOTHING,
    "audit": Held.UNLINKED,
    "broadcasts": Held.UNLINKED,  # and erased what was never sent
    "checkpoints": Held.NOTHING,
    "consent_texts": Held.NOTHING,
    "consents": Held.ERASED,
    "drafts": Held.ERASED,
    "embeddings": Held.NOTHING,
    "identities": Held.ERASED,
    "invalidations": Held.UNLINKED,
    "invitations": Held.UNLINKED,
    "leaf_records": Held.ERASED,
    "leaves": Held.NOTHING,
    "message_contents": Held.ERASED,
    "messages": Held.ERASED,
    "meta": Held.NOTHING,
    "outbox": Held.ERASED,
    "people": Held.ERASED,
    "petition_texts": Held.NOTHING,
    "petitions": Held.NOTHING,
    "questions": Held.ERASED,
    "reached_milestones": Held.NOTHING,
    "referrals": Held.ERASED,
    "secrets": Held.NOTHING,
    "signatures": Held.ERASED,
    "subscriptions": Held.ERASED,
    "team": Held.ERASED,
    "tree_nodes": Held.NOTHING,
}
"""Every table: a test fails while one is missing here or is not treated as it says."""
