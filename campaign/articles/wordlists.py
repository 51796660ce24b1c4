"""Lists of words, written in the code as lines of text."""


def wordlist(lines: str) -> frozenset[str]:
    """The words of a text that are parted by spaces and line ends."""
    return frozenset(lines.split())
