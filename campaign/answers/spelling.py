"""Questions as people type them, cleaned and spelled out."""

import re
import unicodedata
from collections.abc import Mapping

from campaign.answers.words import fold, tokens

LONGEST = 600
"""Characters of a question that are read, after cleaning."""

_SHORT = {
    "es": {
        "q": "qué",
        "k": "qué",
        "qe": "qué",
        "xq": "por qué",
        "xk": "por qué",
        "pq": "por qué",
        "porq": "por qué",
        "pork": "por qué",
        "x": "por",
        "d": "de",
        "pa": "para",
        "pal": "para el",
        "tmb": "también",
        "tb": "también",
        "dnd": "dónde",
        "dnde": "dónde",
        "cdo": "cuándo",
        "ke": "qué",
        "kien": "quién",
        "qn": "quién",
        "komo": "cómo",
        "cmo": "cómo",
        "kuando": "cuándo",
        "kuantos": "cuántos",
        "aki": "aquí",
        "ps": "pues",
        "pos": "pues",
        "msj": "mensaje",
        "info": "información",
        "gob": "gobierno",
        "pres": "presidente",
        "eua": "Estados Unidos",
        "eeuu": "Estados Unidos",
        "usa": "Estados Unidos",
        "internt": "internet",
    },
    "en": {
        "u": "you",
        "ur": "your",
        "r": "are",
        "pls": "please",
        "plz": "please",
        "whats": "what is",
        "whos": "who is",
        "wheres": "where is",
        "hows": "how is",
        "wat": "what",
        "bc": "because",
        "abt": "about",
        "govt": "government",
        "gov": "government",
    },
}
_WORD = re.compile(r"[^\W\d_]+")


def clean(text: str) -> str:
    """NFKC, no control characters, single spaces, at most 600 characters."""
    # A question of a million characters is not worth normalising whole.
    folded = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    spaced = "".join(
        " " if char.isspace() else char
        for char in folded
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(spaced.split())[:LONGEST]


def spell_out(question: str, language: str) -> str:
    """The question with the abbreviations of chats written out."""
    short = _SHORT.get(language, {})
    return _WORD.sub(lambda word: short.get(word[0].casefold(), word[0]), question)


def worded(question: str, language: str, aliases: Mapping[str, str]) -> str:
    """A cleaned question as embedders understand it best: spelled out, with names in full.

    `aliases` are by folded word. Models read "Qué dijo..." better than "q dijo...".
    """
    spelled = spell_out(question, language)
    full = _WORD.sub(lambda word: aliases.get(fold(word[0]), word[0]), spelled)
    return full[:1].upper() + full[1:]


def folded_aliases(aliases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """A campaign's aliases ("AMLO") by folded word, each with the words it stands for."""
    return {
        fold(alias): tuple(token.folded for token in tokens(name))
        for alias, name in aliases.items()
        if len(tokens(alias)) == 1
    }
