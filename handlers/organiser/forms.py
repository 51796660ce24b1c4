"""The team's forms: who takes the message that an open draft waits for."""

from collections.abc import Mapping

from handlers.organiser import (
    articles,
    broadcasts,
    library,
    petition_terms,
    petition_texts,
    questions,
    setting_aside,
)
from handlers.organiser.access import Step

DRAFTS: Mapping[str, Step] = {
    articles.KIND: articles.take_message,
    broadcasts.KIND: broadcasts.take_message,
    library.KIND: library.take_message,
    petition_terms.KIND: petition_terms.take_message,
    petition_texts.KIND: petition_texts.take_message,
    questions.KIND: questions.take_message,
    setting_aside.KIND: setting_aside.take_message,
}
