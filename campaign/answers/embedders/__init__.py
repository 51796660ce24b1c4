"""Embedders: what a text means, as a vector that can be compared across languages."""

from campaign.answers.embedders.choice import WANTED, Choice, choose
from campaign.answers.embedders.embedder import BATCH, Embedder, Floats

__all__ = ["BATCH", "WANTED", "Choice", "Embedder", "Floats", "choose"]
