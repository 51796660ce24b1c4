"""Whether the passages speak of what a sentence speaks of.

A rough measure: it tells a sentence about something else, not every sentence that is wrong. What
is exact is checked elsewhere: quotations, numbers, dates and names.
"""

from collections.abc import Iterable, Sequence

from campaign.answers.bilingual import translations
from campaign.answers.cognates import ALIKE, SHORTEST, likeness, skeleton
from campaign.answers.composer.names import Source, split
from campaign.answers.words import is_stop_word, stem
from campaign.articles.wordlists import wordlist

SAME_LANGUAGE = 0.6
OTHER_LANGUAGE = 0.4
"""Shares of the words of a sentence, without the stop words, that passages must have.

Tried on the example's articles and their translations: with all checks together, all 161 English
sentences pass beside their own paragraph, and six in ten, of either language, beside its
translation (nearly half of the rest hold a translated quotation, which is rightly refused). Beside
paragraphs of other articles it is one or two in a thousand in the same language, one or two in a
hundred across languages. Between the openings of articles, which name the same authors, paper and
day, it is up to one in twenty.
"""

_NOT = wordlist(
    """
    no not never nor neither none nobody nothing without cannot
    dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent
    hadnt mustnt
    nunca jamas sin ni ningun ninguna ninguno nadie nada tampoco
    """
)


def is_carried(sentence: str, language: str, cited: Sequence[Source]) -> bool:
    """Whether enough of the sentence's words, or their like, stand in the passages it cites."""
    words = [word.folded for word in split(sentence) if not is_stop_word(word.folded, language)]
    if not words:
        return False
    held = sum(any(_holds(source, word, language) for source in cited) for word in words)
    alike = any(source.language == language for source in cited)
    return held >= (SAME_LANGUAGE if alike else OTHER_LANGUAGE) * len(words)


def denies_alone(sentence: str, cited: Sequence[Source]) -> bool:
    """Whether a sentence says no to something where none of its passages does."""
    denied = _denies(word.folded for word in split(sentence))
    return denied and not any(_denies(source.folded) for source in cited)


def _denies(words: Iterable[str]) -> bool:
    return not _NOT.isdisjoint(words)


def _holds(source: Source, word: str, language: str) -> bool:
    if word in source.folded:
        return True
    if source.language == language:
        return stem(word, language) in source.stems
    others = translations((word,), language, source.language)
    if any(each in source.stems for other in others for each in other):
        return True
    return len(word) >= SHORTEST and any(
        likeness(skeleton(word), skeleton(each)) >= ALIKE
        for each in source.folded
        if len(each) >= SHORTEST
    )
