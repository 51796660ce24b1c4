"""Words that turn a question round: negations, and words whose contrary the text has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib.resources import files

from campaign.answers.words import Token, is_stop_word, stem
from campaign.articles.wordlists import wordlist

_NEGATIONS = wordlist(
    """
    not no never cannot cant wont dont doesnt didnt isnt arent wasnt werent without nor neither
    none nothing nobody hasnt havent hadnt shouldnt wouldnt couldnt unable except
    nunca sin jamas tampoco ningun ninguna ninguno nadie nada excepto ni
    """
)
_PREFIXES = ("un", "in", "im", "dis", "non", "ir", "des")
_LONG_ENOUGH = 5  # letters of a word that a prefix may turn into its contrary
_MOST = 2


def negated(words: Sequence[Token]) -> bool:
    """Whether a text says no to something."""
    return any(word.folded in _NEGATIONS for word in words)


def contraries(asked: Sequence[Token], text: Sequence[Token], language: str) -> int:
    """How many words of a question the text lacks and has a contrary of; at most two."""
    written = {word.folded for word in text}
    stems = {stem(word, language) for word in written if not is_stop_word(word, language)}
    missing = {word.folded for word in asked} - written
    turned = sum(
        _turned(word, written)
        for word in missing
        if is_stop_word(word, language) or stem(word, language) not in stems
    )
    return min(_MOST, turned)


def _turned(word: str, written: Set[str]) -> bool:
    if not _groups().get(word, frozenset()).isdisjoint(written):
        return True
    return len(word) >= _LONG_ENOUGH and any(
        prefix + word in written or (word.startswith(prefix) and word[len(prefix) :] in written)
        for prefix in _PREFIXES
    )


@cache
def _groups() -> Mapping[str, Set[str]]:
    """The contraries of each word."""
    groups: dict[str, set[str]] = defaultdict(set)
    lines = files(__package__).joinpath("contraries.txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            for word in line.split():
                groups[word].update(other for other in line.split() if other != word)
    return groups
