"""The team: who may do what, how one gets a place there, and how it ends."""

from campaign.team.owners import (
    LINK_LASTS,
    LinkSpent,
    has_owner,
    make_owners,
    owner_link,
    redeem,
)
from campaign.team.roles import (
    MAY,
    Member,
    NotAllowed,
    Permission,
    Role,
    members,
    require,
    require_in,
    role_in,
    role_of,
    who_may,
    who_may_in,
)

__all__ = [
    "LINK_LASTS",
    "MAY",
    "LinkSpent",
    "Member",
    "NotAllowed",
    "Permission",
    "Role",
    "has_owner",
    "make_owners",
    "members",
    "owner_link",
    "redeem",
    "require",
    "require_in",
    "role_in",
    "role_of",
    "who_may",
    "who_may_in",
]
