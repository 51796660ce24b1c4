"""Answers: the right sentence, verbatim, or an honest no."""

from campaign.answers.answer import Answer, Quote, Status
from campaign.answers.engine import Answerer, LibraryAnswerer

__all__ = ["Answer", "Answerer", "LibraryAnswerer", "Quote", "Status"]
