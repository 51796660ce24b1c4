"""The verifier: nothing that a machine wrote is shown unless the passages that it cites carry it.

It is pure, knows nothing of who wrote, and says no to all that it cannot check: a text that is
true and refused costs a summary, one that is false and shown costs the campaign its word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaign.answers.answer import Quote
from campaign.answers.composer import surface
from campaign.answers.composer.dates import dates
from campaign.answers.composer.names import Source, missing_name
from campaign.answers.composer.number_words import LANGUAGES
from campaign.answers.composer.numerals import ones, quantities
from campaign.answers.composer.prompt import MOST_SENTENCES
from campaign.answers.composer.reply import Written
from campaign.answers.composer.support import denies_alone, is_carried
from campaign.answers.language import detect

_QUOTED = re.compile(r'“([^“”«»"]*)”|«([^“”«»"]*)»|"([^“”«»"]*)"')
_MARKS = re.compile(r"[“”«»\"‘]|(?<![^\W\d_])['’](?=\w)|(?<![\w.,])['’]")


class Unfounded(Exception):
    "What was written cannot be shown: why, in a few words"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was checked, and the numbers, from 1, of the quotes that carry it."""

    text: str
    quotes: tuple[int, ...]


def check(
    written: Sequence[Written], language: str, quotes: Sequence[Quote]
) -> tuple[Sentence, ...]:
    """What was written, tidied, if all of it may be shown; raises `Unfounded`."""
    if not 0 < len(written) <= MOST_SENTENCES:
        raise Unfounded("no sentence, or too many")
    if language not in LANGUAGES:
        raise Unfounded("a language that cannot be checked")
    offered = [Source.of(quote) for quote in quotes]
    checked = []
    for each in written:
        sentence = Sentence(surface.tidy(each.text), each.quotes)
        fault = _fault(sentence, language, quotes, offered)
        if fault:
            raise Unfounded(fault)
        checked.append(sentence)
    if len({sentence.text.casefold() for sentence in checked}) < len(checked):
        raise Unfounded("the same sentence twice")
    return tuple(checked)


def _fault(
    sentence: Sentence, language: str, quotes: Sequence[Quote], offered: Sequence[Source]
) -> str | None:
    numbers = sentence.quotes
    if not numbers or not all(1 <= number <= len(quotes) for number in numbers):
        return "a sentence without a quote that carries it"
    if fault := surface.fault(sentence.text):
        return fault
    cited = [quotes[number - 1] for number in numbers]
    bare, stretches = unquoted(sentence.text)
    if _MARKS.search(bare) or not all(_is_verbatim(each, cited) for each in stretches):
        return "a quotation that is not in its source"
    guess = detect(bare)
    if guess.language not in {None, language} and guess.sure:
        return "another language than the reader's"
    sources = [offered[number - 1] for number in numbers]
    if not _facts(bare, language) <= _facts_there(cited):
        return "a number or a date that is not in its source"
    if missing_name(bare, language, sources, offered):
        return "a name that is not in its source"
    if denies_alone(bare, sources):
        return "a denial that is not in its source"
    if not is_carried(sentence.text, language, sources):
        return "words that are not in its source"
    return None


def unquoted(text: str) -> tuple[str, list[str]]:
    """The text without what stands between quotation marks, and those stretches."""
    stretches = [next(each or "" for each in found) for found in map(_only, _QUOTED.finditer(text))]
    return _QUOTED.sub(" , ", text), stretches


def _only(match: re.Match[str]) -> list[str | None]:
    return [group for group in match.groups() if group is not None]


def _is_verbatim(stretch: str, cited: Sequence[Quote]) -> bool:
    words = _comparable(stretch).removesuffix(",").removesuffix(".").strip()
    return bool(words) and any(_stands_whole(words, _comparable(quote.text)) for quote in cited)


def _stands_whole(words: str, text: str) -> bool:
    """Whether the words stand there from the start of one word to the end of another."""
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def _comparable(text: str) -> str:
    return surface.tidy(text).replace("’", "'").replace("*", "").replace("–", "-")


def _facts(sentence: str, language: str) -> frozenset[str]:
    return quantities(sentence, language) | dates(sentence, language, doubtful=True)


def _facts_there(cited: Sequence[Quote]) -> frozenset[str]:
    return frozenset[str]().union(
        *(
            quantities(quote.text, quote.language)
            | ones(quote.text, quote.language)
            | dates(quote.text, quote.language, doubtful=False)
            for quote in cited
            if quote.language in LANGUAGES
        )
    )
