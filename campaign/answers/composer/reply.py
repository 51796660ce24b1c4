"""What the model replied, as values: anything that is not what was asked for is no reply."""

import json
import re
from dataclasses import dataclass
from typing import Any

from campaign.answers.composer.prompt import LONGEST_SENTENCE, MOST_SENTENCES

_MARK = re.compile(r"\s?\[\d{1,2}\]")  # models like to number inside the text as well
_LONGEST = 4 * LONGEST_SENTENCE  # white space and marks included; nothing longer is looked at


class BadReply(Exception):
    "The model's reply is not what was asked for: what it is"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it, unchecked, and the numbers of the quotes it names."""

    text: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Whether the quotes answer the question, and what was written from them."""

    answers: bool
    sentences: tuple[Written, ...]


def read(content: str) -> Reply:
    """The reply in the text of a completion; raises `BadReply`.

    What stands around the JSON object (a fence of Markdown, a remark) is passed over.
    """
    try:
        said = json.loads(content[content.index("{") : content.rindex("}") + 1])
        answers, sentences = said["answers"], said["sentences"] if said["answers"] else []
        written = tuple(_written(each) for each in sentences)
    except (ValueError, TypeError, LookupError, RecursionError):
        raise BadReply("not the JSON object that was asked for") from None
    if not isinstance(answers, bool) or len(written) > MOST_SENTENCES:
        raise BadReply("a JSON object of another shape")
    return Reply(answers, written)


def _written(sentence: Any) -> Written:
    text, quotes = sentence["text"], sentence["quotes"]
    if not isinstance(text, str) or not isinstance(quotes, list):
        raise TypeError
    if not all(type(number) is int for number in quotes):
        raise TypeError
    if len(text) > _LONGEST:
        raise ValueError
    return Written(_MARK.sub("", text), tuple(dict.fromkeys(quotes)))
