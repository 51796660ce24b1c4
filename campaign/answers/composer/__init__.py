"""The composer: a language model writes from the quotes, and only what they carry is shown."""

from campaign.answers.composer.checking import Sentence
from campaign.answers.composer.compose import MOST_QUOTES, Composed, Composer, composer, why

__all__ = ["MOST_QUOTES", "Composed", "Composer", "Sentence", "composer", "why"]
