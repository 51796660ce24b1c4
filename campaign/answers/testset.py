"""Files of questions with known answers, and the library that they are asked of.

Two forms are read: `.jsonl` with a question a line (`id`, `language`, `question`, `answerable`,
`gold`), and `.json` as SQuAD has it (`data[].title`, `.paragraphs[].context`, `.qas[]`).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from campaign.answers.language import detect
from campaign.articles import sources
from campaign.articles.article import Article, ArticleDraft
from campaign.articles.library import slug_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadQuestions(Exception):
    "The file holds no questions in a form that is known"

    def __init__(self, path: Path, line: int | None = None) -> None:
        super().__init__(f"{path}: line {line}" if line else str(path))
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Home:
    """Where a question belongs: an article, and from where to where its passage goes there."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TestQuestion:
    """A question with its gold spans; `home` is told by files in SQuAD's form."""

    __test__ = False  # the name begins as pytest's classes do

    id: str
    text: str
    language: str | None
    answerable: bool
    gold: tuple[str, ...]
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    title: str
    context: str
    place: tuple[int, int]
    questions: Sequence[dict[str, Any]]


@dataclass
class _Shelf:
    """Articles built up from contexts: the same context of the same article stands once."""

    bodies: dict[tuple[str, str], str] = field(default_factory=dict)
    homes: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)

    def put(self, title: str, context: str) -> Home:
        language = detect(context).language or "en"
        key = (title, language)
        body = self.bodies.get(key, "")
        bounds = self.homes.get((*key, context))
        if bounds is None:
            start = len(body) + 2 if body else 0
            bounds = (start, start + len(context))
            self.bodies[key] = f"{body}\n\n{context}" if body else context
            self.homes[(*key, context)] = bounds
        return Home(list(self.bodies).index(key) + 1, *bounds)

    def articles(self) -> list[Article]:
        drafts = [
            ArticleDraft(title=title.replace("_", " "), body=body, language=language)
            for (title, language), body in self.bodies.items()
        ]
        return as_articles(drafts)


def as_articles(drafts: Iterable[ArticleDraft]) -> list[Article]:
    """Drafts as articles of a library that lives only for a measurement; ids count from 1."""
    return [
        Article(
            id=number,
            slug=slug_of(draft.title),
            work=draft.work or f"{number}",
            language=draft.language or "en",
            title=draft.title or "?",
            author=draft.author,
            publisher=draft.publisher,
            published=draft.published,
            link=draft.link,
            body=draft.body,
            added_at=_EPOCH,
            updated_at=_EPOCH,
        )
        for number, draft in enumerate(drafts, start=1)
    ]


def read_library(paths: Iterable[Path]) -> list[Article]:
    """The articles in files and folders; raises what `sources.read` raises."""
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file() and (not path.is_dir() or file.suffix.lower() in sources.KINDS)
    ]
    return as_articles(sources.read(file.name, file.read_bytes()) for file in files)


def read_questions(
    files: Sequence[Path], library: Path | None, language: str | None
) -> tuple[list[TestQuestion], list[Article]]:
    """The questions of all files pooled, and the articles that SQuAD's form brings with it.

    With `library` in SQuAD's form, the questions are asked of its paragraphs, paired by position.
    Raises `BadQuestions`.
    """
    shelf = _Shelf()
    questions: list[TestQuestion] = []
    other = _paired(library) if library and library.suffix == ".json" else None
    for path in files:
        if path.suffix == ".jsonl":
            questions += _lines(path, language)
            continue
        for paragraph in _paragraphs(path):
            questions += _asked(paragraph, shelf, other, language)
    if other is not None:
        for paragraph in other.values():
            shelf.put(paragraph.title, paragraph.context)
    return questions, shelf.articles()


def _lines(path: Path, language: str | None) -> list[TestQuestion]:
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            questions.append(
                TestQuestion(
                    id=str(fields["id"]),
                    text=str(fields["question"]),
                    language=language or fields.get("language"),
                    answerable=bool(fields["answerable"]),
                    gold=tuple(fields["gold"]),
                )
            )
        except (ValueError, KeyError, TypeError):
            raise BadQuestions(path, number) from None
    return questions


def _asked(
    paragraph: _Paragraph,
    shelf: _Shelf,
    other: dict[tuple[int, int], _Paragraph] | None,
    language: str | None,
) -> list[TestQuestion]:
    there = paragraph if other is None else other.get(paragraph.place, paragraph)
    home = shelf.put(there.title, there.context)
    answers = {str(each["id"]): each for each in there.questions}
    return [
        TestQuestion(
            id=str(each["id"]),
            text=str(each["question"]),
            language=language,
            answerable=not each.get("is_impossible", False),
            gold=_gold(answers.get(str(each["id"]), each)),
            home=home,
        )
        for each in paragraph.questions
    ]


def _gold(question: dict[str, Any]) -> tuple[str, ...]:
    if question.get("is_impossible", False):
        return ()
    return tuple(dict.fromkeys(str(answer["text"]) for answer in question.get("answers", [])))


def _paired(path: Path) -> dict[tuple[int, int], _Paragraph]:
    return {paragraph.place: paragraph for paragraph in _paragraphs(path)}


def _paragraphs(path: Path) -> list[_Paragraph]:
    try:
        data = json.loads(path.read_text("utf-8"))["data"]
        return [
            _Paragraph(article["title"], each["context"], (at, place), each["qas"])
            for at, article in enumerate(data)
            for place, each in enumerate(article["paragraphs"])
        ]
    except (ValueError, KeyError, TypeError):
        raise BadQuestions(path) from None
