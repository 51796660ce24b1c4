"""The team's forms: who takes the message that an open draft waits for."""

from collections.abc import Mapping

from handlers.organiser import articles, broadcasts, library, questions
from handlers.organiser.access import Step

DRAFTS: Mapping[str, Step] = {
    articles.KIND: articles.take_message,
    broadcasts.KIND: broadcasts.take_message,
    library.KIND: library.take_message,
    questions.KIND: questions.take_message,
}
