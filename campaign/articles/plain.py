"""Plain text as people copy it from a page: its head, its foot, its broken paragraphs."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from campaign.articles.article import ArticleDraft
from campaign.articles.dates import only_date
from campaign.articles.prose import blocks, clean, tidy, unmarked
from campaign.articles.wordlists import wordlist

_HEAD_LINES = 12
_LONGEST_HEADING = 120
_LONGEST_TITLE = 200
_LONGEST_FOOT = 240
_TAIL = 16  # characters that tell whether a sentence has ended
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*$|[.!?…:;,]$")
_GOES_ON = re.compile(r"[\"'“‘«(\[¿¡]?[^\W\d_]")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s")
_BY = re.compile(r"(?:by|por|de|texto de|author|autora?|autores):?\s+", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s)\]>]+|\bwww\.[^\s)\]>]+|[\w.+-]+@[\w-]+\.[\w.]+")
_FOOT = re.compile(
    r"\b(?:contact\w*|cont[aá]ct\w*|subscribe|suscr[ií]b\w*|follow us|s[ií]guenos|newsletter|visit"
    r"|visita|copyright|all rights reserved|todos los derechos|donate|dona)\b|©",
    re.IGNORECASE,
)
_NAME_PARTS = wordlist("de del la las los y e van von der den di da dos bin al el")


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    subtitle: str
    author: str
    published: date | None
    lines: int


def read_plain(text: str) -> ArticleDraft:
    """A draft from raw text; the first line is taken for the title where it looks like one."""
    paragraphs = blocks(clean(text))
    head = _head(paragraphs)
    paragraphs = _without_lines(paragraphs, head.lines)
    paragraphs, foot = _without_foot(paragraphs)
    body = [unmarked(block) for block in _mended([_joined(block) for block in paragraphs])]
    body = [f"## {block}" if _is_heading(body, at) else block for at, block in enumerate(body)]
    if head.subtitle:
        body.insert(0, f"## {head.subtitle}")
    return ArticleDraft(
        title=head.title,
        author=head.author,
        published=head.published,
        publisher=_publisher(unmarked(text), foot),
        body=tidy("\n\n".join(body)),
    )


def _head(paragraphs: list[str]) -> _Head:
    lines = [line for block in paragraphs for line in block.split("\n")][:_HEAD_LINES]
    wrapped = bool(paragraphs) and "\n" in paragraphs[0]
    dated = next((at for at, line in enumerate(lines) if only_date(line)), None)
    if dated is None:
        return _undated_head(lines, wrapped=wrapped)
    above = [unmarked(line.lstrip("# ")) for line in lines[:dated]]
    author = _author(above[-1]) if len(above) > 1 else ""
    if author:
        above.pop()
    title = above[0] if above else ""
    if any(len(line) > _LONGEST_TITLE for line in above):
        return _Head("", "", "", None, 0)
    taken = dated + 1
    if not author and taken < len(lines):
        author = _author(lines[taken])
        taken += bool(author)
    return _Head(title, " ".join(above[1:]), author, only_date(lines[dated]), taken)


def _undated_head(lines: list[str], *, wrapped: bool) -> _Head:
    if len(lines) < 2 or len(lines[0]) > _LONGEST_TITLE or lines[0].endswith("."):
        return _Head("", "", "", None, 0)
    author = _author(lines[1]) if _BY.match(lines[1]) else ""
    if wrapped and not author:
        return _Head("", "", "", None, 0)
    return _Head(unmarked(lines[0].lstrip("# ")), "", author, None, 2 if author else 1)


def _author(line: str) -> str:
    """The names that a line consists of, parted by commas as they stand; else nothing."""
    line = unmarked(line).strip(" .")
    names = _BY.sub("", line, count=1)
    each = re.split(r",\s*|\s+(?:and|y|e|&)\s+", names)
    return names if all(_is_name(name, alone=line == names) for name in each) else ""


def _is_name(name: str, *, alone: bool) -> bool:
    words = name.split()
    capitals = [word for word in words if word.casefold() not in _NAME_PARTS]
    least = 2 if alone else 1
    return (
        least <= len(capitals)
        and len(words) <= 6
        and all(word[0].isupper() and not any(c.isdigit() for c in word) for word in capitals)
    )


def _without_lines(paragraphs: list[str], count: int) -> list[str]:
    rest = []
    for block in paragraphs:
        lines = block.split("\n")
        taken = min(count, len(lines))
        count -= taken
        if lines[taken:]:
            rest.append("\n".join(lines[taken:]))
    return rest


def _without_foot(paragraphs: list[str]) -> tuple[list[str], str]:
    """The paragraphs before the contact lines at the end, and those lines."""
    end = len(paragraphs)
    while end > 1 and _is_foot(paragraphs[end - 1]):
        end -= 1
    return paragraphs[:end], "\n".join(paragraphs[end:])


def _is_foot(block: str) -> bool:
    if len(block) > _LONGEST_FOOT:
        return False
    bare = _LINK.sub("", unmarked(_LINK.sub("", block))).strip(" ().<>-")
    mostly_link = _LINK.search(block) is not None and len(bare) < len(block) / 2
    return mostly_link or (_FOOT.search(block) is not None and not block.endswith((".", "!", "?")))


def _publisher(text: str, foot: str) -> str:
    """The site that the foot links to, by the name that the text gives it."""
    link = _LINK.search(foot)
    if link is None or "@" in link[0]:
        return ""
    host = urlsplit(link[0] if "//" in link[0] else f"//{link[0]}").hostname or ""
    label = host.removeprefix("www.").split(".")[0]
    for name in re.finditer(r"(?:[A-ZÁÉÍÓÚÑ][\w’'-]*\s+){1,6}[A-ZÁÉÍÓÚÑ][\w’'-]*", text):
        words = name[0].split()
        for start in range(len(words) - 1):
            for end in range(start + 2, len(words) + 1):
                if _stands_for(label, words[start:end]):
                    return " ".join(words[start:end])
    return host.removeprefix("www.")


def _stands_for(label: str, words: list[str]) -> bool:
    initials = "".join(word[0] for word in words).casefold()
    return len(label) > 2 and label.casefold() in (initials, "".join(words).casefold())


def _joined(block: str) -> str:
    """A block whose lines were broken to fit a page, as one line; lists keep their lines."""
    lines = [line.strip() for line in block.split("\n")]
    parts = [lines[0]]
    for line in lines[1:]:
        parts += ["\n\n" if _ITEM.match(line) else " ", line]
    return "".join(parts)


def _mended(paragraphs: list[str]) -> list[str]:
    """Paragraphs that a page break cut in mid-sentence, whole again."""
    mended: list[list[str]] = []
    for block in (part for joined in paragraphs for part in joined.split("\n\n")):
        if mended and _goes_on(mended[-1], block):
            mended[-1].append(block)
        else:
            mended.append([block])
    return [" ".join(parts) for parts in mended]


def _goes_on(parts: list[str], after: str) -> bool:
    if _ITEM.match(after) or parts[0].startswith("#"):
        return False
    before = parts[-1][-_TAIL:]
    opening = _GOES_ON.match(after)
    if before.endswith(",") and opening is not None:
        return True
    return opening is not None and opening[0][-1].islower() and not _CLOSED.search(before)


def _is_heading(paragraphs: list[str], at: int) -> bool:
    block = paragraphs[at]
    return (
        len(block) <= _LONGEST_HEADING
        and at + 1 < len(paragraphs)
        and not _CLOSED.search(block)
        and not _ITEM.match(block)
        and not block.startswith("#")
        and block[0] not in "“«\"'"
    )
