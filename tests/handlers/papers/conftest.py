"""The papers are made of a campaign as the tests of the rules have it."""

from tests.campaign.conftest import campaign

__all__ = ["campaign"]
