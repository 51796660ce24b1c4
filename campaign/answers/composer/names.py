"""The names of a sentence, and whether a passage has them: letter by letter, without accents.

Whatever has a capital is taken for a name, so that what is shown errs on the side of too little.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from campaign.answers.answer import Quote
from campaign.answers.bilingual import LONGEST_PHRASE, translations
from campaign.answers.cognates import SHORTEST, skeleton
from campaign.answers.words import fold, is_stop_word, stem
from campaign.articles.wordlists import wordlist

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_DATES = wordlist(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    """
)
"""They have a capital and are no names; `dates` sees to them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. `begins` where it may owe its capital to the start of a sentence."""

    text: str
    folded: str
    begins: bool
    joined: bool
    """Whether only white space parts it from the word before."""

    @property
    def capital(self) -> bool:
        """Whether it has a capital anywhere."""
        return any(character.isupper() for character in self.text)

    @property
    def acronym(self) -> bool:
        """Whether it is all capitals, so that it is no common word: US, but not us."""
        return len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Source:
    """What a passage has, ready to be looked into."""

    language: str
    words: tuple[Word, ...]
    folded: tuple[str, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, quote: Quote) -> "Source":
        """The words of a quote."""
        words = tuple(split(quote.text))
        folded = tuple(word.folded for word in words)
        stems = tuple(stem(word, quote.language) for word in folded)
        return cls(quote.language, words, folded, stems)

    @property
    def capitals(self) -> frozenset[str]:
        """Its words that have a capital at least once."""
        return frozenset(word.folded for word in self.words if word.capital)


def split(text: str) -> Iterator[Word]:
    """The words of a text in order."""
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        begins = end == 0 or bool(re.search(r"[.!?…:\n“”\"«»¿¡]", between))
        yield Word(match[0], fold(match[0]), begins, bool(end) and between.isspace())
        end = match.end()


def missing_name(
    sentence: str, language: str, cited: Sequence[Source], offered: Sequence[Source]
) -> bool:
    """Whether a sentence has a name that none of the cited passages has.

    What is nowhere in the passages on offer but with a capital is a name without one as well.
    """
    known = _always_capital(offered)
    words = list(split(sentence))
    runs = _runs(words, language, known)
    return not all(any(_has(source, run, language) for source in cited) for run in runs)


def _always_capital(offered: Iterable[Source]) -> frozenset[str]:
    words = [word for source in offered for word in source.words]
    inside = {word.folded for word in words if word.capital and not word.begins}
    return frozenset(inside - {word.folded for word in words if not word.capital})


def _runs(words: Sequence[Word], language: str, known: frozenset[str]) -> list[list[Word]]:
    """Names, each the words with a capital that stand side by side."""
    runs: list[list[Word]] = []
    before = False
    for word in words:
        named = _is_name(word, language, known)
        if named and before and word.joined:
            runs[-1].append(word)
        elif named:
            runs.append([word])
        before = named
    return runs


def _is_name(word: Word, language: str, known: frozenset[str]) -> bool:
    if word.acronym:
        return True
    if is_stop_word(word.folded, language):
        return False
    if language == "en" and word.folded in _ENGLISH_DATES:
        return False
    return word.capital or word.folded in known


def _has(source: Source, run: Sequence[Word], language: str) -> bool:
    if not run:
        return True
    if _has_as_written(source, run) or _has_translated(source, run, language):
        return True
    return (
        run[0].begins and _is_ordinary(source, run[0], language) and _has(source, run[1:], language)
    )


def _has_as_written(source: Source, run: Sequence[Word]) -> bool:
    name = tuple(word.folded for word in run)
    return set(name) <= source.capitals and _stands_in(source.folded, name)


def _has_translated(source: Source, run: Sequence[Word], language: str) -> bool:
    """Whether the dictionary has the whole name, and the passage its translation."""
    if source.language == language or len(run) > LONGEST_PHRASE:
        return False
    name = tuple(word.folded for word in run)
    return any(
        _stands_in(source.stems, translation)
        for translation in translations(name, language, source.language)
    )


def _is_ordinary(source: Source, word: Word, language: str) -> bool:
    """Whether the first word of a sentence is one that the passage has without a capital."""
    common = [each.folded for each in source.words if not each.capital]
    if word.acronym or len(word.folded) < SHORTEST:
        return False
    if source.language == language:
        return word.folded in common
    return skeleton(word.folded) in {skeleton(each) for each in common if len(each) >= SHORTEST}


def _stands_in(words: Sequence[str], name: Sequence[str]) -> bool:
    size = len(name)
    return any(tuple(words[at : at + size]) == tuple(name) for at in range(len(words) - size + 1))
